import type { Manifest } from "./descriptor.ts";
import type { Digest } from "./digest.ts";
import type { ImageRepository } from "./reference.ts";

/** The table of contents of a layer, as the blob that it is stored as. */
export interface ZtocBlob {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/** A SOCI index, and what must be there before it. */
export interface SociIndex {
  readonly manifest: Manifest;
  readonly ztocs: readonly ZtocBlob[];
}

/** An image whose manifest was written anew, so that it is nowhere yet. */
export interface ConvertedImage {
  /** The digest that it had. */
  readonly plain: Digest;
  readonly manifest: Manifest;
  /** Where its config and layers are. */
  readonly from: readonly ImageRepository[];
  /** Undefined where nothing was done but that an earlier conversion was taken out. */
  readonly sociIndex?: SociIndex;
}
