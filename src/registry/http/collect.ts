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

/** Bytes, and milliseconds, that are worth waiting for so that a connection can be used again. */
const mostLeft = 8192;
const longestLeft = 1_000;

/** Lets a body go by that nobody wants, and gives its connection up where there is much of it, or it takes long. */
export function discard(body: Readable): void {
  let bytes = 0;
  const giveUp = () => body.destroy();
  const timer = setTimeout(giveUp, longestLeft);
  body.on("error", () => {});
  body.on("close", () => clearTimeout(timer));
  body.on("data", (chunk: Uint8Array) => {
    bytes += chunk.byteLength;
    if (bytes > mostLeft) giveUp();
  });
}
