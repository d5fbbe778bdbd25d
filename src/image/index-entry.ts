import type { Descriptor, Manifest } from "./descriptor.ts";
import type { ImageRepository } from "./reference.ts";

/** An entry of the index to be, and the repositories where its manifest can be found. */
export interface Entry {
  readonly descriptor: Descriptor;
  readonly from: readonly ImageRepository[];
  /** Its own manifest shows that it is an image, whatever its artifact type says. */
  readonly isImage?: boolean;
}

/** What one source contributes to an index. */
export interface Source {
  /** The reference as the user knows it. */
  readonly name: string;
  /** The images and attestations; of an artifact that is no image, itself. */
  readonly entries: readonly Entry[];
  /** The source itself, where it is an index or an artifact: alone and with nothing added it is published as it is. */
  readonly index?: Manifest;
  /** The indexes below an index, each after those that it lists. */
  readonly nested?: readonly Entry[];
  /** Its line says what its index does not, so that it has to be written anew. */
  readonly amended?: boolean;
}

/** An entry that knows its place in every source that has it, by the source's name. */
export interface SourcedEntry extends Entry {
  readonly places: ReadonlyMap<string, number>;
}

/** The name of the source that brought an entry first. */
export function sourceOf({ places }: SourcedEntry): string {
  return [...places.keys()][0] ?? "";
}
