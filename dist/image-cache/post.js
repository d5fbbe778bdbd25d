import "../shared/node-version-a07a6fd5.js";
import { run, writeSummary, setOutputs } from "../shared/core-cb5264e6.js";
import { stateLeft } from "../shared/image-cache_image-cache-post-90daadcf.js";
import { endCache, accountSummary, requireCached } from "../shared/image-cache-post-d7e0c5d6.js";
await run(async ({ log, signal }) => {
	const left = stateLeft("job");
	if (left === undefined) return;
	const ended = await endCache(left, process.env, {
		log,
		signal
	});
	await writeSummary(() => accountSummary(ended.account));
	setOutputs(ended.outputs);
	requireCached(ended.account, ended.failOn);
});
