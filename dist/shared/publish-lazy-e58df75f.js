import { formatReference } from "./publish-index_wait-digests-66bd1fd0.js";
import { publishIndex, Looks, checkTags, tagsOf, resultsOf } from "./publish-index-16a2689c.js";
import { refusal } from "./refusal-4aea4160.js";
async function publishLazy(job, begun, conversion, kit) {
	const { result, suffixed } = conversion;
	if (suffixed) return publishBoth(job, begun, {
		...conversion,
		suffixed
	}, kit);
	const published = await publishIndex(job.target, begun.index, begun.looks, kit, job.recorder);
	const { index } = published;
	if (result.digest === undefined || !index) return published;
	return {
		...published,
		soci: {
			...result,
			digest: index.digest
		}
	};
}
async function publishBoth({ target, recorder }, { index, looks }, { index: converted, suffixed, result }, kit) {
	const { dryRun, ifExists } = kit.options;
	const theirLooks = new Looks(suffixed, [suffixed], kit, recorder);
	if (ifExists === "fail" && !dryRun) {
		const { destinations } = await checkTags(theirLooks, converted, kit, recorder);
		const refused = tagsOf(destinations).filter(({ decision }) => decision === "refuse");
		if (refused.length > 0) {
			const tags = [...tagsIn(target, "not-moved"), ...resultsOf(destinations)];
			return {
				index,
				state: "failed",
				tags,
				errors: [refusal(refused, converted, ifExists)]
			};
		}
	}
	const plain = await publishIndex(target, index, looks, kit, recorder);
	if (plain.state === "planned") return {
		...plain,
		tags: [...plain.tags, ...tagsIn(suffixed, "planned")]
	};
	if (plain.state === "failed" || plain.state === "cancelled") return {
		...plain,
		tags: [...plain.tags, ...tagsIn(suffixed, "not-moved")]
	};
	const lazy = await publishIndex(suffixed, converted, theirLooks, kit, recorder).catch((error) => ({
		state: kit.signal.aborted ? "cancelled" : "failed",
		tags: tagsIn(suffixed, "not-moved"),
		errors: [error]
	}));
	const { digest } = lazy.index ?? converted;
	return {
		...plain,
		state: stateOf(plain.state, lazy.state),
		tags: [...plain.tags, ...lazy.tags.map((tag) => ({
			...tag,
			digest
		}))],
		errors: lazy.errors,
		soci: {
			...result,
			digest,
			plainDigest: (plain.index ?? index).digest
		}
	};
}
function tagsIn({ tags }, state) {
	return tags.map((reference) => ({
		ref: formatReference(reference),
		state
	}));
}
function stateOf(plain, lazy) {
	if (lazy === "failed" || lazy === "cancelled" || plain === lazy) return lazy;
	return plain === "published" || lazy === "published" ? "published" : "unchanged";
}
export { publishLazy };
