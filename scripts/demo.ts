// The jobs of the actions from end to end on this machine, each action run as a runner runs it, and the results read
// back by other clients. Ends with 1 when anything is not as it should be.
import { cache } from "./demo/cache.ts";
import { cascade } from "./demo/cascade.ts";
import { lane } from "./demo/lane.ts";
import { lazy } from "./demo/lazy.ts";
import { publish } from "./demo/publish.ts";
import { waves } from "./demo/waves.ts";

try {
  await publish();
  await lazy();
  await cascade();
  await waves();
  await lane();
  await cache();
  console.log("\nAll of it holds.");
} catch (error) {
  console.error(`\nSomething is off: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
