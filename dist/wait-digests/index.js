import "../shared/node-version-a07a6fd5.js";
import { parseImage, formatReference, lowerCaseNotices, actionClient } from "../shared/publish-index_wait-digests-66bd1fd0.js";
import { run, inputsOf, list, text, withDefault, flag, duration, required, inInput, writeSummary, setOutputs } from "../shared/core-cb5264e6.js";
import { ownEntries } from "../shared/cascade-runtime-version_wait-digests-c3f15641.js";
import { parseRefs, waitForRefs, logTable, summaryOf, outputsOf, requireReady } from "../shared/wait-digests-8406bace.js";
const requestsPerHost = 64;
await run(async ({ log, signal }) => {
	const inputs = inputsOf()({
		refs: required(list()),
		image: text(),
		timeout: withDefault(duration(), "10m"),
		deep: withDefault(flag(), "true"),
		shard: text(),
		"insecure-registries": list()
	});
	const image = inInput("image", () => inputs.image === undefined ? undefined : parseImage(inputs.image));
	const all = inInput("refs", () => parseRefs(inputs.refs, image));
	const own = await ownEntries(inputs.shard, all, formatReference, "reference");
	const { entries: references, shardLine } = own;
	for (const notice of lowerCaseNotices(references)) log.notice(notice);
	if (shardLine !== undefined) log.info(shardLine);
	const client = await actionClient(inputs["insecure-registries"], requestsPerHost, log);
	const start = performance.now();
	const results = await waitForRefs(references, client, inputs, {
		log,
		signal
	});
	for (const line of logTable(results)) log.info(line);
	await writeSummary(() => summaryOf(results, shardLine));
	setOutputs(outputsOf(results, (performance.now() - start) / 1e3));
	requireReady(results);
});
