import { type Boundary, type BoundaryListener, Gunzip, type Listener } from "../gzip/gunzip.ts";
import { windowSize } from "../gzip/window.ts";
import { Unindexable } from "../unindexable.ts";
import type { CompressionInfo, SpanReader } from "./compression-info.ts";
import { SpanDigests } from "./span-digests.ts";

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
export class GzipSpans implements SpanReader, BoundaryListener {
  readonly #gunzip: Gunzip;
  readonly #spanSize: number;
  readonly #mostBytes: number;
  readonly #checkpoints: Uint8Array[] = [];
  readonly #digests = new SpanDigests();
  #lastOut = 0;
  readonly #lastByte = new Uint8Array(1);

  /** `mostBytes` is how large all checkpoints together may become. `tar` is given all that is decoded. */
  constructor(spanSize: number, mostBytes: number, members: "one" | "any", tar: Listener) {
    this.#gunzip = new Gunzip(this, tar, members);
    this.#spanSize = spanSize;
    this.#mostBytes = mostBytes;
  }

  write(bytes: Uint8Array): void {
    this.#gunzip.write(bytes);
  }

  /** Takes the compressed bytes before the next boundary. */
  read(bytes: Uint8Array): void {
    this.#digests.update(bytes);
    this.#lastByte.set(bytes.subarray(-1));
  }

  /** @throws {Unindexable} when there are too many */
  boundary(boundary: Boundary): void {
    const { out, bits } = boundary;
    if (out !== 0 && out - this.#lastOut <= this.#spanSize) return;
    this.#lastOut = out;
    this.#digests.start();
    if (bits > 0) this.#digests.update(this.#lastByte);
    this.#checkpoints.push(checkpoint(boundary));
    if (this.#checkpoints.length * windowSize > this.#mostBytes)
      throw new Unindexable("it expands so far that its ztoc would be larger than the layer");
  }

  end(): CompressionInfo {
    this.#gunzip.end();
    const head = Buffer.alloc(12);
    head.writeInt32LE(this.#checkpoints.length);
    head.writeBigInt64LE(BigInt(this.#spanSize), 4);
    return { algorithm: gzip, digests: this.#digests.end(), checkpoints: [head, ...this.#checkpoints] };
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
