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
import { run } from "../../src/action/run.ts";
import { readInputs } from "../../src/lane/inputs.ts";
import { runLane, withStatus } from "../../src/lane/run.ts";
import { tellVerdict } from "./tell-verdict.ts";
import { watch } from "./watch.ts";

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
    "on-unresolved": withDefault(oneOf("warn", "fail"), "warn"),
    resolved: lines(),
    "ship-jobs": lines(),
    "trusted-events": list(),
    mode: withDefault(oneOf("check", "static", "beat", "watch"), "check"),
    "heartbeat-max-age": withDefault(duration(), "30m"),
    "trust-instance-runners": withDefault(flag(), "false"),
    "max-wait": withDefault(duration(), "15m"),
    scope: withDefault(oneOf("repository", "owner", "instance"), "repository"),
    "status-context": text(),
    "status-token": text(),
  });
  if (inputs.token !== undefined) maskSecret(inputs.token);
  const { env } = process;
  const parsed = readInputs(inputs, env);
  if (parsed.status !== undefined) maskSecret(parsed.status.token);
  for (const notice of parsed.notices) log.notice(notice);
  const context = { env, fetch: () => actionFetch(env), log, signal };
  if (parsed.mode === "watch") return watch(parsed, inputs["on-unknown"], context);
  await withStatus(parsed, context, async () => {
    const verdict = await runLane(parsed, context);
    return verdict === undefined ? "" : tellVerdict(verdict, inputs["on-unknown"], log);
  });
});
