import { UserError, quoted, placed } from "./core-c586a531.js";
import { parsePlatform } from "./parse-platform-6d3cb5ac.js";
import { isTag } from "./publish-index_wait-digests-383bc70e.js";
const units = new Map(Object.entries({
	...{
		B: 1,
		kB: 1e3,
		MB: 1e3 ** 2,
		GB: 1e3 ** 3
	},
	...{
		KiB: 1 << 10,
		MiB: 1 << 20,
		GiB: 1 << 30
	}
}));
const expected = `expected a number with one of ${[...units.keys()].join(", ")}, such as 10MiB`;
function parseSize(text) {
	const [, digits, unit = ""] = /^\s*(\d{1,15}(?:\.\d{1,15})?)\s*([A-Za-z]*)\s*$/.exec(text) ?? [];
	const bytes = units.get(unit);
	if (digits !== undefined && unit === "") throw new UserError(`${quoted(text, 60)} has no unit; ${expected}`);
	if (digits === undefined || bytes === undefined) throw new UserError(`${quoted(text, 60)} is not a size; ${expected}`);
	const size = Math.round(Number(digits) * bytes);
	if (!Number.isSafeInteger(size)) throw new UserError(`${quoted(text, 60)} is too large; ${expected}`);
	return size;
}
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
	throw new UserError(`${quoted(text)} cannot be loaded lazily; expected platforms of Linux, such as linux/amd64`);
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
