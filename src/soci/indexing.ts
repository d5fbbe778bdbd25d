import type { Descriptor } from "../image/descriptor.ts";
import { algorithmOf, hasher } from "../image/digest.ts";
import type { BlobReader } from "../registry/read-blob.ts";
import { type LayerOptions, layerIndexer, Unindexable, type Ztoc } from "./index-layer.ts";

/** What became of a layer: its ztoc, or why it has none, as a clause. */
export type IndexedLayer = { readonly ztoc: Ztoc } | NoZtoc;

interface NoZtoc {
  readonly reason: string;
}

/** Reads a layer once, in its order, and makes its ztoc; what comes again after a broken download is passed over. */
export class Indexing implements BlobReader {
  readonly #begin: () => Attempt;
  #attempt: Attempt;
  /** The number of the body that is read; what is left of one before it is not. */
  #body = 0;
  /** What was taken last; a body does not begin before that has come to its end. */
  #taken: Promise<void> = Promise.resolve();

  constructor(layer: Pick<Descriptor, "digest" | "size">, options: Omit<LayerOptions, "size">) {
    this.#begin = () => new Attempt(layer, options);
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
}

/** The reading of a layer from its start, whose bytes may turn out not to be those of its digest. */
class Attempt {
  /** Bytes that were taken so far. */
  position = 0;
  readonly #layer: Pick<Descriptor, "digest" | "size">;
  readonly #hash: ReturnType<typeof hasher>;
  readonly #indexer: ReturnType<typeof layerIndexer>;
  #unindexable: NoZtoc | undefined;
  #isWhole: boolean | undefined;

  constructor(layer: Pick<Descriptor, "digest" | "size">, options: Omit<LayerOptions, "size">) {
    this.#layer = layer;
    this.#hash = hasher(algorithmOf(layer.digest));
    this.#indexer = layerIndexer({ ...options, size: layer.size });
  }

  isWhole(): boolean {
    if (this.position !== this.#layer.size) return false;
    this.#isWhole ??= this.#hash.digest() === this.#layer.digest;
    return this.#isWhole;
  }

  async take(chunk: Uint8Array): Promise<void> {
    this.#hash.update(chunk);
    this.position += chunk.byteLength;
    // What cannot be indexed is read to its end all the same: bytes without their digest are another matter.
    this.#unindexable ??= await this.#indexer.write(chunk).then(() => undefined, reasonOf);
  }

  async end(): Promise<IndexedLayer> {
    return this.#unindexable ?? this.#indexer.end().then((ztoc) => ({ ztoc }), reasonOf);
  }
}

/** Why a layer has no ztoc. @throws what is no fault of its bytes */
function reasonOf(error: unknown): NoZtoc {
  if (!(error instanceof Unindexable)) throw error;
  return { reason: error.message };
}
