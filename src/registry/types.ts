import type { RetryNote } from "../retry/retry.ts";
import type { Digest } from "./digest.ts";
import type { Platform } from "./platform.ts";

/** A repository of a registry: where manifests and blobs live. */
export interface Repository {
  /** `host` or `host:port`; `docker.io` for Docker Hub. */
  readonly registry: string;
  readonly repository: string;
}

export type Action = "pull" | "push";

/** What a request does to which repository. A mount pulls from one and pushes to another. */
export interface Access {
  readonly repository: string;
  readonly actions: readonly Action[];
}

/** An OCI content descriptor. Properties that nobody here knows are kept as they came. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly platform?: Platform;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
  /** Where a non-distributable layer may be fetched instead; registries do not store it. */
  readonly urls?: readonly string[];
}

/** A manifest as the registry stores it. */
export interface Manifest {
  readonly digest: Digest;
  readonly mediaType: string;
  /** The exact bytes that the digest covers. */
  readonly bytes: Uint8Array;
}

/** What HEAD tells of a manifest. */
export interface ManifestHead {
  readonly digest: Digest;
  readonly mediaType: string;
}

/** What every call to a registry is handed by its caller. */
export interface Call {
  /** Stops everything at once when it is aborted. */
  readonly signal: AbortSignal;
  /** Told of every pause before another try, `where` being `METHOD host/repository…`. */
  readonly onRetry?: ((note: RetryNote & { readonly where: string }) => void) | undefined;
}
