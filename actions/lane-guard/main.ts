import { annotate } from "../../src/action/annotate.ts";
import { actionFetch } from "../../src/action/fetch.ts";
import {
  duration,
  flag,
  inputsOf,
  integer,
  lines,
  list,
  oneOf,
  orZero,
  text,
  withDefault,
} from "../../src/action/inputs.ts";
import { maskSecret } from "../../src/action/mask.ts";
import { setOutputs } from "../../src/action/outputs.ts";
import { run } from "../../src/action/run.ts";
import { writeSummary } from "../../src/action/summary.ts";
import { readInputs } from "../../src/lane/inputs.ts";
import { runLane } from "../../src/lane/run.ts";

await run(async ({ log, signal }) => {
  const inputs = inputsOf<"lane-guard">()({
    labels: withDefault(list(), "publish"),
    token: text(),
    "server-url": text(),
    repository: text(),
    workflows: lines(),
    "min-online": withDefault(integer({ min: 1, max: 1_000 }), "1"),
    "wait-timeout": withDefault(orZero(duration()), "90s"),
    "allow-scale-from-zero": withDefault(flag(), "false"),
    "on-unknown": withDefault(oneOf("fail", "warn"), "fail"),
    "ship-jobs": lines(),
    "trusted-events": withDefault(
      list(),
      "push,release,schedule,workflow_dispatch,repository_dispatch,workflow_call",
    ),
    mode: withDefault(oneOf("check", "static", "beat"), "check"),
    "heartbeat-max-age": withDefault(duration(), "30m"),
  });
  if (inputs.token !== undefined) maskSecret(inputs.token);
  const { env } = process;
  const parsed = readInputs(inputs, env);
  for (const notice of parsed.notices) log.notice(notice);
  const verdict = await runLane(parsed, { env, fetch: () => actionFetch(env), log, signal });
  if (verdict === undefined) return;

  const { annotationsOf, logLines, outputsOf, requireLane, summaryOf } = await import(
    "../../src/lane/report/report.ts"
  );
  const { shown, left } = annotationsOf(verdict, inputs["on-unknown"]);
  for (const annotation of shown) annotate(annotation);
  for (const line of logLines(verdict, left)) log.info(line);
  await writeSummary(() => summaryOf(verdict));
  setOutputs<"lane-guard">(outputsOf(verdict));
  const warning = requireLane(verdict, inputs["on-unknown"]);
  if (warning !== undefined) log.warning(warning);
});
