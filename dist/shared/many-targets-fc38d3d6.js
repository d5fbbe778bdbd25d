import { parseJson, isRecord, UserError, quoted, inInput } from "./core-cb5264e6.js";
import { ownEntries } from "./cascade-runtime-version_wait-digests-c3f15641.js";
import { readTarget as readTarget$1 } from "./publish-index-16a2689c.js";
const { readFile } = process.getBuiltinModule("node:fs/promises");
const { resolve } = process.getBuiltinModule("node:path");
import { cannotBeRead } from "./unreadable-f822233d.js";
import { decodeText } from "./utf8-261fc689.js";
import { readYaml } from "./read-yaml-fa3e1ec7.js";
const longest = 1 << 20;
const deepest = 4;
function plainJson(text) {
	if (text.length > longest || !/^[\n\r ]*[[{][\t\n\r -~]*[\]}][\n\r ]*$/.test(text) || text.includes("\\u")) return undefined;
	const value = parseJson(text);
	if (!isOfTexts(value, deepest)) return undefined;
	const written = text.replace(/"(?:[^"\\]+|\\.)*"/g, "\"\"");
	if (/\s:/.test(written)) return undefined;
	const keys = written.split(":").length - 1;
	return keysIn(value) === keys ? value : undefined;
}
function isOfTexts(value, levels) {
	if (typeof value === "string") return true;
	if (typeof value !== "object" || value === null || levels === 0) return false;
	return Object.values(value).every((part) => isOfTexts(part, levels - 1));
}
function keysIn(value) {
	if (typeof value !== "object" || value === null) return 0;
	const parts = Object.values(value);
	return parts.reduce((keys, part) => keys + keysIn(part), Array.isArray(value) ? 0 : parts.length);
}
const keys = [...[
	"name",
	"image",
	"sources",
	"tags",
	"annotations",
	"platforms"
], ...[
	"soci",
	"soci-min-layer-size",
	"soci-span-size",
	"soci-platforms",
	"soci-tag-suffix"
]];
const accepted = `expected a list of targets, or a map with the one key "targets"; each target is a map of ${keys.join(", ")}`;
async function readTargets(input, directory) {
	const inline = /\n|^\s*[[{]|^\s*-\s|^\s*targets\s*:/.test(input);
	const text = inline ? input : await readTargetsFile(input, directory);
	const targets = readPlainJson(text);
	if (targets) return targets;
	const { value, refuse } = await readYaml(text, {
		place: inline ? "" : `${input}, `,
		accepted
	});
	return readList(value, refuse);
}
function readPlainJson(text) {
	const value = plainJson(text);
	if (value === undefined) return undefined;
	const refused = new Error("no list of targets");
	try {
		return readList(value, () => {
			throw refused;
		});
	} catch (error) {
		if (error !== refused) throw error;
		return undefined;
	}
}
async function readTargetsFile(input, directory) {
	const refuse = (what) => {
		throw new UserError(`the file ${quoted(input)} ${what}; expected the path of a YAML or JSON file, or the text itself`);
	};
	const bytes = await readFile(resolve(directory, input)).catch((error) => refuse(cannotBeRead(error)));
	return decodeText(bytes) ?? refuse("is not text in UTF-8");
}
function readList(value, refuse) {
	const at = isRecord(value) ? ["targets"] : [];
	if (isRecord(value) && Object.keys(value).some((key) => key !== "targets")) refuse([], `found ${shown(value)}; ${accepted}`);
	const list = isRecord(value) ? value.targets : value;
	if (!Array.isArray(list)) return refuse(at, `found ${shown(list)}; ${accepted}`);
	if (list.length === 0) refuse(at, `the list is empty; ${accepted}`);
	return list.map((item, index) => readTarget(item, [...at, index], refuse));
}
function readTarget(value, at, refuse) {
	if (!isRecord(value)) return refuse(at, `found ${shown(value)}; ${accepted}`);
	const unknown = Object.keys(value).find((key) => !keys.some((known) => known === key));
	if (unknown !== undefined) refuse([...at, unknown], `the key ${quoted(unknown)} is unknown; expected one of ${keys.join(", ")}`);
	const text = (key) => {
		const found = value[key];
		if (found === undefined || found === "") return {};
		return typeof found === "string" ? { [key]: found.trim() } : refuse([...at, key], `"${key}" is ${shown(found)}; expected a text`);
	};
	const list = (key, separator) => {
		const found = value[key] ?? [];
		const items = typeof found === "string" ? found.split(separator) : found;
		if (Array.isArray(items) && items.every((item) => typeof item === "string")) return items.map((item) => item.trim()).filter(Boolean);
		return refuse([...at, key], `"${key}" is ${shown(found)}; expected a list of texts, or lines`);
	};
	const given = (key, separator) => value[key] === undefined ? {} : { [key]: list(key, separator) };
	const flag = (key) => {
		const found = value[key];
		if (found === undefined || found === "") return {};
		if (/^(?:true|True|TRUE)$/.test(String(found))) return { [key]: true };
		if (/^(?:false|False|FALSE)$/.test(String(found))) return { [key]: false };
		return refuse([...at, key], `"${key}" is ${shown(found)}; expected true or false`);
	};
	return {
		...text("name"),
		...text("image"),
		...flag("soci"),
		...text("soci-min-layer-size"),
		...text("soci-span-size"),
		...text("soci-tag-suffix"),
		...given("soci-platforms", /\r?\n|,/),
		sources: list("sources", /\r?\n/),
		tags: list("tags", /\r?\n|,/),
		...given("annotations", /\r?\n/),
		...given("platforms", /\r?\n|,/)
	};
}
function shown(value) {
	if (Array.isArray(value)) return "a list";
	if (isRecord(value)) return `a map of ${Object.keys(value).slice(0, 5).map((key) => quoted(key)).join(", ") || "nothing"}`;
	return typeof value === "string" && value !== "" ? `the text ${quoted(value, 60)}` : "nothing";
}
async function readManyTargets(text, defaults, directory) {
	const raws = await inInput("targets", () => readTargets(text, directory));
	const names = uniqueNames(raws);
	const isUsed = raws.some(({ soci }) => soci);
	const read = [];
	for (const [index, raw] of raws.entries()) {
		const name = names[index] ?? "";
		const whole = {
			...sociDefaults(raw, defaults, isUsed),
			...raw,
			name,
			...raw.image === undefined && defaults.image !== undefined && { image: defaults.image },
			annotations: raw.annotations ?? defaults.annotations,
			platforms: raw.platforms ?? defaults.platforms
		};
		read.push(await readTarget$1(whole, directory, (part) => `input "targets": target ${quoted(name)}: ${part}: `));
	}
	return read;
}
async function ownTargets(targets, shard) {
	const { entries, shardLine } = await ownEntries(shard, targets, ({ name }) => name, "target");
	return {
		own: entries,
		shardLine
	};
}
function sociDefaults({ soci }, defaults, isUsed) {
	if (soci === false || soci === undefined && !defaults.soci && isUsed) return {};
	return {
		...{
			soci: defaults.soci,
			"soci-platforms": defaults["soci-platforms"] ?? []
		},
		"soci-min-layer-size": defaults["soci-min-layer-size"],
		"soci-span-size": defaults["soci-span-size"],
		"soci-tag-suffix": defaults["soci-tag-suffix"]
	};
}
function uniqueNames(raws) {
	const taken = new Set();
	for (const { name } of raws) {
		if (name === undefined) continue;
		if (taken.has(name)) throw new UserError(`input "targets": two targets are named ${quoted(name)}; give each a name of its own`);
		taken.add(name);
	}
	return raws.map(({ name, image, tags }, index) => {
		if (name !== undefined) return name;
		const base = image ?? tags[0]?.replace(/:[^/:]*$/, "") ?? `target ${index + 1}`;
		let unique = base;
		for (let number = 2; taken.has(unique); number++) unique = `${base} (${number})`;
		taken.add(unique);
		return unique;
	});
}
export { ownTargets, readManyTargets };
