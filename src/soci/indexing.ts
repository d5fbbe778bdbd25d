import type { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Descriptor } from "../image/descriptor.ts";
import { algorithmOf, type Hasher, hasher } from "../image/digest.ts";
import type { BlobReader } from "../registry/read-blob.ts";
import { type LayerIndexer, layerIndexer, Unindexable, type Ztoc } from "./index-layer.ts";

/** Bytes that are indexed in one turn of the event loop: at most these, and fewer where they inflate to many. */
const mostAtOnce = 64 << 10;
const leastAtOnce = 512;
/** Milliseconds of a turn that are aimed at; nobody else is served meanwhile. */
const turn = 6;

/** What became of a layer: its ztoc, or why it has none, as a clause. */
export type IndexedLayer = { readonly ztoc: Ztoc } | { readonly reason: string };

/** Reads a layer once, in its order, and makes its ztoc; what comes again after a broken download is passed over. */
export class LayerReader implements BlobReader {
  /** Bytes that were read so far. */
  position = 0;
  readonly #layer: Pick<Descriptor, "digest" | "size">;
  readonly #options: Omit<Parameters<typeof layerIndexer>[0], "size">;
  #hash: Hasher;
  #indexer: LayerIndexer;
  #isWhole: boolean | undefined;
  #unindexable: Unindexable | undefined;
  #atOnce = mostAtOnce;
  /** The number of the body that is read; what is left of one before it is not. */
  #body = 0;

  constructor(
    layer: Pick<Descriptor, "digest" | "size">,
    options: Omit<Parameters<typeof layerIndexer>[0], "size">,
  ) {
    this.#layer = layer;
    this.#options = options;
    this.#hash = hasher(algorithmOf(layer.digest));
    this.#indexer = layerIndexer({ ...options, size: layer.size });
  }

  restart(): void {
    this.position = 0;
    this.#body++;
    this.#isWhole = undefined;
    this.#unindexable = undefined;
    this.#hash = hasher(algorithmOf(this.#layer.digest));
    this.#indexer = layerIndexer({ ...this.#options, size: this.#layer.size });
  }

  isWhole(): boolean {
    if (this.position !== this.#layer.size) return false;
    this.#isWhole ??= this.#hash.digest() === this.#layer.digest;
    return this.#isWhole;
  }

  /** Reads on; `body` begins with byte `offset` of the layer. */
  async read(body: Readable, offset: number): Promise<void> {
    for await (const _ of this.along(body, offset));
  }

  /** The pieces of a body, each as soon as it is here; it is indexed before the next is asked for. */
  async *along(body: AsyncIterable<Uint8Array>, offset = 0): AsyncGenerator<Uint8Array> {
    const number = ++this.#body;
    let at = offset;
    for await (const chunk of body) {
      yield chunk;
      await this.#take(chunk.subarray(Math.max(0, this.position - at)), number);
      at += chunk.byteLength;
    }
  }

  /** Ends a layer that is whole. */
  end(): IndexedLayer {
    if (this.#unindexable) return { reason: this.#unindexable.reason };
    try {
      return { ztoc: this.#indexer.end() };
    } catch (error) {
      if (!(error instanceof Unindexable)) throw error;
      return { reason: error.reason };
    }
  }

  async #take(chunk: Uint8Array, number: number): Promise<void> {
    for (let at = 0; at < chunk.byteLength && number === this.#body; ) {
      const piece = chunk.subarray(at, at + this.#atOnce);
      const start = performance.now();
      this.#add(piece);
      const spent = performance.now() - start;
      // Bytes that are all alike inflate a thousandfold.
      if (spent > turn) this.#atOnce = Math.max(leastAtOnce, this.#atOnce >> 2);
      else if (spent < turn / 2) this.#atOnce = Math.min(mostAtOnce, this.#atOnce << 1);
      at += piece.byteLength;
      await nextTurn();
    }
  }

  #add(piece: Uint8Array): void {
    this.#hash.update(piece);
    this.position += piece.byteLength;
    // What cannot be indexed is read to its end all the same: bytes without their digest are another matter.
    if (this.#unindexable) return;
    try {
      this.#indexer.write(piece);
    } catch (error) {
      if (!(error instanceof Unindexable)) throw error;
      this.#unindexable = error;
    }
  }
}
