import type { Reply } from "../types.ts";

/** A plain-text answer; git shows its lines to the user with `remote: ` before each. */
export function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", ...headers },
    body: Buffer.from(body),
  };
}

/** The answer with its body in memory and its length announced. */
export async function whole(reply: Reply): Promise<Reply & { readonly body: Buffer }> {
  const { body = Buffer.alloc(0) } = reply;
  const chunks: Buffer[] = [];
  for await (const chunk of Buffer.isBuffer(body) ? [body] : body) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return { ...reply, headers: { ...reply.headers, "content-length": `${bytes.length}` }, body: bytes };
}
