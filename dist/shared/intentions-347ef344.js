import { counted } from "./core-cb5264e6.js";
import { repositoryOf, formatReference } from "./publish-index_wait-digests-66bd1fd0.js";
import { isSound, isToMove, copiesTo } from "./publish-index-16a2689c.js";
const intentions = {
	move: "would be moved",
	unchanged: "holds this index already",
	keep: "would be left as it is",
	refuse: "must not be moved"
};
function intentionsFor(destination, index, kit) {
	const copied = isSound(destination) && !destination.settled ? copiesTo(destination, index, kit).length : 0;
	const copies = copied > 0 ? [`${repositoryOf(destination)}: ${counted(copied, "manifest")} would be copied there`] : [];
	const tags = destination.tags.map(({ reference, decision, held }) => {
		const intention = isSound(destination) ? intentions[decision] : "cannot be told";
		const now = held && held !== "unknown" && decision !== "unchanged" ? `; it holds ${held}` : "";
		return `${formatReference(reference)}: ${intention}${now}`;
	});
	return [...copies, ...tags];
}
function planned(destination) {
	if (!isSound(destination)) return destination;
	const tags = destination.tags.map((tag) => isToMove(tag) ? {
		...tag,
		state: "planned"
	} : tag);
	return {
		...destination,
		tags
	};
}
export { intentionsFor, planned };
