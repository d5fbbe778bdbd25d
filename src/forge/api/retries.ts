import { formatDuration } from "../../base/duration.ts";
import type { Log } from "../../base/log.ts";
import type { Clock } from "../../retry/clock.ts";
import { HostPause } from "../../retry/host-pause.ts";
import { retry } from "../../retry/retry.ts";
import { ForgeError, forgeErrorIn } from "../errors.ts";

/** The retries of all requests to one server, which share their back-off. */
export class Retries {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #pause: HostPause;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
    this.#pause = new HostPause(clock);
  }

  /**
   * Runs `attempt` until it succeeds or fails for good. It must bear repetition: a write that may have happened has
   * to be looked for before it is made again.
   *
   * @throws {ForgeError} the last attempt's, or the signal's reason as soon as it is aborted
   */
  async run<T>(signal: AbortSignal, attempt: (number: number) => Promise<T>): Promise<T> {
    try {
      return await retry(
        (number) => attempt(number).catch((error) => Promise.reject(forgeErrorIn(error) ?? error)),
        {
          signal,
          clock: this.#clock,
          pause: this.#pause,
          verdict: (error) => (error instanceof ForgeError ? error.verdict : undefined),
          onRetry: ({ delay, attempt }, error) =>
            this.#log.info(
              `${error.message}; attempt ${attempt} failed, the next is in ${formatDuration(delay)}`,
            ),
        },
      );
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  }
}
