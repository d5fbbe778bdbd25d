import { setImmediate } from "node:timers/promises";

/** Milliseconds of work after which others get their turn. */
const turn = 5;

/** Shares the event loop: after a while of our work, the turn of others comes. */
export class Turns {
  #since = performance.now();

  isOver(): boolean {
    return performance.now() - this.#since > turn;
  }

  async next(): Promise<void> {
    await setImmediate();
    this.#since = performance.now();
  }

  /** Runs work that stops time and again, over as many turns as it takes. */
  async spread<Result>(work: Generator<void, Result>): Promise<Result> {
    for (;;) {
      const { done, value } = work.next();
      if (done) return value;
      if (this.isOver()) await this.next();
    }
  }
}
