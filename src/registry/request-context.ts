import type { RetryNote } from "../retry/retry-options.ts";

/** Around every request to a registry: what its caller hands down through all that is done for it. */
export interface RequestContext {
  /** Stops everything at once when it is aborted. */
  readonly signal: AbortSignal;
  /** Told of every pause before another try, `where` being `METHOD host/repository…`. */
  readonly onRetry?: ((note: RetryNote & { readonly where: string }) => void) | undefined;
  /** Told when what was waited for is there and had been missing, whoever found that out. */
  readonly onLate?: (() => void) | undefined;
  /**
   * Where the caller asks again by itself, as a poll does: one attempt is made, of at most `deadline` milliseconds. What
   * waits for its turn, or for a token that others want too, is not sent any more when `over` is aborted.
   */
  readonly oneAttempt?: { readonly deadline: number; readonly over: AbortSignal };
}
