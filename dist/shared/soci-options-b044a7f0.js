import { UserError, placed, quoted } from "./core-cb5264e6.js";
import { parseSize } from "./image-cache_image-cache-post_prune-images-2cbb868d.js";
import { parsePlatform } from "./parse-platform-687af94a.js";
import { isTag } from "./publish-index_wait-digests-66bd1fd0.js";
const leastSpan = 64 << 10;
const mostSpan = 1 << 30;
function sociOptions(raw, tags, where) {
	const part = (name, read) => placed(where(name), read);
	const { soci, "soci-min-layer-size": min = "10MiB", "soci-span-size": span = "4MiB" } = raw;
	const { "soci-platforms": platforms = [], "soci-tag-suffix": tagSuffix = "" } = raw;
	if (!soci) return refuseWithout(raw, part);
	return {
		minLayerSize: part("soci-min-layer-size", () => parseSize(min)),
		spanSize: part("soci-span-size", () => spanOf(span)),
		platforms: part("soci-platforms", () => platforms.map(linuxPlatform)),
		tagSuffix: part("soci-tag-suffix", () => suffixFor(tagSuffix, tags))
	};
}
function refuseWithout(raw, part) {
	const said = [
		...given(raw["soci-min-layer-size"], "10MiB") ? ["soci-min-layer-size"] : [],
		...given(raw["soci-span-size"], "4MiB") ? ["soci-span-size"] : [],
		...raw["soci-platforms"]?.length ? ["soci-platforms"] : [],
		...raw["soci-tag-suffix"] ? ["soci-tag-suffix"] : []
	];
	const [first] = said;
	if (first === undefined) return undefined;
	return part(first, () => {
		throw new UserError("given without lazy loading; expected it together with soci: true, or not at all");
	});
}
function given(text, usual) {
	return text !== undefined && text !== usual;
}
function spanOf(text) {
	const size = parseSize(text);
	if (size < leastSpan || size > mostSpan) throw new UserError(`${quoted(text, 60)} is out of range; expected a size from 64KiB to 1GiB`);
	return size;
}
function linuxPlatform(text) {
	const platform = parsePlatform(text);
	if (platform.os === "linux") return platform;
	throw new UserError(`${quoted(text)} cannot be loaded lazily; expected Linux platforms, such as linux/amd64`);
}
function suffixFor(suffix, tags) {
	if (suffix === "") return suffix;
	const broken = tags.find(({ tag = "" }) => !isTag(`${tag}${suffix}`));
	if (broken) throw new UserError(`${quoted(suffix)} makes no valid tag of ${quoted(broken.tag ?? "")}; expected letters, digits, dots, dashes and underscores, such as -soci, and tags of at most 128 characters`);
	const names = new Set(tags.map(({ registry, repository, tag }) => `${registry}/${repository}:${tag}`));
	const taken = tags.find(({ registry, repository, tag }) => names.has(`${registry}/${repository}:${tag}${suffix}`));
	if (taken) throw new UserError(`${quoted(suffix)} makes of the tag ${quoted(taken.tag ?? "")} one that is published already; expected a suffix that no other tag has`);
	return suffix;
}
export { sociOptions };
