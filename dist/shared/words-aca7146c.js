import { enumerated } from "./image-cache-post_lane-guard_prune-images-47192fa3.js";
import { counted } from "./core-cb5264e6.js";
import { attests, formatPlatform } from "./publish-index-16a2689c.js";
function bytesInWords(bytes) {
	const units = [
		"B",
		"kB",
		"MB",
		"GB",
		"TB"
	];
	const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
	const value = bytes / 1e3 ** power;
	return `${power === 0 || value >= 99.5 ? Math.round(value) : Math.round(value * 10) / 10} ${units[power]}`;
}
function outcomeOf({ indexed, reused, small, skipped }) {
	return [
		`${counted(indexed, "ztoc")} made`,
		`${reused} reused`,
		...small > 0 ? [`${counted(small, "layer")} too small`] : [],
		...skipped.length > 0 ? [`${skipped.length} skipped`] : []
	].join(", ");
}
function provenanceNotice({ entries, converted = [] }) {
	const attested = new Set(entries.map(({ descriptor }) => attests(descriptor)));
	const moved = converted.filter(({ plain, manifest: { digest } }) => plain !== digest && attested.has(digest));
	if (moved.length === 0) return undefined;
	const images = moved.map(({ plain, manifest: { digest } }) => {
		const platform = entries.find(({ descriptor }) => descriptor.digest === digest)?.descriptor.platform;
		return `${platform ? formatPlatform(platform) : "an image"} as built, ${plain}, published as ${digest}`;
	});
	return `the attestations are kept byte for byte, so their provenance speaks of ${enumerated(images, 8)}`;
}
export { bytesInWords, outcomeOf, provenanceNotice };
