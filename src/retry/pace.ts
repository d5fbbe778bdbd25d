import type { Clock } from "./clock.ts";

/** The slowest pace, in requests a second. For a host that lets less pass, the back-off alone decides. */
const slowest = 0.5;
/** Requests a second that a host is taken to let pass before its first refusal, which may be a whim of it. */
const usual = 16;
/** Requests a second above which nothing is held back. */
const fastest = 1_000;
/** By how much a pace rises each second: so many requests a second, or so much of itself, whichever is more. */
const rise = { requests: 0.2, share: 0.02 } as const;

/** What holds requests back altogether. */
interface Pause {
  /** Milliseconds until requests may go out again. */
  remaining(): number;
}

/**
 * How many requests a second one host is asked, learnt from its refusals. A refusal halves it, and what passes raises it
 * little by little (Chiu and Jain, "Analysis of the increase and decrease algorithms for congestion avoidance", 1989): so
 * several runs come to share a limit that none of them knows, and few of their requests are refused.
 */
export class Pace {
  readonly #clock: Clock;
  /** Requests a second. */
  #rate: number;
  /** When the last request went. */
  #sent = Number.NEGATIVE_INFINITY;
  /** Resolves when all that wait have gone. */
  #queue: Promise<void> = Promise.resolve();
  /** When it was halved last: what was sent before was sent too fast as well, and says nothing new. */
  #halved = Number.NEGATIVE_INFINITY;

  /** @param rate requests a second that were let pass before the first refusal */
  constructor(clock: Clock, rate: number) {
    this.#clock = clock;
    this.#rate = Math.min(fastest, Math.max(usual, rate));
  }

  /** Resolves when those that came before have gone, and this request may go. */
  async turn(pause: Pause, signal: AbortSignal): Promise<void> {
    const before = this.#queue;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#queue = promise;
    await before;
    try {
      // The pace may have become another meanwhile, and a pause may have begun.
      for (let ms = this.#left(pause); ms > 0; ms = this.#left(pause)) await this.#clock.sleep(ms, signal);
      signal.throwIfAborted();
      this.#sent = this.#clock.now();
    } finally {
      resolve();
    }
  }

  /** Whole milliseconds until the next request may go. */
  #left(pause: Pause): number {
    const apart = this.#rate < fastest ? 1_000 / this.#rate : 0;
    return Math.ceil(Math.max(pause.remaining(), this.#sent + apart - this.#clock.now()));
  }

  /** A request was let pass. */
  pass(): void {
    this.#rate += Math.max(rise.requests / this.#rate, rise.share);
  }

  /** A request that was sent at that time was refused. */
  refuse(sent: number): void {
    if (sent < this.#halved) return;
    this.#halved = this.#clock.now();
    this.#rate = Math.max(slowest, Math.min(fastest, this.#rate) / 2);
  }
}
