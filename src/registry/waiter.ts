import { formatDuration } from "../base/duration.ts";
import { messagesOf, ReportedError } from "../base/errors.ts";
import type { Manifest } from "../image/descriptor.ts";
import { isDigest } from "../image/digest.ts";
import type { ImageRepository } from "../image/reference.ts";
import { abortable } from "../jobs/abortable.ts";
import type { Clock } from "../retry/clock.ts";
import { policy } from "../retry/retry.ts";
import type { Client } from "./client.ts";
import { RegistryError, verdictOf } from "./errors.ts";
import type { ManifestHead } from "./manifests.ts";
import { getManifest, headManifest } from "./manifests.ts";
import type { RequestContext } from "./request-context.ts";

/** How long somebody is willing to wait. Times are milliseconds on the client's clock. */
export interface Patience {
  readonly start: number;
  readonly timeout: number;
  /** Told of every poll that found nothing yet. */
  readonly onPending?: (note: PollNote) => void;
}

export interface PollNote {
  /** What is not there yet. */
  readonly reference: string;
  readonly reason: string;
  readonly polls: number;
}

/** It was not readable when the time was up. */
export class NotReadable extends ReportedError {
  override readonly name = "NotReadable";
}

/**
 * Waits for all of `work`, which waits for manifests, and returns the values in order.
 *
 * @throws {NotReadable} naming everything that was not readable in time; what no waiting mends is thrown at once
 */
export async function allReadable<T>(work: Iterable<Promise<T>>): Promise<T[]> {
  const late: unknown[] = [];
  const values: T[] = [];
  const waits = [...work].map(async (one, at) => {
    try {
      values[at] = await one;
    } catch (error) {
      if (!(error instanceof NotReadable)) throw error;
      late.push(error);
    }
  });
  await Promise.all(waits);
  if (late.length > 0) throw new NotReadable(messagesOf(late));
  return values;
}

const firstDelay = 1_000;
const longestDelay = 10_000;
const growth = 1.5;
/** How long an unknown repository may take to appear: it is created by its first push. */
const longestGrace = 30_000;
/** A manifest is small: what takes longer than this hangs, and is better asked for again. */
const longestAttempt = 20_000;
const shortestAttempt = 1_000;

/**
 * Waits for manifests to become readable, each of them once however often it is asked for. It asks by HEAD, at
 * first after 1 s, later every 10 s, with jitter.
 *
 * "Not found" and whatever passes are "not yet"; refused credentials and denied repositories end the wait at once,
 * and a repository that stays unknown ends it after a short grace.
 */
export class Waiter {
  readonly #client: Client;
  readonly #heads = new Map<string, Promise<ManifestHead>>();
  readonly #manifests = new Map<string, Promise<Manifest>>();
  readonly #polls = new Map<string, number>();

  constructor(client: Client) {
    this.#client = client;
  }

  /** How often a reference has been asked for by HEAD so far. */
  polls(at: ImageRepository, reference: string): number {
    return this.#polls.get(this.#key(at, reference)) ?? 0;
  }

  /**
   * Waits until a manifest can be asked for by HEAD.
   *
   * @throws {NotReadable} when the time is up; {@link RegistryError} or {@link RegistryRefusal} for what is final
   */
  ready(
    at: ImageRepository,
    reference: string,
    context: RequestContext,
    patience: Patience,
  ): Promise<ManifestHead> {
    return this.#once(this.#heads, at, reference, () => this.#poll(at, reference, context, patience));
  }

