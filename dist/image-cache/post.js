import "../shared/node-version-a07a6fd5.js";
import { run, writeSummary, setOutputs } from "../shared/core-5fecaee2.js";
import { stateLeft, endCache, accountSummary, requireCached } from "../shared/image-cache-2ecf5765.js";
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
