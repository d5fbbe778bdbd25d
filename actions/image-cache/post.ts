import { setOutputs } from "../../src/action/outputs.ts";
import { run } from "../../src/action/run.ts";
import { stateLeft } from "../../src/action/state.ts";
import { writeSummary } from "../../src/action/summary.ts";
import { accountSummary, requireCached } from "../../src/cache/account-report.ts";
import { endCache } from "../../src/cache/end-cache.ts";

await run(async ({ log, signal }) => {
  const left = stateLeft("job");
  // A step that failed has said why, and one that had nothing to do has left nothing.
  if (left === undefined) return;
  const ended = await endCache(left, process.env, { log, signal });
  await writeSummary(() => accountSummary(ended.account));
  setOutputs<"image-cache">(ended.outputs);
  requireCached(ended.account, ended.failOn);
});
