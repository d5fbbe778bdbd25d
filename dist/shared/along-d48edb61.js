import { receiversOf, originFor, sameRegistry } from "./publish-index-99274491.js";
async function findAlong(target, destinations, index, kit, recorder) {
	if (kit.options.referrers === "none") return undefined;
	const copies = receiversOf(destinations).filter((to) => target.sources.some((source) => originFor(to, [source], sameRegistry(kit)) !== undefined));
	if (copies.length === 0) return undefined;
	const { findReferrers } = await import("./find-referrers-5c0e058e.js");
	return findReferrers(target, copies, index, kit, recorder);
}
export { findAlong };
