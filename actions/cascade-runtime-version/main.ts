import { tmpdir } from "node:os";
import { actionFetch } from "../../src/action/fetch.ts";
import {
  duration,
  flag,
  inputsOf,
  integer,
  lines,
  oneOf,
  orZero,
  required,
  text,
  withDefault,
} from "../../src/action/inputs.ts";
import { maskSecret } from "../../src/action/mask.ts";
import { setOutputs } from "../../src/action/outputs.ts";
import { run } from "../../src/action/run.ts";
import { writeSummary } from "../../src/action/summary.ts";
import { cascade } from "../../src/cascade/cascade.ts";
import { readInputs } from "../../src/cascade/inputs/inputs.ts";
import { logTable, outputsOf, requireAll } from "../../src/cascade/report.ts";
import { withTools } from "../../src/cascade/tools.ts";

const given = required(text());

await run(async ({ log, signal }) => {
  const inputs = inputsOf<"cascade-runtime-version">()({
    version: given,
    "version-scheme": withDefault(oneOf("semver", "any"), "semver"),
    templates: lines(),
    "templates-file": text(),
    token: given,
    "server-url": text(),
    path: withDefault(given, ".runtime-version"),
    workflow: withDefault(given, "publish-image.yml"),
    "on-missing-workflow": withDefault(oneOf("skip", "fail"), "skip"),
    "on-unwired": withDefault(oneOf("fail", "warn"), "fail"),
    "on-other-content": withDefault(oneOf("fail", "replace"), "fail"),
    "on-newer": withDefault(oneOf("overwrite", "skip", "fail"), "overwrite"),
    "on-protected": withDefault(oneOf("fail", "pull-request"), "fail"),
    "commit-through": withDefault(oneOf("git", "api"), "git"),
    "commit-message": withDefault(given, "chore: pin runtime to {version} (publish-runtime cascade)"),
    "author-name": text(),
    "author-email": text(),
    "co-author": lines(),
    attempts: withDefault(integer({ min: 1, max: 20 }), "3"),
    concurrency: withDefault(integer({ min: 1, max: 64 }), "4"),
    "dry-run": withDefault(flag(), "false"),
    follow: withDefault(orZero(duration()), "0"),
  });
  maskSecret(inputs.token);
  const { env } = process;
  const parsed = await readInputs(inputs, env, env.GITHUB_WORKSPACE || process.cwd());
  for (const notice of parsed.notices) log.notice(notice);

  const surroundings = { fetch: () => actionFetch(env), log, signal };
  const results = await withTools(parsed.server, env.RUNNER_TEMP || tmpdir(), env, surroundings, (tools) =>
    cascade(parsed, inputs, tools, log),
  );
  for (const line of logTable(results)) log.info(line);
  await writeSummary(async () => (await import("../../src/cascade/summary.ts")).summaryOf(results));
  setOutputs<"cascade-runtime-version">(outputsOf(results));
  requireAll(results);
});