  /** Waits for a manifest and fetches it; throws as {@link Waiter.ready} does. Fetched once, then remembered. */
  read(
    at: ImageRepository,
    reference: string,
    context: RequestContext,
    patience: Patience,
  ): Promise<Manifest> {
    return this.#once(this.#manifests, at, reference, async () => {
      // Mostly it is there, so the first question is the one whose answer is needed; only then is it polled.
      for (let asked = 1; ; asked++) {
        try {
          return await this.ask(at, reference, context, patience, (deadline) =>
            getManifest(this.#client, at, reference, "wait", { ...context, oneAttempt: { deadline } }),
          );
        } catch (error) {
          if (asked >= triesFor(error)) throw error;
          // Replicas may disagree, so what a poll saw can be missing again: that counts as pending too.
          if (asked > 1) await this.pause(at, reference, asked - 1, error, context, patience);
          await this.#poll(at, reference, context, patience);
        }
      }
    });
  }

  async #poll(
    at: ImageRepository,
    reference: string,
    context: RequestContext,
    patience: Patience,
  ): Promise<ManifestHead> {
    const { clock } = this.#client;
    const key = this.#key(at, reference);
    const grace = Math.min(longestGrace, patience.timeout / 4);
    let asked = false;
    let doubts = 0;
    for (let polls = 1; ; polls++) {
      this.#polls.set(key, (this.#polls.get(key) ?? 0) + 1);
      const graceIsOver = clock.now() - patience.start >= grace;
      // HEAD has no error code. Once the grace is over, GET tells an unknown repository from a late manifest.
      const byGet: boolean = !asked && polls > 1 && graceIsOver;
      try {
        const read = byGet ? getManifest : headManifest;
        return await this.ask(at, reference, context, patience, (deadline) =>
          read(this.#client, at, reference, "wait", { ...context, oneAttempt: { deadline } }),
        );
      } catch (error) {
        const tries = triesFor(error);
        doubts = tries < Number.POSITIVE_INFINITY ? doubts + 1 : 0;
        if (doubts >= tries) throw error;
        const verdict = verdictOf(error);
        if (verdict?.repositoryUnknown && graceIsOver) throw error;
        asked ||= byGet && verdict?.action === "absent";
        await this.pause(at, reference, polls, error, context, patience);
      }
    }
  }

  /**
   * Sleeps until the next poll after number `polls`, which failed with `error`.
   *
   * @throws {NotReadable} when the time is up
   */
  async pause(
    at: ImageRepository,
    reference: string,
    polls: number,
    error: unknown,
    context: RequestContext,
    patience: Patience,
  ): Promise<void> {
    const { clock } = this.#client;
    const { reason = "", delay = 0 } = verdictOf(error) ?? {};
    const name = `${at.registry}/${at.repository}${isDigest(reference) ? "@" : ":"}${reference}`;
    const left = this.#left(patience);
    if (left <= 0)
      throw new NotReadable(
        `${name} is not readable after ${formatDuration(clock.now() - patience.start)} and ${polls} ${polls === 1 ? "poll" : "polls"}; the last answer was ${reason}`,
        { cause: error },
      );
    patience.onPending?.({ reference: name, reason, polls });
    await clock.sleep(Math.min(Math.max(pollDelay(polls, clock), delay), left), context.signal);
  }

  #once<T>(
    known: Map<string, Promise<T>>,
    at: ImageRepository,
    reference: string,
    ask: () => Promise<T>,
  ): Promise<T> {
    const key = this.#key(at, reference);
    const answer = known.get(key) ?? ask();
    known.set(key, answer);
    return answer;
  }

  #key({ registry, repository }: ImageRepository, reference: string): string {
    return `${this.#client.origin(registry)}/${repository} ${reference}`;
  }

  /** Asks one question within the time that is left, when the registry is not held back. */
  async ask<T>(
    at: ImageRepository,
    reference: string,
    context: RequestContext,
    patience: Patience,
    ask: (deadline: number) => Promise<T>,
  ): Promise<T> {
    await this.#client.untilHostFree(at.registry, context.signal, patience.start + patience.timeout);
    return inTime(`${at.registry}/${at.repository} ${reference}`, this.#left(patience), ask);
  }

  #left({ start, timeout }: Patience): number {
    return start + timeout - this.#client.clock.now();
  }
}

/** How often an answer may come before it is final: for ever when it only says that nothing is there yet. */
export function triesFor(error: unknown): number {
  const verdict = verdictOf(error);
  if (verdict?.action !== "absent" && verdict?.action !== "retry") return 0;
  if (verdict.tries !== undefined) return verdict.tries;
  // What is broken time after time, rather than absent, will not come right by waiting.
  const { failure } = error as RegistryError;
  const broken = failure.kind === "content" && failure.what !== "wrong content type";
  return broken ? policy.attempts : Number.POSITIVE_INFINITY;
}

/**
 * Asks once, for as long as an answer is of use where `left` milliseconds are left of the wait. The time in which the
 * question waits for its turn, or for a token, counts.
 *
 * @throws {RegistryError} of kind `timeout` when that is over
 */
export async function inTime<T>(
  what: string,
  left: number,
  ask: (deadline: number) => Promise<T>,
): Promise<T> {
  const deadline = Math.ceil(Math.min(longestAttempt, Math.max(shortestAttempt, left)));
  const limit = AbortSignal.timeout(deadline);
  try {
    return await abortable(ask(deadline), limit);
  } catch (error) {
    throw error === limit.reason ? new RegistryError(what, { kind: "timeout" }, "wait") : error;
  }
}

/** Milliseconds until the next poll after number `polls`: from 1 s to 10 s, give or take a quarter. */
export function pollDelay(polls: number, clock: Clock): number {
  return Math.min(longestDelay, firstDelay * growth ** (polls - 1)) * (0.75 + clock.random() / 2);
}
