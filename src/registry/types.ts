import type { Digest } from "../image/digest.ts";
import type { RetryNote } from "../retry/retry.ts";

export type Action = "pull" | "push";

/** What a request does to which repository. A mount pulls from one and pushes to another. */
export interface Access {
  readonly repository: string;
  readonly actions: readonly Action[];
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
