import { type Digest, type Hasher, hasher } from "../../image/digest.ts";
import type { Boundary } from "../gzip/gunzip.ts";
import { windowSize } from "../gzip/window.ts";
import { Unindexable } from "../unindexable.ts";
import type { CompressionInfo } from "./compression-info.ts";

const gzip = 1;

/** Position, place and bits of a checkpoint, which its window follows. */
const headSize = 8 + 8 + 1;

/**
 * The spans of a gzip layer: a checkpoint with the window that decoding starts with, and the digest of the compressed
 * bytes up to the next.
 *
 * A boundary becomes a checkpoint when nothing has been decoded yet, or more than `spanSize` bytes since the last one.
 * So the header before the first belongs to no span, and a byte that a boundary lies within to two.
 */
export class GzipSpans {
  readonly #spanSize: number;
  readonly #mostBytes: number;
  readonly #checkpoints: Uint8Array[] = [];
  readonly #digests: Digest[] = [];
  #span: Hasher | undefined;
  #lastOut = 0;
  readonly #lastByte = new Uint8Array(1);

  /** `mostBytes` is how large all checkpoints together may become. */
  constructor(spanSize: number, mostBytes: number) {
    this.#spanSize = spanSize;
    this.#mostBytes = mostBytes;
  }

  /** Takes the compressed bytes before the next boundary. */
  read(bytes: Uint8Array): void {
    this.#span?.update(bytes);
    this.#lastByte.set(bytes.subarray(-1));
  }

  /** @throws {Unindexable} when there are too many */
  boundary(boundary: Boundary): void {
    const { out, bits } = boundary;
    if (out !== 0 && out - this.#lastOut <= this.#spanSize) return;
    this.#lastOut = out;
    if (this.#span) this.#digests.push(this.#span.digest());
    this.#span = hasher();
    if (bits > 0) this.#span.update(this.#lastByte);
    this.#checkpoints.push(checkpoint(boundary));
    if (this.#checkpoints.length * windowSize > this.#mostBytes)
      throw new Unindexable("it expands so far that its ztoc would be larger than the layer");
  }

  end(): CompressionInfo {
    const last = this.#span ? [this.#span.digest()] : [];
    const head = Buffer.alloc(12);
    head.writeInt32LE(this.#checkpoints.length);
    head.writeBigInt64LE(BigInt(this.#spanSize), 4);
    return {
      algorithm: gzip,
      digests: [...this.#digests, ...last],
      checkpoints: [head, ...this.#checkpoints],
    };
  }
}

function checkpoint({ in: position, out, bits, history }: Boundary): Uint8Array {
  const bytes = Buffer.alloc(headSize + windowSize);
  bytes.writeBigInt64LE(BigInt(position));
  bytes.writeBigInt64LE(BigInt(out), 8);
  bytes.writeUInt8(bits, 16);
  bytes.set(history(), headSize);
  return bytes;
}
