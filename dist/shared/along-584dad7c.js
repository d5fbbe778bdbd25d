import { receiversOf, isSamePlace, sameRegistry } from "./publish-index-c8357dc8.js";
async function findAlong(target, destinations, index, kit, recorder) {
	if (kit.options.referrers === "none") return undefined;
	const copies = receiversOf(destinations).filter((to) => target.sources.some((source) => !isSamePlace(source, to, sameRegistry(kit))));
	if (copies.length === 0) return undefined;
	const { findReferrers } = await import("./find-referrers-6f1f3bb5.js");
	return findReferrers(target, copies, index, kit, recorder);
}
export { findAlong };
