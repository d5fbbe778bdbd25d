import type { Listener } from "../gzip/gunzip.ts";
import type { CompressionInfo, SpanReader } from "./compression-info.ts";
import { FlatBuffer, integer } from "./flat-buffer.ts";
import { SpanDigests } from "./span-digests.ts";

const uncompressed = 2;

const formatVersion = 2;

/** The spans of a layer that is not compressed: slices of `spanSize` bytes. */
export class TarSpans implements SpanReader {
  readonly #spanSize: number;
  readonly #tar: Listener;
  readonly #digests = new SpanDigests();
  #left = 0;
  #size = 0;

  /** `tar` is given all bytes. */
  constructor(spanSize: number, tar: Listener) {
    this.#spanSize = spanSize;
    this.#tar = tar;
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#left === 0) {
        this.#digests.start();
        this.#left = this.#spanSize;
      }
      const count = Math.min(this.#left, bytes.length - at);
      this.#digests.update(bytes.subarray(at, at + count));
      this.#left -= count;
      at += count;
    }
    this.#size += bytes.length;
    this.#tar.write(bytes);
  }

  end(): CompressionInfo {
    const buffer = new FlatBuffer();
    const fields = [integer(0, 4, formatVersion), integer(1, 8, this.#spanSize), integer(2, 8, this.#size)];
    const checkpoints = buffer.finish(buffer.table(fields));
    return { algorithm: uncompressed, digests: this.#digests.end(), checkpoints };
  }
}
