import { actionClient } from "../../src/action/client.ts";
import { duration, flag, inputsOf, list, required, text, withDefault } from "../../src/action/inputs.ts";
import { setOutputs } from "../../src/action/outputs.ts";
import { run } from "../../src/action/run.ts";
import { writeSummary } from "../../src/action/summary.ts";
import { inInput } from "../../src/base/errors.ts";
import { formatReference, lowerCaseNotices, parseImage } from "../../src/image/reference.ts";
import { ownEntries } from "../../src/jobs/own-entries.ts";
import { parseRefs } from "../../src/wait/refs.ts";
import { logTable, outputsOf, requireReady, summaryOf } from "../../src/wait/report.ts";
import { waitForRefs } from "../../src/wait/wait.ts";

/** Requests to one registry at a time: polls are light, and one that hangs must not hold up the others. */
const requestsPerHost = 64;

await run(async ({ log, signal }) => {
  const inputs = inputsOf<"wait-digests">()({
    refs: required(list()),
    image: text(),
    timeout: withDefault(duration(), "10m"),
    deep: withDefault(flag(), "true"),
    shard: text(),
    "insecure-registries": list(),
  });
  const image = inInput("image", () => (inputs.image === undefined ? undefined : parseImage(inputs.image)));
  const all = inInput("refs", () => parseRefs(inputs.refs, image));
  const own = await ownEntries(inputs.shard, all, formatReference, "reference");
  const { entries: references, shardLine } = own;
  for (const notice of lowerCaseNotices(references)) log.notice(notice);
  if (shardLine !== undefined) log.info(shardLine);
  const client = await actionClient(inputs["insecure-registries"], requestsPerHost, log);

  const start = performance.now();
  const results = await waitForRefs(references, client, inputs, { log, signal });
  for (const line of logTable(results)) log.info(line);
  await writeSummary(() => summaryOf(results, shardLine));
  setOutputs<"wait-digests">(outputsOf(results, (performance.now() - start) / 1000));
  requireReady(results);
});
