/**
 * Reads a body as text, at most `most` bytes of it; the rest is cut off, and `whole` is false then.
 *
 * @throws what breaks the body off
 */
export async function readText(
  body: AsyncIterable<Uint8Array> | null,
  most: number,
): Promise<{ readonly text: string; readonly whole: boolean }> {
  const decoder = new TextDecoder();
  let text = "";
  let left = most;
  for await (const chunk of body ?? []) {
    if (chunk.byteLength > left)
      return { text: text + decoder.decode(chunk.subarray(0, left)), whole: false };
    text += decoder.decode(chunk, { stream: true });
    left -= chunk.byteLength;
  }
  return { text: text + decoder.decode(), whole: true };
}
