import { setTimeout as after } from "node:timers/promises";

/** Time and chance, passed in so that tests need not wait. */
export interface Clock {
  /** Milliseconds of a steady clock. */
  now(): number;
  /** Sleeps `ms` milliseconds; rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** A number in [0, 1). */
  random(): number;
}

/** The real clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  random: Math.random,
  async sleep(ms, signal) {
    signal.throwIfAborted();
    try {
      await after(ms, undefined, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  },
};
