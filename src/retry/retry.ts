import type { RetryOptions } from "./retry-options.ts";

/**
 * Runs `attempt` until it succeeds, fails for good, or the tries are used up. The one retry layer: what it runs
 * must not retry by itself.
 *
 * @throws the last attempt's error, or the signal's reason as soon as it is aborted
 */
export async function retry<T>(attempt: (number: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { signal, pause } = options;
  const run = async (number: number) => {
    await pause?.untilOver(signal);
    signal.throwIfAborted();
    return attempt(number);
  };
  try {
    return await run(1);
  } catch (error) {
    // The first try is mostly the only one.
    return (await import("./again.ts")).again(error, run, options);
  }
}
