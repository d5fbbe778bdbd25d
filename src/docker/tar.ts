import { createReadStream } from "node:fs";
import { Readable } from "node:stream";

/** A file of an archive, whose content is there, is read from a path, or comes from elsewhere. */
export interface TarFile {
  /** At most 100 bytes, without a slash at its beginning. */
  readonly name: string;
  readonly mode: number;
  readonly content:
    | Uint8Array
    | { readonly path: string; readonly size: number }
    | { readonly stream: AsyncIterable<Uint8Array>; readonly size: number };
}

const blockSize = 512;

/**
 * An archive of plain files (POSIX ustar), as a stream. Their folders are made by who unpacks it.
 *
 * @param isWhole whether its end is written, after which nothing may come
 */
export function tarOf(files: readonly TarFile[], isWhole = true): Readable {
  return Readable.from(blocks(files, isWhole), { objectMode: false });
}

async function* blocks(files: readonly TarFile[], isWhole: boolean): AsyncGenerator<Uint8Array> {
  for (const { name, mode, content } of files) {
    const size = content instanceof Uint8Array ? content.length : content.size;
    yield header(name, mode, size);
    if (content instanceof Uint8Array) yield content;
    else if ("stream" in content) yield* content.stream;
    else yield* createReadStream(content.path, { end: size - 1 }) as AsyncIterable<Uint8Array>;
    if (size % blockSize > 0) yield Buffer.alloc(blockSize - (size % blockSize));
  }
  if (isWhole) yield Buffer.alloc(2 * blockSize);
}

function header(name: string, mode: number, size: number): Buffer {
  const block = Buffer.alloc(blockSize);
  const octal = (value: number, at: number, length: number) =>
    block.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at, "latin1");
  if (Buffer.byteLength(name) > 100) throw new Error(`${name} is too long for an archive`);
  block.write(name, 0, "utf8");
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  block.write("        0", 148, "latin1");
  block.write("ustar\x0000", 257, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}
