import { attests, receiversOf, sameRegistry } from "./publish-index-cd07366f.js";
import { repositoryOf } from "./publish-index_wait-digests-6293128c.js";
function isSamePlace(one, other, same) {
	return one.repository === other.repository && same(one.registry, other.registry);
}
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
async function findAlong(target, destinations, index, kit, recorder) {
	if (kit.options.referrers === "none") return undefined;
	const copies = receiversOf(destinations).filter((to) => target.sources.some((source) => !isSamePlace(source, to, sameRegistry(kit))));
	if (copies.length === 0) return undefined;
	const { findReferrers } = await import("./find-referrers-526f4523.js");
	return findReferrers(target, copies, index, kit, recorder);
}
const along = Object.freeze(Object.defineProperty({
	__proto__: null,
	findAlong
}, Symbol.toStringTag, { value: "Module" }));
export { along, findAlong, subjectsFor };
