import "../shared/node-version-a07a6fd5.js";
import { actionClient, meanwhile } from "../shared/publish-index_wait-digests-ebb7e978.js";
import { run, inputsOf, list, withDefault, flag, duration, integer, oneOf, text, lines, writeSummary, setOutputs } from "../shared/core-5b2f5036.js";
import { readInputs, publish, logTable, outputsOf, requireAll } from "../shared/publish-index-29fe6ea2.js";
const requestsPerTarget = 4;
await run(async ({ log, signal }) => {
	const inputs = inputsOf()({
		image: text(),
		sources: lines(),
		tags: list(),
		metadata: text(),
		annotations: lines(),
		targets: text(),
		platforms: list(),
		"moving-tags": withDefault(list(), "latest,edge,nightly,main,master"),
		"if-exists": withDefault(oneOf("overwrite", "skip", "fail"), "overwrite"),
		concurrency: withDefault(integer({
			min: 1,
			max: 64
		}), "4"),
		"wait-timeout": withDefault(duration(), "10m"),
		"dry-run": withDefault(flag(), "false"),
		heal: withDefault(flag(), "false"),
		"insecure-registries": list()
	});
	const { targets, notices } = await readInputs(inputs, process.env.GITHUB_WORKSPACE ?? process.cwd());
	for (const notice of notices) log.notice(notice);
	const { concurrency } = inputs;
	const client = await actionClient(inputs["insecure-registries"], concurrency * requestsPerTarget, log);
	const options = {
		movingTags: inputs["moving-tags"],
		ifExists: inputs["if-exists"],
		dryRun: inputs["dry-run"],
		heal: inputs.heal,
		waitTimeout: inputs["wait-timeout"],
		concurrency
	};
	const summary = () => import("../shared/summary-02599f60.js");
	meanwhile(summary);
	const results = await publish(targets, client, options, {
		log,
		signal
	});
	for (const line of logTable(results)) log.info(line);
	await writeSummary(async () => (await summary()).summaryOf(results));
	setOutputs(outputsOf(results));
	requireAll(results);
});
