import { formatDuration } from "../../base/duration.ts";
import type { Log } from "../../base/log.ts";
import type { Clock } from "../../retry/clock.ts";
import { HostPause, retry } from "../../retry/retry.ts";
import { ForgeError, forgeErrorIn } from "../errors.ts";

/** One page of a list, as the API packages hand it over. */
export interface Page {
  /** What was read; not yet looked at. */
  readonly items: readonly unknown[];
  /** How many there are on all pages, where the server says so. */
  readonly total?: number | undefined;
  /** Whether the `Link` header names another page; undefined without the header. */
  readonly next?: boolean | undefined;
}

/** The retries of all requests to one server, which share their back-off. */
export class Requester {
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
  async ask<T>(signal: AbortSignal, attempt: (number: number) => Promise<T>): Promise<T> {
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

/**
 * Reads a list's pages from number 1 on, until they end or hold `most` items. Servers tell the end each in their
 * way: by a count, by a `Link` header, or not at all. A page may be shorter than asked for and still not be the
 * last, as a server has a limit of its own.
 */
export async function readPages(most: number, page: (number: number) => Promise<Page>): Promise<unknown[]> {
  const all: unknown[] = [];
  for (let number = 1; all.length < most; number++) {
    const { items, total, next } = await page(number);
    all.push(...items);
    if (items.length === 0 || next === false || (total !== undefined && all.length >= total)) break;
  }
  return all.slice(0, most);
}

/**
 * Reads what tells whether a list goes on.
 *
 * @param total the count within the answer; the header's is preferred, as Gitea 1.22 counts only this page's statuses
 */
export function pageOf(items: readonly unknown[], headers: Headers, total?: unknown): Page {
  const link = headers.get("link");
  const counted = headers.get("x-total-count");
  const within = typeof total === "number" ? total : undefined;
  return {
    items,
    total: counted && /^\d+$/.test(counted) ? Number(counted) : within,
    next: link === null ? undefined : /rel="?next"?/.test(link),
  };
}
