import type { Clock } from "./clock.ts";
import type { Pace } from "./pace.ts";

/** What an error tells of the host's limit: it refused the request for it, or let it pass and answered "no". */
export type Heard = "refused" | "passed";

/** Holds back every request to one host: until the moment that any was told to come back, and to its pace after that. */
export class HostPause {
  #until = 0;
  /** How many requests the host has let pass. */
  #passed = 0;
  #pace: Promise<Pace> | undefined;
  readonly #clock: Clock;
  readonly #begin: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#begin = clock.now();
  }

  /** How many requests the host has let pass, whatever it answered, of those that took their {@link turn}. */
  get passed(): number {
    return this.#passed;
  }

  /** Whether the host has refused a request for its limit. */
  get hasLimit(): boolean {
    return this.#pace !== undefined;
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

  /**
   * Runs one request in its turn: at once, until the host has refused one for its limit, and then no faster than it lets
   * pass.
   *
   * @param heard what the host's limit has to do with an error
   * @param signals each ends the wait for the turn
   */
  async turn<T>(
    send: () => Promise<T>,
    heard: (error: unknown) => Heard | undefined,
    signals: readonly AbortSignal[],
  ): Promise<T> {
    if (this.#pace) await (await this.#pace).turn(this, AbortSignal.any([...signals]));
    const sent = this.#clock.now();
    try {
      const answer = await send();
      await this.#pass();
      return answer;
    } catch (error) {
      const what = heard(error);
      if (what === "passed") await this.#pass();
      if (what === "refused") {
        this.#pace ??= this.#learnPace();
        (await this.#pace).refuse(sent);
      }
      throw error;
    }
  }

  async #pass(): Promise<void> {
    this.#passed++;
    if (this.#pace) (await this.#pace).pass();
  }

  async #learnPace(): Promise<Pace> {
    const { Pace } = await import("./pace.ts");
    return new Pace(this.#clock, (1_000 * this.#passed) / Math.max(1, this.#clock.now() - this.#begin));
  }
}
