import type { Verdict } from "./classify.ts";
import type { Clock } from "./clock.ts";
import type { HostPause } from "./host-pause.ts";

/** A pause before the next try, as it is told to people. */
export interface RetryNote {
  /** Why, in a few words. */
  readonly reason: string;
  /** Milliseconds that are slept now. */
  readonly delay: number;
  /** The number of the try that failed, from 1. */
  readonly attempt: number;
  /** The host has a limit of requests, which was met: nothing is said of what was asked for. */
  readonly limit?: true | undefined;
}

export interface RetryOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** What an error means; undefined for errors that are no failed attempt (bugs, bad input): they are final. */
  readonly verdict: (error: Error) => Verdict | undefined;
  /** The host's shared back-off. */
  readonly pause?: HostPause;
  /**
   * Tries in all, unless the verdict has a number of its own; the policy's by default. One that the host refused for its
   * limit does not count where it let others pass since the try before, for the first ten minutes.
   */
  readonly attempts?: number;
  /** Told of every pause, with the error that made it necessary. */
  readonly onRetry?: ((note: RetryNote, error: Error) => void) | undefined;
}
