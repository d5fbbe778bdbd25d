import { type Digest, type Hasher, hasher } from "../../image/digest.ts";
import type { CompressionInfo } from "./compression-info.ts";
import { FlatBuffer } from "./flat-buffer.ts";

const uncompressed = 2;

const formatVersion = 2;

/** The spans of a layer that is not compressed: slices of `spanSize` bytes. */
export class TarSpans {
  readonly #spanSize: number;
  readonly #digests: Digest[] = [];
  #span: Hasher | undefined;
  #left = 0;
  #size = 0;

  constructor(spanSize: number) {
    this.#spanSize = spanSize;
  }

  read(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#left === 0) this.#startSpan();
      const count = Math.min(this.#left, bytes.length - at);
      this.#span?.update(bytes.subarray(at, at + count));
      this.#left -= count;
      at += count;
    }
    this.#size += bytes.length;
  }

  end(): CompressionInfo {
    this.#endSpan();
    const table = new FlatBuffer();
    table.begin();
    table.addInteger(0, 4, formatVersion);
    table.addInteger(1, 8, this.#spanSize);
    table.addInteger(2, 8, this.#size);
    return { algorithm: uncompressed, digests: this.#digests, checkpoints: table.finish(table.end()) };
  }

  #startSpan(): void {
    this.#endSpan();
    this.#span = hasher();
    this.#left = this.#spanSize;
  }

  #endSpan(): void {
    if (this.#span) this.#digests.push(this.#span.digest());
  }
}
