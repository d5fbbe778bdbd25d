import { sha256 } from "./core-cb5264e6.js";
import { isExactNumber } from "./publish-index_wait-digests-66bd1fd0.js";
function sortedBy(items, key) {
	return items.map((item) => ({
		item,
		key: key(item)
	})).sort((a, b) => a.key < b.key ? -1 : 1).map(({ item }) => item);
}
const leading = [
	"schemaVersion",
	"mediaType",
	"artifactType",
	"digest",
	"size",
	"platform",
	"manifests"
];
function canonicalJson(value) {
	return JSON.stringify(value, (_, part) => {
		if (typeof part !== "object" || part === null || Array.isArray(part) || isExactNumber(part)) return part;
		return Object.fromEntries(sortedBy(Object.entries(part), ([name]) => rankOf(name)));
	});
}
function rankOf(name) {
	const place = leading.indexOf(name);
	return `${place < 0 ? leading.length : place} ${name}`;
}
function canonicalManifest(mediaType, document) {
	const bytes = new TextEncoder().encode(canonicalJson(document));
	return {
		mediaType,
		bytes,
		digest: sha256(bytes)
	};
}
export { canonicalJson, canonicalManifest, sortedBy };
