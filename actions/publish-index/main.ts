import { actionClient } from "../../src/action/client.ts";
import { setOutputs } from "../../src/action/outputs.ts";
import { run } from "../../src/action/run.ts";
import { writeSummary } from "../../src/action/summary.ts";
import { meanwhile } from "../../src/base/meanwhile.ts";
import { readInputs } from "../../src/publish/inputs/targets.ts";
import { publish } from "../../src/publish/publish.ts";
import { givenInputs } from "./inputs.ts";

/** For each target at a time: enough for the parts of one, and bounded for many. */
const requestsPerTarget = 4;

await run(async ({ log, signal }) => {
  const inputs = givenInputs();
  const { targets, own, notices, shardLine } = await readInputs(
    inputs,
    process.env.GITHUB_WORKSPACE ?? process.cwd(),
  );
  for (const notice of notices) log.notice(notice);
  if (shardLine !== undefined) log.info(shardLine);

  const { concurrency, created, heal, referrers } = inputs;
  const client = await actionClient(inputs["insecure-registries"], concurrency * requestsPerTarget, log);
  const options = {
    movingTags: inputs["moving-tags"],
    ifExists: inputs["if-exists"],
    dryRun: inputs["dry-run"],
    waitTimeout: inputs["wait-timeout"],
    ...{ concurrency, created, heal, referrers },
  };
  const load = () => import("../../src/publish/told/told.ts");
  meanwhile(load);
  const results = await publish(targets, own, client, options, { log, signal });
  const { logTable, outputsOf, requireAll, summaryOf } = await load();
  for (const line of logTable(results)) log.info(line);
  await writeSummary(() => summaryOf(results, shardLine));
  setOutputs<"publish-index">(outputsOf(results, targets.length));
  requireAll(results);
});
