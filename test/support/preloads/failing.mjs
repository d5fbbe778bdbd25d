// Loaded into an action before it starts (`--import`). SIGUSR2 is a failure that nobody foresaw, and a second lasts for
// weeks: what is slept, and what would end the process by force, is over only when it is aborted.
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";

const second = 1_000;
const longest = 2 ** 31 - 1;
const stretched = (ms) => (ms >= second ? longest : ms);

process.on("SIGUSR2", () => {
  throw new RangeError("thrown for the test");
});
const { setTimeout: after } = timers;
timers.setTimeout = (ms, ...rest) => after(stretched(ms), ...rest);
syncBuiltinESMExports();
const { setTimeout } = globalThis;
globalThis.setTimeout = (work, ms, ...rest) => setTimeout(work, stretched(ms), ...rest);
