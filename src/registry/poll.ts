import { formatDuration } from "../base/duration.ts";
import { counted } from "../base/words.ts";
import type { ImageRepository } from "../image/reference.ts";
import type { Clock } from "../retry/clock.ts";
import type { Client } from "./client.ts";
import { verdictOf } from "./errors.ts";
import { inTime } from "./in-time.ts";
import { NotReadable } from "./not-readable.ts";
import type { Patience } from "./patience.ts";
import type { RequestContext } from "./request-context.ts";
import { triesFor } from "./tries.ts";

/** Something that a registry is asked for until it is there. */
export interface Question<T> {
  readonly at: ImageRepository;
  /** What is asked for, as notes and errors name it. */
  readonly name: string;
  /** Asks once. A failure is "not yet" as long as its verdict says that it may pass. */
  ask(context: RequestContext, moment: Moment): Promise<Answered<T>>;
  /** Whether a failure is final although it may pass. */
  isFinal?(error: unknown, moment: Moment): boolean;
  /**
   * The sentence for when the time is up, where it is not the usual one.
   *
   * @param spent such as `30 s and 7 polls`
   */
  late?(spent: string, reason: string): string;
}

/** The moment in which something is asked. */
export interface Moment {
  /** The number of the poll, from 1. */
  readonly polls: number;
  /** Milliseconds of the wait that are over. */
  readonly waited: number;
  /** Whether this is the last of several polls, so that a "no" ends the wait. */
  readonly last: boolean;
}

/** What asking once came to: that which was asked for, or why it is not there yet. */
export type Answered<T> = { readonly value: T } | NotYet;

export interface NotYet {
  /** In a few words. */
  readonly reason: string;
  /** The least pause before the next poll, in milliseconds. */
  readonly delay?: number | undefined;
  /** When this is no longer waited for, on the client's clock, where that comes before the time is up. */
  readonly end?: number | undefined;
  readonly cause?: unknown;
  /** The registry has a limit of requests, which was met. */
  readonly limit?: true | undefined;
}

const firstDelay = 1_000;
const longestDelay = 10_000;
const growth = 1.5;

/** Milliseconds until the next poll after number `polls`: from 1 s to 10 s, give or take a quarter. */
export function pollDelay(polls: number, clock: Clock): number {
  return Math.min(longestDelay, firstDelay * growth ** (polls - 1)) * (0.75 + clock.random() / 2);
}

/** Asks one question again and again, never while the registry is held back, until it is answered. */
export class Poll<T> {
  readonly #client: Client;
  readonly #question: Question<T>;
  readonly #context: RequestContext;
  readonly #patience: Patience;
  /** How many failures in a row are worth only so many tries. */
  #doubts = 0;
  /** How often it was asked in this wait, in whatever way, and what came of the last time. */
  #asked: number;
  #last: NotYet | undefined;
  /** Whether no other poll comes after the next. */
  #ends = false;

  /** @param last what came of asking once already, in another way, in the same wait */
  constructor(
    client: Client,
    question: Question<T>,
    context: RequestContext,
    patience: Patience,
    last?: NotYet,
  ) {
    this.#client = client;
    this.#question = question;
    this.#context = context;
    this.#patience = patience;
    this.#asked = last ? 1 : 0;
    this.#last = last;
  }

  /**
   * Asks until the answer is there, at first after 1 s, later every 10 s, with jitter.
   *
   * @param before is waited for each time before it is asked, and told what came of the last time; what it throws is final
   * @throws {NotReadable} when the time is up; {@link RegistryError} or {@link RegistryRefusal} for what is final
   */
  async untilAnswered(before?: (last: NotYet | undefined) => unknown): Promise<T> {
    for (let polls = 1; ; polls++) {
      await before?.(this.#last);
      const answered = await this.once(polls);
      if ("value" in answered) return answered.value;
      await this.#pause(answered, polls);
    }
  }

  /**
   * Asks once. What was asked already is not asked again where the wait is over before the registry may be.
   *
   * @throws {NotReadable} in that case; else what is final
   */
  async once(polls = 1): Promise<Answered<T>> {
    const { start, timeout } = this.#patience;
    const { at } = this.#question;
    const free = await this.#client.untilHostFree(at.registry, this.#context.signal, start + timeout);
    if (this.#last && !free) throw this.#late(this.#last);
    this.#asked++;
    const waited = this.#client.clock.now() - start;
    const answered = await this.#ask({ polls, waited, last: this.#ends });
    if (!("value" in answered)) this.#last = answered;
    return answered;
  }

  async #ask(moment: Moment): Promise<Answered<T>> {
    const left = this.#patience.timeout - moment.waited;
    try {
      return await inTime(this.#question.name, left, (deadline, over) =>
        this.#question.ask({ ...this.#context, oneAttempt: { deadline, over } }, moment),
      );
    } catch (error) {
      const tries = triesFor(error);
      this.#doubts = tries < Number.POSITIVE_INFINITY ? this.#doubts + 1 : 0;
      if (this.#doubts >= tries || this.#question.isFinal?.(error, moment)) throw error;
      const { reason = "", delay, limit } = verdictOf(error) ?? {};
      return { reason, delay, limit, cause: error };
    }
  }

  /** Sleeps until the next poll after number `polls`. */
  async #pause(answer: NotYet, polls: number): Promise<void> {
    const { reason, delay = 0, limit, end = Number.POSITIVE_INFINITY } = answer;
    const { clock } = this.#client;
    const { start, timeout, onPending } = this.#patience;
    const left = Math.min(start + timeout, end) - clock.now();
    if (left <= 0) throw this.#late(answer);
    onPending?.({ reference: this.#question.name, reason, polls, limit });
    const pause = Math.max(pollDelay(polls, clock), delay);
    this.#ends = pause >= left;
    await clock.sleep(Math.min(pause, left), this.#context.signal);
  }

  /** The time is up. */
  #late({ reason, cause }: NotYet): NotReadable {
    const elapsed = formatDuration(this.#client.clock.now() - this.#patience.start);
    const spent = `${elapsed} and ${counted(this.#asked, "poll")}`;
    return new NotReadable(
      this.#question.late?.(spent, reason) ??
        `${this.#question.name} is not readable after ${spent}; the last answer was ${reason}`,
      { cause },
    );
  }
}
