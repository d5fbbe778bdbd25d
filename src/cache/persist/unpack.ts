import { createHash, type Hash } from "node:crypto";
import { ReportedError } from "../../base/errors.ts";
import { quoted } from "../../base/text.ts";

const blockSize = 512;

/** A file within an archive, as it goes by. */
export interface Entry {
  readonly name: string;
  readonly size: number;
  /** SHA-256 of its content as hex. */
  readonly sha256: string;
}

/**
 * Hands an archive of plain files on as it is (POSIX ustar, as `tarOf` writes it), and tells of each file what its content
 * hashes to.
 *
 * @param isAwaited whether a file of this name may be in it
 * @param onEntry is told of each file once it has gone by
 * @throws ReportedError where it is no such archive, before anything that is none is handed on
 */
export async function* hashed(
  body: AsyncIterable<Uint8Array>,
  isAwaited: (name: string) => boolean,
  onEntry: (entry: Entry) => void,
): AsyncGenerator<Uint8Array> {
  let rest = Buffer.alloc(0);
  let current: { name: string; size: number; left: number; padding: number; hash: Hash } | undefined;
  let isOver = false;
  for await (const chunk of body) {
    let part = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    rest = Buffer.alloc(0);
    while (part.length > 0) {
      if (!current) {
        if (part.length < blockSize) break;
        const header = headerIn(part.subarray(0, blockSize));
        if (!header) {
          isOver = true;
          yield part.subarray(0, blockSize);
          part = part.subarray(blockSize);
          continue;
        }
        if (isOver) throw new ReportedError("the archive goes on after its end");
        if (!isAwaited(header.name))
          throw new ReportedError(`the archive has a file ${quoted(header.name, 100)}; expected blobs alone`);
        yield part.subarray(0, blockSize);
        part = part.subarray(blockSize);
        const padding = (blockSize - (header.size % blockSize)) % blockSize;
        current = { ...header, left: header.size, padding, hash: createHash("sha256") };
      }
      const content = part.subarray(0, current.left);
      current.hash.update(content);
      current.left -= content.length;
      const padding = part.subarray(
        content.length,
        content.length + (current.left === 0 ? current.padding : 0),
      );
      current.padding -= padding.length;
      const taken = content.length + padding.length;
      if (taken > 0) yield part.subarray(0, taken);
      part = part.subarray(taken);
      if (current.left > 0 || current.padding > 0) continue;
      onEntry({ name: current.name, size: current.size, sha256: current.hash.digest("hex") });
      current = undefined;
    }
    rest = part;
  }
  if (current || rest.length > 0 || !isOver) throw new ReportedError("the archive is cut off");
}

/** The name and the size in a header; undefined for a block of nothing. @throws ReportedError for another kind of entry */
function headerIn(block: Buffer): { name: string; size: number } | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  const text = (from: number, to: number) => block.toString("latin1", from, to).replace(/\0.*$/s, "");
  const size = /^[0-7]{1,11}$/.exec(text(124, 136).trim())?.[0];
  const isPlain = block[156] === 0x30 || block[156] === 0;
  if (text(257, 262) !== "ustar" || !isPlain || size === undefined || text(345, 500) !== "")
    throw new ReportedError("the archive holds something else than plain files");
  return { name: text(0, 100), size: Number.parseInt(size, 8) };
}

/**
 * The content of the one file in an archive that an engine gives for a path, whatever else it says of it.
 *
 * @throws ReportedError where it has another size than `expected`, in bytes
 */
export async function* contentIn(
  body: AsyncIterable<Uint8Array>,
  expected: number,
): AsyncGenerator<Uint8Array> {
  let rest = Buffer.alloc(0);
  let left: number | undefined;
  let skip = 0;
  for await (const chunk of body) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    for (;;) {
      if (left === 0) return;
      if (left !== undefined) {
        const part = rest.subarray(0, left);
        if (part.length > 0) yield part;
        left -= part.length;
        rest = rest.subarray(part.length);
        if (rest.length === 0) break;
        continue;
      }
      const skipped = Math.min(skip, rest.length);
      skip -= skipped;
      rest = rest.subarray(skipped);
      if (skip > 0 || rest.length < blockSize) break;
      const size = Number.parseInt(rest.toString("latin1", 124, 135).trim(), 8) || 0;
      const isFile = rest[156] === 0x30 || rest[156] === 0;
      rest = rest.subarray(blockSize);
      if (isFile && size !== expected)
        throw new ReportedError(`a file of the store has ${size} bytes; expected ${expected}`);
      if (isFile) left = size;
      // Records of extended headers are no content.
      else skip = Math.ceil(size / blockSize) * blockSize;
    }
  }
  if (left !== 0) throw new ReportedError("the engine broke off a file of the store");
}
