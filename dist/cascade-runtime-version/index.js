import "../shared/node-version-a07a6fd5.js";
import { inputsOf, text, orZero, duration, withDefault, flag, integer, lines, oneOf, required, run, maskSecret, actionFetch, writeSummary, setOutputs } from "../shared/core-cb5264e6.js";
import { readInputs, cascade, withTools, logTable, outputsOf, requireAll } from "../shared/cascade-runtime-version-bf57bbd2.js";
const given = required(text());
function optional(parse) {
	return (raw) => raw.trim() === "" ? undefined : parse(raw);
}
function givenInputs() {
	return inputsOf()({
		version: given,
		"version-scheme": withDefault(oneOf("semver", "any"), "semver"),
		templates: lines(),
		"templates-file": text(),
		shard: text(),
		token: given,
		"server-url": text(),
		path: withDefault(given, ".runtime-version"),
		workflow: withDefault(given, "publish-image.yml"),
		"on-missing-workflow": withDefault(oneOf("skip", "fail"), "skip"),
		"on-archived": withDefault(oneOf("skip", "fail"), "skip"),
		"on-unwired": withDefault(oneOf("fail", "warn"), "fail"),
		"on-other-content": withDefault(oneOf("fail", "replace"), "fail"),
		"on-newer": withDefault(oneOf("overwrite", "skip", "fail"), "overwrite"),
		"on-protected": withDefault(oneOf("fail", "pull-request"), "fail"),
		"commit-through": withDefault(oneOf("git", "api"), "git"),
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
		follow: optional(orZero(duration())),
		waves: text(),
		"on-failed-build": optional(oneOf("stop", "warn"))
	});
}
await run(async ({ log, signal }) => {
	const inputs = givenInputs();
	maskSecret(inputs.token);
	const { env } = process;
	const parsed = await readInputs(inputs, env, env.GITHUB_WORKSPACE || process.cwd());
	for (const notice of parsed.notices) log.notice(notice);
	if (parsed.shardLine !== undefined) log.info(parsed.shardLine);
	const surroundings = {
		fetch: () => actionFetch(env),
		log,
		signal
	};
	const work = (tools) => cascade(parsed, inputs.concurrency, tools, log);
	const cascaded = await withTools(parsed.server, env, surroundings, work);
	for (const line of logTable(cascaded.results)) log.info(line);
	await writeSummary(async () => (await import("../shared/summary-e1f0582f.js")).summaryOf(cascaded, parsed.shardLine));
	setOutputs(outputsOf(cascaded.results));
	requireAll(cascaded);
});
