import type { Readable, Writable } from "node:stream";
import type { Descriptor } from "../../image/descriptor.ts";
import { algorithmOf, type Digest, hasher } from "../../image/digest.ts";
import { RegistryError } from "../errors.ts";
import type { StreamedBody } from "../http/exchange.ts";
import { failedAttempt } from "../http/failed-attempt.ts";
import { collectBuffers } from "./garbage.ts";

/** Bytes that pass before their buffers are collected: they count towards the memory that a copy takes at its peak. */
const collectEach = 2 << 20;

/** The bytes of a blob as they arrive, compared with what its descriptor says before the last of them is passed on. */
export class CheckedBlob implements StreamedBody {
  /** What broke on the reading side, if anything did. */
  failure: Error | undefined;
  readonly #source: Readable;
  readonly #digest: Digest;
  readonly #size: number;
  readonly #where: string;
  readonly #signal: AbortSignal;
  readonly #hash: ReturnType<typeof hasher>;
  #bytes = 0;
  #uncollected = 0;

  /** @param where names the request that `source` answers */
  constructor(
    source: Readable,
    { digest, size }: Pick<Descriptor, "digest" | "size">,
    where: string,
    signal: AbortSignal,
  ) {
    this.#source = source;
    this.#digest = digest;
    this.#size = size;
    this.#where = where;
    this.#signal = signal;
    this.#hash = hasher(algorithmOf(digest));
    source.on("error", (error) => this.#fail(error));
  }

  sendTo(sink: Writable): void {
    const source = this.#source;
    // It may have broken before there was anybody to tell.
    if (source.destroyed) return void sink.destroy(this.failure);
    source.on("close", () => {
      if (this.failure) sink.destroy(this.failure);
    });
    source.on("data", (chunk: Uint8Array) => {
      const isLast = this.#bytes + chunk.byteLength >= this.#size;
      // All but the last is hashed while it is sent.
      const full = !isLast && !sink.write(chunk);
      this.#add(chunk);
      if (full) source.pause();
      if (!isLast) return;
      const wrong = this.#wrong();
      if (wrong !== undefined) source.destroy(this.#mismatch(wrong));
      else sink.write(chunk);
    });
    source.on("end", () => {
      if (this.#bytes === this.#size) sink.end();
      else source.destroy(this.#mismatch("EOF"));
    });
    sink.on("drain", () => source.resume());
  }

  #add(chunk: Uint8Array): void {
    this.#hash.update(chunk);
    this.#bytes += chunk.byteLength;
    this.#uncollected += chunk.byteLength;
    if (this.#uncollected < collectEach) return;
    this.#uncollected = 0;
    collectBuffers();
  }

  /** What is wrong with the blob, now that its last bytes are here. */
  #wrong(): string | undefined {
    if (this.#bytes > this.#size) return "size mismatch";
    return this.#hash.digest() === this.#digest ? undefined : "digest mismatch";
  }

  #fail(error: unknown): void {
    try {
      this.failure ??= failedAttempt(error, this.#where, { signal: this.#signal, phase: "read" });
    } catch (reason) {
      // The caller's own abort, which is thrown as it is.
      this.failure ??= reason instanceof Error ? reason : new Error(String(reason));
    }
  }

  #mismatch(what: string): RegistryError {
    return new RegistryError(this.#where, { kind: "content", what }, "read");
  }
}
