// Loaded into an action before it starts (`--import`). The action's clock stands still but for what it sleeps, which takes
// no time: how long a wait lasts, and how often it asks, no longer depends on how busy the machine is. Deadlines of
// single requests are a hundred times as long, for servers that answer late because they have much to do. Jitter is
// none.
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";

const { setTimeout } = globalThis;
let now = performance.now();
Object.defineProperty(performance, "now", { value: () => now });
Math.random = () => 0;

/** Milliseconds in which whoever else may sleep too. */
const settling = 10;
const sleepers = new Set();
let isDue = false;

/** Has whoever wakes next woken in a moment. */
function arm() {
  if (isDue || sleepers.size === 0) return;
  isDue = true;
  setTimeout(wakeNext, settling);
}

/** Wakes whoever wakes next, and moves the clock on to that moment. */
function wakeNext() {
  isDue = false;
  // Nobody does when it was aborted meanwhile.
  if (sleepers.size > 0) now = Math.max(now, Math.min(...[...sleepers].map(({ at }) => at)));
  for (const sleeper of sleepers) if (sleeper.at <= now) sleeper.wake();
  arm();
}

timers.setTimeout = (ms, value, { signal } = {}) =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const end = (how, what) => {
      sleepers.delete(sleeper);
      signal?.removeEventListener("abort", abort);
      how(what);
    };
    const abort = () => end(reject, signal.reason);
    const sleeper = { at: now + ms, wake: () => end(resolve, value) };
    signal?.addEventListener("abort", abort);
    sleepers.add(sleeper);
    arm();
  });
syncBuiltinESMExports();

const longer = (ms) => (ms >= 1_000 ? ms * 100 : ms);
globalThis.setTimeout = (work, ms, ...rest) => setTimeout(work, longer(ms), ...rest);
const { timeout } = AbortSignal;
AbortSignal.timeout = (ms) => timeout.call(AbortSignal, longer(ms));
