import type { Clock } from "../../src/retry/clock.ts";

/** A clock whose sleeps end at once and move its time on by as much as was asked for. */
export class FastClock implements Clock {
  time = 0;
  /** Every sleep in milliseconds. */
  readonly slept: number[] = [];
  readonly random: () => number;

  constructor(random: () => number = () => 0.5) {
    this.random = random;
  }

  now(): number {
    return this.time;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.slept.push(ms);
    this.time += ms;
    await new Promise(setImmediate);
    signal.throwIfAborted();
  }
}

interface Sleeper {
  readonly until: number;
  wake(): void;
}

/** A clock that stands still until a test moves it on. */
export class HandClock implements Clock {
  time = 0;
  readonly #sleepers = new Set<Sleeper>();

  now(): number {
    return this.time;
  }

  random(): number {
    return 0.5;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const sleeper = {
        until: this.time + ms,
        wake: () => {
          signal.removeEventListener("abort", stop);
          resolve();
        },
      };
      const stop = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason);
      };
      signal.addEventListener("abort", stop, { once: true });
      this.#sleepers.add(sleeper);
    });
  }

  /** Milliseconds that each sleeper has left. */
  get sleeping(): number[] {
    return [...this.#sleepers].map(({ until }) => until - this.time);
  }

  advance(ms: number): void {
    this.time += ms;
    for (const sleeper of this.#sleepers) {
      if (sleeper.until > this.time) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }
}
