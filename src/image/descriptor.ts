import type { Digest } from "./digest.ts";
import type { Platform } from "./platform.ts";

/** An OCI content descriptor. Properties that nobody here knows are kept as they came. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly platform?: Platform;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
}

/** A manifest as the registry stores it. */
export interface Manifest {
  readonly digest: Digest;
  readonly mediaType: string;
  /** The exact bytes that the digest covers. */
  readonly bytes: Uint8Array;
}
