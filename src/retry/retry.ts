import type { Verdict } from "./classify.ts";
import type { Clock } from "./clock.ts";

/** A pause before the next try, as it is told to people. */
export interface RetryNote {
  /** Why, in a few words. */
  readonly reason: string;
  /** Milliseconds that are slept now. */
  readonly delay: number;
  /** The number of the try that failed, from 1. */
  readonly attempt: number;
}

/** Tries in all, and the bounds of the back-off in milliseconds. */
export const policy = { attempts: 6, base: 500, factor: 2, cap: 30_000 } as const;

/** Exponential back-off with full jitter, in milliseconds and at most `cap`, after failed try number `attempt`. */
export function backoff(attempt: number, random: () => number, cap: number = policy.cap): number {
  return Math.round(random() * Math.min(cap, policy.base * policy.factor ** (attempt - 1)));
}

/** Holds back every request to one host until the moment that any of them was told to come back. */
export class HostPause {
  #until = 0;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** No request before `ms` milliseconds from now. */
  holdBack(ms: number): void {
    this.#until = Math.max(this.#until, this.#clock.now() + ms);
  }

  /** Milliseconds until requests may go out again; 0 when they may now. */
  remaining(): number {
    return Math.max(0, this.#until - this.#clock.now());
  }

  /** Resolves when requests may go out again, or at `latest` on the clock, with whether they may. */
  async untilOver(signal: AbortSignal, latest = Number.POSITIVE_INFINITY): Promise<boolean> {
    const left = () => Math.min(this.remaining(), latest - this.#clock.now());
    // The pause may have been made longer meanwhile.
    for (let ms = left(); ms > 0; ms = left()) await this.#clock.sleep(ms, signal);
    return this.remaining() === 0;
  }
}

export interface RetryOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** What an error means; undefined for errors that are no failed attempt (bugs, bad input): they are final. */
  readonly verdict: (error: Error) => Verdict | undefined;
  /** The host's shared back-off. */
  readonly pause?: HostPause;
  /** Tries in all, unless the verdict has a number of its own; the policy's by default. */
  readonly attempts?: number;
  /** Told of every pause, with the error that made it necessary. */
  readonly onRetry?: ((note: RetryNote, error: Error) => void) | undefined;
}

/**
 * Runs `attempt` until it succeeds, fails for good, or the tries are used up. The one retry layer: what it runs
 * must not retry by itself.
 *
 * @throws the last attempt's error, or the signal's reason as soon as it is aborted
 */
export async function retry<T>(attempt: (number: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { signal, clock, pause } = options;
  const run = async (number: number) => {
    await pause?.untilOver(signal);
    signal.throwIfAborted();
    return attempt(number);
  };
  // The first try is mostly the only one; what follows a failure is loaded when there is one.
  const first = await run(1).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ("value" in first) return first.value;
  const { default: pRetry } = await import("p-retry");
  return pRetry((number) => (number === 1 ? Promise.reject(first.error) : run(number)), {
    signal,
    // Which try is the last depends on the failure.
    retries: Number.POSITIVE_INFINITY,
    // The delay is ours: it depends on what the server asked for, and it is shared.
    minTimeout: 0,
    shouldRetry: async ({ error, attemptNumber }) => {
      const verdict = options.verdict(error);
      if (verdict?.action !== "retry" && verdict?.action !== "restart") return false;
      if (attemptNumber >= (verdict.tries ?? options.attempts ?? policy.attempts)) return false;
      const delay = Math.max(
        backoff(attemptNumber, clock.random, verdict.longestPause),
        verdict.delay ?? 0,
        // What is logged is what is slept, so a pause that another request caused counts here.
        pause?.remaining() ?? 0,
      );
      if (verdict.host) pause?.holdBack(delay);
      options.onRetry?.({ reason: verdict.reason, delay, attempt: attemptNumber }, error);
      await clock.sleep(delay, signal);
      return true;
    },
  });
}
