import type { Digest } from "../../image/digest.ts";

/** How a layer's bytes are read from any of its spans on. */
export interface CompressionInfo {
  /** The number that the schema has for the compression. */
  readonly algorithm: number;
  /** The digest of each span's bytes, in order. */
  readonly digests: readonly Digest[];
  /** What decoding starts with at each span, in pieces. */
  readonly checkpoints: readonly Uint8Array[];
}
