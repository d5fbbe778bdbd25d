import { Readable } from "node:stream";
import type { Descriptor } from "../../image/descriptor.ts";
import type { Digest } from "../../image/digest.ts";
import type { ZtocBlob } from "../../image/merge-index.ts";
import type { ImageRepository } from "../../image/reference.ts";
import { createLimit } from "../../jobs/limit.ts";
import type { Client } from "../../registry/client.ts";
import type { Copier } from "../../registry/copy.ts";
import { readBlob } from "../../registry/read-blob.ts";
import type { RequestContext } from "../../registry/request-context.ts";
import type { Compression, ZtocMaking } from "../../soci/convert/convert.ts";
import type { Indexing } from "../../soci/indexing.ts";
import type { LayerThreads } from "../../soci/layer-threads.ts";

/** Layers that are read at a time: indexing one keeps a processor busy, and every ztoc is kept in memory. */
const layersAtOnce = 2;

/** A layer to index: where it is, and where it is to be copied to, if that is known. */
export interface LayerToIndex {
  readonly layer: Descriptor;
  readonly compression: Compression;
  readonly from: ImageRepository;
  /** A repository of another registry that it is copied to: the same download serves both. */
  readonly to?: ImageRepository | undefined;
}

/** A ztoc: where it is kept in memory, and a repository that holds it. At least one of them is known. */
export interface KnownZtoc extends ZtocBlob {
  chunks?: readonly Uint8Array[];
  at?: ImageRepository;
}

/** What became of a layer: its ztoc, or why it has none, as a clause. */
export type IndexedLayer = { readonly ztoc: ZtocBlob } | { readonly reason: string };

/** The layers of a run, each of them read once whatever platforms and targets share it, and their ztocs. */
export class Layers {
  readonly #client: Client;
  readonly #copier: () => Promise<Copier>;
  readonly #inTurn = createLimit(layersAtOnce);
  readonly #indexed = new Map<string, Promise<IndexedLayer>>();
  readonly #ztocs = new Map<Digest, KnownZtoc>();
  #threads: LayerThreads | undefined;

  constructor(client: Client, copier: () => Promise<Copier>) {
    this.#client = client;
    this.#copier = copier;
  }

  /**
   * Indexes a layer, or waits for whoever does; tells how many bytes were read for that.
   *
   * @throws {RegistryError} when it cannot be read, or its bytes do not have its digest
   */
  async index(
    wanted: LayerToIndex,
    making: ZtocMaking,
    context: RequestContext,
  ): Promise<{ readonly indexed: IndexedLayer; readonly bytes: number }> {
    const key = `${wanted.layer.digest} ${wanted.compression} ${making.spanSize}`;
    const known = this.#indexed.get(key);
    const indexed = known ?? this.#inTurn(() => this.#read(wanted, making, context));
    this.#indexed.set(key, indexed);
    // What failed for one target, which has it from elsewhere, may work out for the next.
    indexed.catch(() => this.#indexed.delete(key));
    return { indexed: await indexed, bytes: known ? 0 : wanted.layer.size };
  }

  /** A ztoc of this run by its digest; undefined for one of which nobody knows. */
  ztoc(digest: Digest): KnownZtoc | undefined {
    return this.#ztocs.get(digest);
  }

  /** Remembers that a repository holds a ztoc. */
  found({ digest, size }: ZtocBlob, at: ImageRepository): void {
    const known = this.#ztocs.get(digest);
    if (known) known.at ??= at;
    else this.#ztocs.set(digest, { digest, size, at });
  }

  /** Lets go of the bytes of ztocs that a repository holds: it is asked for them from now on. */
  forget(ztocs: readonly ZtocBlob[]): void {
    for (const { digest } of ztocs) {
      const known = this.#ztocs.get(digest);
      if (known?.at) delete known.chunks;
    }
  }

  async #read(
    { layer, compression, from, to }: LayerToIndex,
    { spanSize, buildTool }: ZtocMaking,
    context: RequestContext,
  ): Promise<IndexedLayer> {
    context.signal.throwIfAborted();
    const { LayerThreads } = await import("../../soci/layer-threads.ts");
    this.#threads ??= new LayerThreads();
    const reader = this.#threads.indexing(layer, { compression, spanSize, buildTool });
    try {
      if (to) await this.#readAlong(reader, layer, from, to, context);
      if (!reader.isWhole()) {
        // What was copied meanwhile was compared with its digest there.
        if (reader.position >= layer.size) reader.restart();
        await readBlob(this.#client, from, layer, reader, context);
      }
      return this.#remembered(await reader.end());
    } finally {
      reader.close();
    }
  }

  #remembered(indexed: Awaited<ReturnType<Indexing["end"]>>): IndexedLayer {
    if ("reason" in indexed) return indexed;
    const { digest, size, chunks } = indexed.ztoc;
    this.#ztocs.set(digest, { ...this.#ztocs.get(digest), digest, size, chunks });
    // What is remembered of the layer must not hold the bytes, too.
    return { ztoc: { digest, size } };
  }

  /** Reads a layer while it is copied. What becomes of the copy is seen when the image is copied. */
  async #readAlong(
    reader: Indexing,
    layer: Descriptor,
    from: ImageRepository,
    to: ImageRepository,
    context: RequestContext,
  ): Promise<void> {
    const along = (body: Readable) => Readable.from(reader.along(body), { objectMode: false });
    try {
      await (await this.#copier()).blob(from, to, layer, "mount", context, along);
    } catch {
      context.signal.throwIfAborted();
    }
  }
}
