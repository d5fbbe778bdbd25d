import { receiversOf, isSamePlace, sameRegistry } from "./publish-index-3c4a85e7.js";
async function findAlong(target, destinations, index, kit, recorder) {
	if (kit.options.referrers === "none") return undefined;
	const copies = receiversOf(destinations).filter((to) => target.sources.some((source) => !isSamePlace(source, to, sameRegistry(kit))));
	if (copies.length === 0) return undefined;
	const { findReferrers } = await import("./find-referrers-c00b1f97.js");
	return findReferrers(target, copies, index, kit, recorder);
}
export { findAlong };
