import "../shared/node-version-a07a6fd5.js";
import { run, writeSummary, setOutputs } from "../shared/core-0beaf972.js";
import { stateLeft } from "../shared/image-cache_image-cache-post-fa7af5f4.js";
import { endCache, accountSummary, requireCached } from "../shared/image-cache-post-163b50c7.js";
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
