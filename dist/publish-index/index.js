import "../shared/node-version-a07a6fd5.js";
import { actionClient, meanwhile } from "../shared/publish-index_wait-digests-66bd1fd0.js";
import { inputsOf, list, text, withDefault, flag, oneOf, duration, integer, lines, run, writeSummary, setOutputs } from "../shared/core-cb5264e6.js";
import { readInputs, publish } from "../shared/publish-index-16a2689c.js";
function givenInputs() {
	return inputsOf()({
		image: text(),
		sources: lines(),
		tags: list(),
		metadata: text(),
		annotations: lines(),
		targets: text(),
		shard: text(),
		platforms: list(),
		"moving-tags": list(),
		"if-exists": withDefault(oneOf("overwrite", "skip", "fail"), "overwrite"),
		created: withDefault(oneOf("keep", "now"), "keep"),
		concurrency: withDefault(integer({
			min: 1,
			max: 64
		}), "4"),
		"wait-timeout": withDefault(duration(), "10m"),
		"dry-run": withDefault(flag(), "false"),
		heal: withDefault(flag(), "false"),
		referrers: withDefault(oneOf("none", "signatures", "all"), "all"),
		soci: withDefault(flag(), "false"),
		"soci-min-layer-size": text(),
		"soci-span-size": text(),
		"soci-platforms": list(),
		"soci-tag-suffix": text(),
		"insecure-registries": list()
	});
}
const requestsPerTarget = 4;
await run(async ({ log, signal }) => {
	const inputs = givenInputs();
	const { targets, own, notices, shardLine } = await readInputs(inputs, process.env.GITHUB_WORKSPACE ?? process.cwd());
	for (const notice of notices) log.notice(notice);
	if (shardLine !== undefined) log.info(shardLine);
	const { concurrency, created, heal, referrers } = inputs;
	const client = await actionClient(inputs["insecure-registries"], concurrency * requestsPerTarget, log);
	const options = {
		movingTags: inputs["moving-tags"],
		ifExists: inputs["if-exists"],
		dryRun: inputs["dry-run"],
		waitTimeout: inputs["wait-timeout"],
		...{
			concurrency,
			created,
			heal,
			referrers
		}
	};
	const load = () => import("../shared/told-bfa415c2.js");
	meanwhile(load);
	const results = await publish(targets, own, client, options, {
		log,
		signal
	});
	const { logTable, outputsOf, requireAll, summaryOf } = await load();
	for (const line of logTable(results)) log.info(line);
	await writeSummary(() => summaryOf(results, shardLine));
	setOutputs(outputsOf(results, targets.length));
	requireAll(results);
});
