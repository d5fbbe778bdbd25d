import type { Readable } from "node:stream";

/**
 * Reads a body to its end, at most `most` bytes of it.
 *
 * @param tooLong makes the error for a longer one
 * @throws what the body breaks off with
 */
export function collect(body: Readable, most: number, tooLong: () => Error): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    body.on("data", (chunk: Uint8Array) => {
      bytes += chunk.byteLength;
      if (bytes > most) body.destroy(tooLong());
      else chunks.push(chunk);
    });
    body.on("end", () =>
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, bytes)),
    );
    body.on("error", reject);
    // An end that is neither of these must not leave anybody waiting.
    body.on("close", () => reject(Object.assign(new Error("the body broke off"), { code: "ECONNRESET" })));
  });
}
