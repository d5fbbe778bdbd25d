import type { Descriptor } from "../image/descriptor.ts";
import { algorithmOf, hasher } from "../image/digest.ts";
import type { BlobReader } from "../registry/read-blob.ts";
import type { IndexedLayer, ThreadIndexer } from "./thread-indexer.ts";

type Layer = Pick<Descriptor, "digest" | "size">;

/** Reads a layer once, in its order, and makes its ztoc; what comes again after a broken download is passed over. */
export class Indexing implements BlobReader {
  readonly #begin: () => Attempt;
  #attempt: Attempt;
  /** The number of the body that is read; what is left of one before it is not. */
  #body = 0;
  /** What was taken last; a body does not begin before that has come to its end. */
  #taken: Promise<void> = Promise.resolve();

  /** @param indexer gives one that has taken nothing */
  constructor(layer: Layer, indexer: () => ThreadIndexer) {
    this.#begin = () => new Attempt(layer, indexer());
    this.#attempt = this.#begin();
  }

  get position(): number {
    return this.#attempt.position;
  }

  isWhole(): boolean {
    return this.#attempt.isWhole();
  }

  restart(): void {
    this.#body++;
    this.#attempt.close();
    this.#attempt = this.#begin();
  }

  async read(body: AsyncIterable<Uint8Array>, offset: number): Promise<void> {
    for await (const _ of this.along(body, offset));
  }

  /** The pieces of a body, each once it is indexed: who has all of them need not wait for the layer to be read. */
  async *along(body: AsyncIterable<Uint8Array>, offset = 0): AsyncGenerator<Uint8Array> {
    const number = ++this.#body;
    await this.#taken;
    let at = offset;
    for await (const chunk of body) {
      if (number !== this.#body) return;
      this.#taken = this.#attempt.take(chunk.subarray(Math.max(0, this.position - at)));
      await this.#taken;
      at += chunk.byteLength;
      yield chunk;
    }
  }

  /** Ends a layer that is whole. */
  end(): Promise<IndexedLayer> {
    // Its last piece counts as read as soon as it is here, and a body that broke off may have left it half indexed.
    return this.#taken.then(() => this.#attempt.end());
  }

  /** Lets go of what indexes the layer, whether that is at its end or not. */
  close(): void {
    this.#attempt.close();
  }
}

/** The reading of a layer from its start, whose bytes may turn out not to be those of its digest. */
class Attempt {
  /** Bytes that were taken so far. */
  position = 0;
  readonly #layer: Layer;
  readonly #hash: ReturnType<typeof hasher>;
  readonly #indexer: ThreadIndexer;
  #isWhole: boolean | undefined;

  constructor(layer: Layer, indexer: ThreadIndexer) {
    this.#layer = layer;
    this.#hash = hasher(algorithmOf(layer.digest));
    this.#indexer = indexer;
  }

  isWhole(): boolean {
    if (this.position !== this.#layer.size) return false;
    this.#isWhole ??= this.#hash.digest() === this.#layer.digest;
    return this.#isWhole;
  }

  /** What cannot be indexed is read to its end all the same: bytes without their digest are another matter. */
  async take(chunk: Uint8Array): Promise<void> {
    const indexed = this.#indexer.write(chunk);
    this.#hash.update(chunk);
    this.position += chunk.byteLength;
    await indexed;
  }

  end(): Promise<IndexedLayer> {
    return this.#indexer.end();
  }

  close(): void {
    this.#indexer.close();
  }
}
