import { type Digest, hasher } from "../image/digest.ts";
import { type LayerOptions, layerReader } from "./layer-reader.ts";
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
 * Nothing can be written after one of the functions has thrown {@link Unindexable}, as no ztoc can be made then.
 */
export interface LayerIndexer {
  /**
   * Takes the next bytes of the layer, any number of them. They may be used anew afterwards.
   *
   * @throws {Unindexable}
   */
  write(chunk: Uint8Array): void;
  /** @throws {Unindexable} */
  end(): Ztoc;
}

export function layerIndexer(options: LayerOptions): LayerIndexer {
  const reader = layerReader(options);
  return {
    write: (chunk) => reader.write(chunk),
    end() {
      const chunks = ztocDocument(reader.end());
      const hash = hasher();
      for (const chunk of chunks) hash.update(chunk);
      return {
        chunks,
        size: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
        digest: hash.digest(),
      };
    },
  };
}
