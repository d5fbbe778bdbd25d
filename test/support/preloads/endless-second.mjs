// Loaded into an action before it starts (`--import`). A second lasts for weeks: what is slept, and what would end the
// process by force, is over only when it is aborted, so that a step which is to stop at once ends at once or not at all.
// SIGUSR2 is a failure that nobody foresaw. Signals that cancel are told of as they come. Jitter is none.
import { writeSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";

const longest = 2 ** 31 - 1;
const stretched = (ms) => (ms >= 1_000 ? longest : ms);

const { setTimeout: after } = timers;
timers.setTimeout = (ms, ...rest) => after(stretched(ms), ...rest);
syncBuiltinESMExports();
const { setTimeout } = globalThis;
globalThis.setTimeout = (work, ms, ...rest) => setTimeout(work, stretched(ms), ...rest);
Math.random = () => 0;

process.on("SIGUSR2", () => {
  throw new RangeError("thrown for the test");
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => writeSync(1, `${signal} is here\n`));
