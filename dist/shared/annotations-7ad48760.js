import { UserError, quoted } from "./core-cb5264e6.js";
import { parsePlatform } from "./parse-platform-687af94a.js";
import { platformKey } from "./publish-index-16a2689c.js";
const leveled = /^\s*(?:([a-z-]+(?:\[[^\]]*\])?(?:\s*,\s*[a-z-]+(?:\[[^\]]*\])?)*):)?(.*)$/s;
const oneLevel = /[a-z-]+(?:\[[^\]]*\])?/g;
const level = /^(index|manifest|index-descriptor|manifest-descriptor)(?:\[([^\]]*)\])?$/;
const accepted = "expected key=value, with or without a level such as index: or manifest-descriptor[linux/arm64]: before it";
const quotedLine = /^\s*"((?:[^"]|"")*)"\s*$/s;
function parseAnnotations(lines) {
	const own = new Map();
	const coerced = new Map();
	const every = new Map();
	const descriptors = new Map();
	const coercedLevels = new Set();
	for (const line of lines) {
		const { levels, key, value } = parseLine(line);
		if (levels.length === 0) own.set(key, value);
		for (const { name, platform } of levels) {
			if (name === "manifest-descriptor" && platform === undefined) every.set(key, value);
			else if (name === "manifest-descriptor" && platform !== undefined) {
				const of = descriptors.get(platform) ?? new Map();
				descriptors.set(platform, of.set(key, value));
			} else if (name === "index") own.set(key, value);
			else {
				coerced.set(key, value);
				coercedLevels.add(name);
			}
		}
	}
	return {
		annotations: Object.fromEntries([...coerced, ...own]),
		descriptorAnnotations: [...every.size > 0 ? [{ annotations: Object.fromEntries(every) }] : [], ...[...descriptors].map(([platform, annotations]) => ({
			platform: parsePlatform(platform),
			annotations: Object.fromEntries(annotations)
		}))],
		notices: coercedLevels.size > 0 ? [`annotations of level ${[...coercedLevels].sort().join(", ")} are set on the index: published manifests are not rewritten`] : []
	};
}
function parseLine(written) {
	const line = withoutQuotes(written);
	const equals = line.indexOf("=");
	const [, levels, key = ""] = leveled.exec(line.slice(0, Math.max(equals, 0))) ?? [];
	if (key.trim() === "") throw new UserError(`${quoted(line)} is not an annotation; ${accepted}`);
	return {
		levels: levels === undefined ? [] : (levels.match(oneLevel) ?? []).map((text) => parseLevel(text, line)),
		key: key.trim(),
		value: line.slice(equals + 1)
	};
}
function withoutQuotes(line) {
	if (!/^\s*"/.test(line)) return line;
	const [, inner] = quotedLine.exec(line) ?? [];
	if (inner === undefined) throw new UserError(`${quoted(line)} begins with a quotation mark and does not end with one; ${accepted}, or all of that in quotation marks, with "" for one in it`);
	return inner.replaceAll("\"\"", "\"");
}
function parseLevel(text, line) {
	const [, name, platform] = level.exec(text) ?? [];
	if (name === undefined) throw new UserError(`${quoted(line)} has the unknown level ${quoted(text)}; ${accepted}`);
	return {
		name,
		...platform !== undefined && { platform: platformKey(parsePlatform(platform)) }
	};
}
export { parseAnnotations };
