import { actionFetch } from "../../src/action/fetch.ts";
import { maskSecret } from "../../src/action/mask.ts";
import { setOutputs } from "../../src/action/outputs.ts";
import { run } from "../../src/action/run.ts";
import { writeSummary } from "../../src/action/summary.ts";
import { cascade } from "../../src/cascade/cascade.ts";
import { readInputs } from "../../src/cascade/inputs/inputs.ts";
import { logTable, outputsOf, requireAll } from "../../src/cascade/report.ts";
import { type Tools, withTools } from "../../src/cascade/tools.ts";
import { givenInputs } from "./inputs.ts";

await run(async ({ log, signal }) => {
  const inputs = givenInputs();
  maskSecret(inputs.token);
  const { env } = process;
  const parsed = await readInputs(inputs, env, env.GITHUB_WORKSPACE || process.cwd());
  for (const notice of parsed.notices) log.notice(notice);
  if (parsed.shardLine !== undefined) log.info(parsed.shardLine);

  const surroundings = { fetch: () => actionFetch(env), log, signal };
  const work = (tools: Tools) => cascade(parsed, inputs.concurrency, tools, log);
  const cascaded = await withTools(parsed.server, env, surroundings, work);
  for (const line of logTable(cascaded.results)) log.info(line);
  await writeSummary(async () =>
    (await import("../../src/cascade/summary.ts")).summaryOf(cascaded, parsed.shardLine),
  );
  setOutputs<"cascade-runtime-version">(outputsOf(cascaded.results));
  requireAll(cascaded);
});
