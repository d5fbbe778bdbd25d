import "../shared/node-version-a07a6fd5.js";
const { tmpdir } = process.getBuiltinModule("node:os");
import { run, inputsOf, withDefault, orZero, duration, flag, integer, lines, text, oneOf, maskSecret, actionFetch, writeSummary, setOutputs, required } from "../shared/core-8408c4c4.js";
import { readInputs, withTools, cascade, logTable, outputsOf, requireAll } from "../shared/cascade-runtime-version-0420f5cc.js";
const given = required(text());
await run(async ({ log, signal }) => {
	const inputs = inputsOf()({
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
		"commit-message": withDefault(given, "chore: pin runtime to {version} (publish-runtime cascade)"),
		"author-name": text(),
		"author-email": text(),
		"co-author": lines(),
		attempts: withDefault(integer({
			min: 1,
			max: 20
		}), "3"),
		concurrency: withDefault(integer({
			min: 1,
			max: 64
		}), "4"),
		"dry-run": withDefault(flag(), "false"),
		follow: withDefault(orZero(duration()), "0")
	});
	maskSecret(inputs.token);
	const { env } = process;
	const parsed = await readInputs(inputs, env, env.GITHUB_WORKSPACE || process.cwd());
	for (const notice of parsed.notices) log.notice(notice);
	const surroundings = {
		fetch: () => actionFetch(env),
		log,
		signal
	};
	const results = await withTools(parsed.server, env.RUNNER_TEMP || tmpdir(), env, surroundings, (tools) => cascade(parsed, inputs, tools, log));
	for (const line of logTable(results)) log.info(line);
	await writeSummary(async () => (await import("../shared/summary-23acc4e7.js")).summaryOf(results));
	setOutputs(outputsOf(results));
	requireAll(results);
});
