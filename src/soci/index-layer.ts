import { type Digest, hasher } from "../image/digest.ts";
import { type LayerOptions, layerReader } from "./layer-reader.ts";
import { Turns } from "./turns.ts";
import { ztocDocument } from "./ztoc/ztoc-document.ts";

export type { LayerOptions } from "./layer-reader.ts";
export { Unindexable } from "./unindexable.ts";

/** A ztoc (SOCI's table of contents of a layer), as a blob to store. */
export interface Ztoc {
  /** Its bytes, in pieces. */
  readonly chunks: readonly Uint8Array[];
  /** In bytes. */
  readonly size: number;
  readonly digest: Digest;
}

/**
 * Makes the ztoc of one layer while it streams by. The layer's own digest is for whoever reads the stream to check.
 *
 * Both functions give the event loop a turn every few milliseconds, and reject with {@link Unindexable} where no ztoc
 * can be made; nothing can be written after that.
 */
export interface LayerIndexer {
  /** Takes the next bytes of the layer, any number of them. They may be used anew once the promise is fulfilled. */
  write(chunk: Uint8Array): Promise<void>;
  end(): Promise<Ztoc>;
}

/** Bytes that are decoded at once. At most two million come of them, as deflate cannot do more: some milliseconds' work. */
const slice = 2048;

export function layerIndexer(options: LayerOptions): LayerIndexer {
  const reader = layerReader(options);
  const turns = new Turns();
  return {
    async write(chunk) {
      for (let at = 0; at < chunk.length; at += slice) {
        reader.write(chunk.subarray(at, at + slice));
        if (turns.isOver()) await turns.next();
      }
    },
    async end() {
      const chunks = await turns.spread(ztocDocument(reader.end()));
      return {
        chunks,
        size: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
        digest: await turns.spread(digested(chunks)),
      };
    },
  };
}

function* digested(chunks: readonly Uint8Array[]): Generator<void, Digest> {
  const hash = hasher();
  for (const chunk of chunks) {
    hash.update(chunk);
    yield;
  }
  return hash.digest();
}
