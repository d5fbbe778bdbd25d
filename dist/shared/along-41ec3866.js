import { receiversOf, isSamePlace, sameRegistry } from "./publish-index-16a2689c.js";
async function findAlong(target, destinations, index, kit, recorder) {
	if (kit.options.referrers === "none") return undefined;
	const copies = receiversOf(destinations).filter((to) => target.sources.some((source) => !isSamePlace(source, to, sameRegistry(kit))));
	if (copies.length === 0) return undefined;
	const { findReferrers } = await import("./find-referrers-59f6a84e.js");
	return findReferrers(target, copies, index, kit, recorder);
}
export { findAlong };
