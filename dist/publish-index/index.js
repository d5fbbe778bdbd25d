import { run, inputsOf, list, flag, duration, integer, oneOf, text, lines, actionClient, writeSummary, setOutputs } from "../shared/core-8b9fa447.js";
import { readInputs, publish, logTable, outputsOf, requireAll } from "../shared/publish-index-8e1c75d7.js";
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
		"moving-tags": list(),
		"if-exists": oneOf("overwrite", "skip", "fail"),
		concurrency: integer({
			min: 1,
			max: 64
		}),
		"wait-timeout": duration(),
		"dry-run": flag(),
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
		waitTimeout: inputs["wait-timeout"],
		concurrency
	};
	const results = await publish(targets, client, options, {
		log,
		signal
	});
	for (const line of logTable(results)) log.info(line);
	await writeSummary(async () => (await import("../shared/summary-d14029a5.js")).summaryOf(results));
	setOutputs(outputsOf(results));
	requireAll(results);
});
