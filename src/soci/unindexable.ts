/**
 * A layer has bytes that no ztoc can be made of. The message is a clause about the layer, such as `its gzip stream is cut
 * short`. The image is published without an index of the layer.
 */
export class Unindexable extends Error {
  override readonly name = "Unindexable";
}

/** For a layer whose tar archive has what no ztoc can be made of. */
export const tarWith = (what: string) => new Unindexable(`its tar has ${what}`);
