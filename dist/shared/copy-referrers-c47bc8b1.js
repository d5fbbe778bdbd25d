import { repositoryOf } from "./publish-index_wait-digests-66bd1fd0.js";
import { receiversOf, patienceOf, withErrors, failuresOf } from "./publish-index-16a2689c.js";
import { tellLeft } from "./write-3cc7be5f.js";
import { toTell, referrersInWords } from "./words-7a0ab922.js";
async function copyReferrers(progress, { luggage, left }, kit, recorder) {
	const receivers = new Set(receiversOf(progress.destinations).map(repositoryOf));
	const going = luggage.filter(({ to, batches }) => batches.length > 0 && receivers.has(to));
	if (going.length === 0) return {
		...progress,
		referrers: {
			copied: 0,
			present: 0,
			left
		}
	};
	return recorder.phase("copy", async (context, say) => {
		const patience = patienceOf(kit, context, say);
		const count = {
			manifests: 0,
			mounted: 0,
			uploaded: 0,
			present: 0,
			left: new Set()
		};
		const referrers = await kit.referrers();
		const carried = [];
		const destinations = await Promise.all(progress.destinations.map(async (to) => {
			const batches = going.find((one) => one.to === repositoryOf(to))?.batches ?? [];
			const work = batches.map(async ({ from, referrers: all }) => {
				carried.push(await referrers.bring({
					from,
					to
				}, all, {
					context,
					patience,
					count,
					heal: kit.options.heal
				}));
			});
			return withErrors(to, await failuresOf(work));
		}));
		tellLeft(count.left, say, recorder);
		const behind = [...new Set(carried.flatMap((one) => one.left))];
		for (const sentence of toTell(behind)) recorder.warning(sentence);
		const result = resultOf(carried, [...left, ...behind]);
		return {
			value: {
				destinations,
				wrote: progress.wrote || result.copied > 0,
				referrers: result
			},
			outcome: referrersInWords(result)
		};
	});
}
function resultOf(carried, left) {
	const sum = (count) => carried.reduce((all, one) => all + count(one), 0);
	return {
		copied: sum(({ copied }) => copied),
		present: sum(({ present }) => present),
		left
	};
}
export { copyReferrers };
