import type { Clock } from "./clock.ts";

/** Requests a second that no refusal goes below: a host that lets less pass is asked by the back-off alone. */
const slowest = 0.5;
/** Requests a second above which nothing is held back. */
const fastest = 1_000;
/** By how much a pace rises each second: so many requests a second, or so much of itself, whichever is more. */
const rise = { requests: 0.1, share: 0.02 } as const;

/** What holds requests back altogether. */
interface Pause {
  remaining(): number;
  untilOver(signal: AbortSignal): Promise<boolean>;
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
  /** When the next request may go. */
  #next = 0;
  /** When it was halved last: what was sent before was sent too fast as well, and says nothing new. */
  #halved = Number.NEGATIVE_INFINITY;

  /** @param rate requests a second that were let pass before the first refusal */
  constructor(clock: Clock, rate: number) {
    this.#clock = clock;
    this.#rate = Math.min(fastest, rate);
  }

  /** Resolves when the next request may go, which is then this one. */
  async turn(pause: Pause, signal: AbortSignal): Promise<void> {
    for (;;) {
      await pause.untilOver(signal);
      const now = this.#clock.now();
      const at = Math.max(now, this.#next);
      if (this.#rate < fastest) this.#next = at + 1_000 / this.#rate;
      if (at > now) await this.#clock.sleep(at - now, signal);
      // A pause that began meanwhile is for this one, too, and those after it go one by one.
      if (pause.remaining() === 0) return;
    }
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
