import type { Descriptor, Manifest } from "./descriptor.ts";
import type { ImageRepository } from "./reference.ts";

/** An entry of the index to be, and the repositories where its manifest can be found. */
export interface Entry {
  readonly descriptor: Descriptor;
  readonly from: readonly ImageRepository[];
}

/** What one source contributes to an index. */
export interface Source {
  /** The reference as the user knows it. */
  readonly name: string;
  readonly entries: readonly Entry[];
  /** The source itself, where it is an index without nested ones: alone and unannotated it is published as it is. */
  readonly index?: Manifest;
}

/** An entry that knows which source brought it first, by its name. */
export interface SourcedEntry extends Entry {
  readonly source: string;
}
