import "../shared/node-version-a07a6fd5.js";
import { parseImage, lowerCaseNotices, actionClient } from "../shared/publish-index_wait-digests-3277690c.js";
import { run, inputsOf, list, withDefault, flag, duration, text, required, inInput, writeSummary, setOutputs } from "../shared/core-be33630b.js";
import { parseRefs, waitForRefs, logTable, summaryOf, outputsOf, requireReady } from "../shared/wait-digests-017a190a.js";
const requestsPerHost = 64;
await run(async ({ log, signal }) => {
	const inputs = inputsOf()({
		refs: required(list()),
		image: text(),
		timeout: withDefault(duration(), "10m"),
		deep: withDefault(flag(), "true"),
		"insecure-registries": list()
	});
	const image = inInput("image", () => inputs.image === undefined ? undefined : parseImage(inputs.image));
	const references = inInput("refs", () => parseRefs(inputs.refs, image));
	for (const notice of lowerCaseNotices(references)) log.notice(notice);
	const client = await actionClient(inputs["insecure-registries"], requestsPerHost, log);
	const start = performance.now();
	const results = await waitForRefs(references, client, inputs, {
		log,
		signal
	});
	for (const line of logTable(results)) log.info(line);
	await writeSummary(() => summaryOf(results));
	setOutputs(outputsOf(results, (performance.now() - start) / 1e3));
	requireReady(results);
});
