import pRetry from "p-retry";
import { backoff, policy } from "./backoff.ts";
import type { RetryOptions } from "./retry-options.ts";

/** So long a request is tried while the host lets others pass, in ms: one that is refused for longer is refused for good. */
const longestForgiven = 600_000;

/**
 * Goes on with `attempt` after its first try has failed with `error`.
 *
 * @throws the last attempt's error, or the signal's reason as soon as it is aborted
 */
export function again<T>(
  error: unknown,
  attempt: (number: number) => Promise<T>,
  options: RetryOptions,
): Promise<T> {
  const { signal, clock, pause } = options;
  /** Tries that do not count. */
  let forgiven = 0;
  let passed = 0;
  const start = clock.now();
  return pRetry((number) => (number === 1 ? Promise.reject(error) : attempt(number)), {
    signal,
    // Which try is the last depends on the failure.
    retries: Number.POSITIVE_INFINITY,
    // The delay is ours: it depends on what the server asked for, and it is shared.
    minTimeout: 0,
    shouldRetry: async ({ error, attemptNumber }) => {
      const verdict = options.verdict(error);
      if (verdict?.action !== "retry" && verdict?.action !== "restart") return false;
      // A host that lets others pass is there, and this one will have its turn.
      const isEarly = clock.now() - start < longestForgiven;
      if (verdict.limit && pause && pause.passed > passed && isEarly) forgiven++;
      passed = pause?.passed ?? 0;
      const tries = attemptNumber - forgiven;
      if (tries >= (verdict.tries ?? options.attempts ?? policy.attempts)) return false;
      const delay = Math.max(
        backoff(Math.max(1, tries), clock.random, verdict.longestPause),
        verdict.delay ?? 0,
        // What is logged is what is slept, so a pause that another request caused counts here.
        pause?.remaining() ?? 0,
      );
      if (verdict.host) pause?.holdBack(delay);
      const { reason, limit } = verdict;
      options.onRetry?.({ reason, limit, delay, attempt: attemptNumber }, error);
      await clock.sleep(delay, signal);
      return true;
    },
  });
}
