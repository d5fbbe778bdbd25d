import { loadYaml, YamlError } from "./tree-c51e3678.js";
import { callInputsOf } from "./workflow-97930620.js";
function withoutComments(text) {
	if (!text.includes("#")) return text;
	let quote = "";
	return text.replace(/^.*$/gm, (line) => {
		if (/^[ \t]*#/.test(line)) return "";
		const read = readLine(line, quote);
		quote = read.quote;
		return line.slice(0, Math.max(read.end, readLine(line, "").end));
	});
}
function readLine(line, quote) {
	let open = quote;
	for (let at = 0; at < line.length; at++) {
		const character = line[at];
		if (open !== "") {
			if (character === open) open = "";
			else if (character === "\\" && open === "\"") at++;
		} else if (character === "'" || character === "\"") open = character;
		else if (character === "\\") at++;
		else if (character === "#" && /^[\s;&|()]?$/.test(line[at - 1] ?? "")) return {
			end: at,
			quote: ""
		};
	}
	return {
		end: line.length,
		quote: open
	};
}
async function loadLenientYaml() {
	const parse = await loadYaml({
		duplicates: "first",
		tags: "ignore",
		ambiguous: "take"
	});
	return (text) => {
		try {
			return parse(text);
		} catch (error) {
			if (error instanceof YamlError) return undefined;
			throw error;
		}
	};
}
async function loadSearched() {
	const parse = await loadLenientYaml();
	return (text) => documentsOf(text).map((document) => {
		const { texts, uses } = partsOf(parse(document)?.root) ?? linesOf(document);
		return {
			texts: texts.map(withoutComments),
			uses
		};
	});
}
const mostDocuments = 100;
const documentsOf = (text) => text.split(/^(?=---(?:\s|$))/m).filter((document) => !isPreamble(document)).slice(0, mostDocuments);
const isPreamble = (text) => text.split(/\r\n|[\r\n]/).every((line) => /^[ \t]*(?:[#%]|$)/.test(line));
function partsOf(root) {
	if (root?.kind !== "map") return undefined;
	const counted = new Set();
	const uses = [];
	const addPairs = (pairs) => {
		for (const { key, value, offset } of pairs) {
			counted.add(key).add(value);
			if (isKey(key, "uses") && value.kind === "scalar") uses.push({
				used: value.text,
				offset
			});
		}
	};
	addPairs(root.pairs.filter(({ key }) => !isKey(key, "on")));
	for (const input of callInputsOf(root.entries.get("on")?.value)?.values() ?? []) if (input.default) counted.add(input.default);
	for (const node of counted) if (node.kind === "map") addPairs(node.pairs);
	else if (node.kind === "list") for (const item of node.items) counted.add(item);
	return {
		texts: [...counted].flatMap((node) => node.kind === "scalar" ? [node.text] : []),
		uses: uses.sort((one, other) => one.offset - other.offset).map(({ used }) => used)
	};
}
const isKey = (node, key) => node.kind === "scalar" && node.text === key;
function linesOf(text) {
	const counted = withoutEvents(text);
	const uses = counted.matchAll(/^[ \t]*(?:-[ \t]+)?uses[ \t]*:[ \t]*["']?(\.\/[^\s"'#]*)/gm);
	return {
		texts: [counted],
		uses: [...uses].map(([, used = ""]) => used)
	};
}
function withoutEvents(text) {
	const kept = [];
	let isEvents = false;
	for (const line of text.split(/\r\n|[\r\n]/)) {
		const isKeyLine = /^[^\s#\]}-]/.test(line);
		if (isKeyLine) isEvents = /^(["']?)on\1[ \t]*:[ \t]*(?:[[{&!#].*)?$/.test(line);
		if (!isEvents || /\bdefault["']?[ \t]*:/.test(line)) kept.push(line);
	}
	return kept.join("\n");
}
export { loadLenientYaml, loadSearched };
