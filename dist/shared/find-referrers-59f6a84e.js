import { enumerated } from "./image-cache-post_lane-guard_prune-images-47192fa3.js";
import { counted } from "./core-cb5264e6.js";
import { repositoryOf, isIndex, readIndex } from "./publish-index_wait-digests-66bd1fd0.js";
import { isSamePlace, attests, patienceOf, sameRegistry } from "./publish-index-16a2689c.js";
import { toTell } from "./words-7a0ab922.js";
function subjectsFor(to, { entries, digest }, sources, same) {
	const subject = (of, from) => {
		const elsewhere = from.filter((place) => !isSamePlace(place, to, same));
		const places = new Map(elsewhere.map((place) => [repositoryOf(place), place]));
		return [...places.values()].map((place) => ({
			from: place,
			digest: of
		}));
	};
	const listed = new Map(entries.map((entry) => [entry.descriptor.digest, entry]));
	const placesOf = (wanted) => sources.filter((source) => source.digest === wanted).map(({ at }) => at);
	const kept = placesOf(digest);
	const entriesOf = (isWanted) => [...listed.values()].filter(({ descriptor }) => isWanted(attests(descriptor) !== undefined)).flatMap(({ descriptor, from }) => subject(descriptor.digest, from));
	const replaced = new Set(sources.map((source) => source.digest));
	replaced.delete(digest);
	for (const one of listed.keys()) replaced.delete(one);
	return {
		kept: [...kept.length > 0 && !listed.has(digest) ? subject(digest, kept) : [], ...entriesOf((isAttestation) => !isAttestation)],
		attestations: entriesOf((isAttestation) => isAttestation),
		replaced: [...replaced].flatMap((one) => subject(one, placesOf(one)))
	};
}
function findReferrers(target, destinations, index, kit, recorder) {
	return recorder.phase("copy", async (context, say) => {
		const referrers = await kit.referrers();
		const resolver = {
			...kit,
			context,
			patience: patienceOf(kit, context, say)
		};
		const { keptAt, digest } = index;
		const kept = keptAt ? [{
			at: keptAt,
			digest
		}] : [];
		const sources = [...kept, ...await sourceManifests(target, resolver)];
		const parts = await Promise.all(destinations.map(async (to) => {
			const subjects = subjectsFor(to, index, sources, sameRegistry(kit));
			return findFor(to, subjects, index, referrers, context);
		}));
		context.signal.throwIfAborted();
		const luggage = parts.map((part) => part.luggage);
		const unfit = [...new Set(parts.flatMap((part) => part.unfit))];
		const left = [...new Set(parts.flatMap((part) => part.left))];
		for (const sentence of toTell(unfit)) recorder.notice(sentence);
		for (const sentence of toTell(left)) recorder.warning(sentence);
		const found = {
			luggage,
			left: [...unfit, ...left]
		};
		if (kit.options.dryRun) for (const line of intentions(found.luggage)) say(line);
		return {
			value: found,
			outcome: inWords(found.luggage)
		};
	});
}
async function sourceManifests({ sources }, resolver) {
	const all = await Promise.all(sources.map((source) => indexesFrom(source, source.digest ?? source.tag ?? "", resolver)));
	return all.flat();
}
async function indexesFrom(at, reference, resolver) {
	const { waiter, context, patience } = resolver;
	const manifest = await waiter.read(at, reference, context, patience);
	const nested = isIndex(manifest.mediaType) ? readIndex(manifest).filter(({ mediaType }) => isIndex(mediaType)) : [];
	const below = await Promise.all(nested.map(({ digest }) => indexesFrom(at, digest, resolver)));
	return [{
		at,
		digest: manifest.digest
	}, ...below.flat()];
}
async function findFor(to, { kept, attestations, replaced }, index, referrers, context) {
	const look = (subjects) => Promise.all(subjects.map(async ({ from, digest }) => ({
		from,
		digest,
		found: await referrers.find(from, digest, context)
	})));
	const [ofKept, ofReplaced] = await Promise.all([look(kept), look(replaced)]);
	const isSigned = [...ofKept, ...ofReplaced].some(({ found }) => found.referrers.length > 0);
	const worthALook = isSigned || await areTagged(attestations, referrers, context);
	const all = [...ofKept, ...worthALook ? await look(attestations) : []];
	return {
		luggage: {
			to: repositoryOf(to),
			batches: all.flatMap(({ from, found }) => found.referrers.length > 0 ? [{
				from,
				referrers: found.referrers
			}] : []),
			ofIndex: all.some(({ digest, found }) => digest === index.digest && found.referrers.length > 0)
		},
		left: [...all, ...ofReplaced].flatMap(({ found }) => found.left),
		unfit: ofReplaced.flatMap(({ from, digest, found }) => noLongerFitting(from, digest, found, index))
	};
}
async function areTagged(subjects, referrers, context) {
	const seen = await Promise.all(subjects.map(({ from, digest }) => referrers.isTagged(from, [digest], context)));
	return seen.some(Boolean);
}
function noLongerFitting(from, digest, { referrers }, index) {
	const names = referrers.map(({ tag, manifest }) => tag ?? manifest.digest);
	if (names.length === 0) return [];
	const what = names.length === 1 ? "refers" : "refer";
	return [`${enumerated(names, 3)} ${what} to ${repositoryOf(from)}@${digest}, which is published as ${index.digest}: left behind, as it would not fit`];
}
function intentions(luggage) {
	return luggage.flatMap(({ to, batches }) => {
		const count = countOf(batches);
		return count > 0 ? [`${to}: ${counted(count, "referrer")} would be copied there`] : [];
	});
}
function countOf(batches) {
	return batches.reduce((sum, { referrers }) => sum + referrers.length, 0);
}
function inWords(luggage) {
	const most = Math.max(0, ...luggage.map(({ batches }) => countOf(batches)));
	if (most === 0) return "nothing refers to these images";
	return `${counted(most, "referrer")} found`;
}
export { findReferrers };
