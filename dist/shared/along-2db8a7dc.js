import { receiversOf, isSamePlace, sameRegistry } from "./publish-index-2b8c2d53.js";
async function findAlong(target, destinations, index, kit, recorder) {
	if (kit.options.referrers === "none") return undefined;
	const copies = receiversOf(destinations).filter((to) => target.sources.some((source) => !isSamePlace(source, to, sameRegistry(kit))));
	if (copies.length === 0) return undefined;
	const { findReferrers } = await import("./find-referrers-9d0eb8f2.js");
	return findReferrers(target, copies, index, kit, recorder);
}
export { findAlong };
