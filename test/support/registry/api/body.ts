import { Refusal } from "./refusal.ts";

/**
 * Reads a request body into memory.
 *
 * @throws Refusal 413 when it is longer than `limit` bytes.
 */
export async function readBody(
  call: { readonly body: AsyncIterable<Buffer> },
  limit: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of call.body) {
    size += chunk.length;
    // Too long a body is read to its end, so that the client is there to hear the answer.
    if (size <= limit) chunks.push(chunk);
  }
  if (size > limit) throw new Refusal(413, "SIZE_INVALID", `body of ${size} bytes exceeds ${limit}`);
  return Buffer.concat(chunks);
}
