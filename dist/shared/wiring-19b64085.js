import { loadYaml, YamlError } from "./tree-e7568adf.js";
import { textAt, mapAt, callInputsOf, mostCharacters } from "./workflow-d52302b1.js";
const before = String.raw`(?<![\p{L}\p{N}_.~+-])`;
const after = String.raw`(?![\p{L}\p{N}_~+/-]|\.+[\p{L}\p{N}_$*?{-]|\$[\w{])`;
function mentions(path) {
	const parts = path.split("/").map(escapePattern);
	const whole = new RegExp(`${before}${parts.join(String.raw`[\\/]+`)}${after}`, "u");
	const last = parts.length > 1 ? new RegExp(`${parts.at(-1)}${after}`, "gu") : undefined;
	return (text) => whole.test(text) || last !== undefined && namesAlone(text, last);
}
function namesAlone(text, name) {
	for (const { index } of text.matchAll(name)) if (isAlone(text.slice(Math.max(0, index - 200), index))) return true;
	return false;
}
function isAlone(text) {
	if (!/[\\/]$/.test(text)) return !/[\p{L}\p{N}_.~+-]$/u.test(text);
	const folder = text.replace(/[\\/]+$/, "").replace(/["']$/, "");
	if (/(?:^|[^\p{L}\p{N}_.~+/\\-])\.$|\*$/u.test(folder)) return true;
	const variable = /\$(?:\w+|\{\w+\}|\{\{[^{}]*\}\})$/.exec(folder)?.[0];
	return variable !== undefined && !/workspace/i.test(variable);
}
function escapePattern(text) {
	return text.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
function scriptOf(step) {
	const run = step.entries.get("run")?.value;
	if (run && /^(?:pwsh|powershell)\b/.test(textAt(step, "shell") ?? "")) return [run, withoutBlocks];
	const script = mapAt(step, "with")?.entries.get("script")?.value;
	const isJavaScript = /^(?:https?:\/\/[^/]+\/)?actions\/github-script@/.test(textAt(step, "uses") ?? "");
	return script && isJavaScript ? [script, withoutSlashes] : undefined;
}
function withoutBlocks(script) {
	const parts = script.split("<#");
	return parts.map((part, at) => at === 0 ? part : afterBlock(part)).join("");
}
function afterBlock(part) {
	const end = part.indexOf("#>");
	return end < 0 ? `<#${part}` : part.slice(end + 2);
}
const withoutSlashes = (script) => script.replace(/^[ \t]*\/\/.*$/gm, "");
function withoutComments(text) {
	if (!text.includes("#")) return text;
	const lines = [...text.matchAll(/^.*$/gm)];
	const lastAt = new Map(lines.map(([line], at) => [line.trim(), at]));
	let quote = "";
	let documents = [];
	let left = "";
	let done = 0;
	for (const [at, { 0: line, index }] of lines.entries()) {
		left += text.slice(done, index);
		done = index + line.length;
		const [document] = documents;
		if (/^[ \t]*#/.test(line)) continue;
		if (document !== undefined) {
			if (line.trim() === document) documents = documents.slice(1);
			left += line;
			continue;
		}
		const read = readLine(line, quote);
		quote = read.quote;
		documents = read.documents.filter((word) => (lastAt.get(word) ?? 0) > at);
		left += line.slice(0, Math.max(read.end, readLine(line, "").end));
	}
	return left;
}
function readLine(line, quote) {
	const documents = [];
	let open = quote;
	for (let at = 0; at < line.length; at++) {
		const character = line[at];
		if (open !== "") {
			if (character === open) open = "";
			else if (character === "\\" && open === "\"") at++;
		} else if (character === "'" || character === "\"") open = character;
		else if (character === "\\") at++;
		else if (character === "<" && line[at + 1] === "<") {
			const [whole, , word] = documentAt(line, at);
			if (word !== undefined) documents.push(word);
			at += whole.length - 1;
		} else if (character === "#" && /^[\s;&|()]?$/.test(line[at - 1] ?? "")) return {
			end: at,
			quote: "",
			documents
		};
	}
	return {
		end: line.length,
		quote: open,
		documents
	};
}
function documentAt(line, at) {
	const sign = /<<-?[ \t]*(["']?)([A-Za-z_]\w*)\1|<+/y;
	sign.lastIndex = at;
	const [whole = "<", quote, word] = sign.exec(line) ?? [];
	return [
		whole,
		quote,
		word
	];
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
	const scripts = new Map();
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
	for (const node of counted) if (node.kind === "map") {
		addPairs(node.pairs);
		const script = scriptOf(node);
		if (script) scripts.set(...script);
	} else if (node.kind === "list") for (const item of node.items) counted.add(item);
	return {
		texts: [...counted].flatMap((node) => node.kind === "scalar" ? [scripts.get(node)?.(node.text) ?? node.text] : []),
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
const mostUses = 50;
async function readsFile(text, path) {
	const searched = (await loadSearched())(text.slice(0, mostCharacters));
	const names = mentions(path);
	return {
		reads: searched.some(({ texts }) => texts.some(names)),
		uses: [...new Set(searched.flatMap(({ uses }) => uses).flatMap(localFiles))].slice(0, mostUses)
	};
}
const mostSteps = 4;
const mostFiles = 20;
async function isWired(workflow, path, readFiles) {
	const seen = new Set();
	let texts = [workflow];
	for (let step = 0; step <= mostSteps; step++) {
		const found = await Promise.all(texts.map((text) => readsFile(text, path)));
		if (found.some(({ reads }) => reads)) return true;
		const next = found.flatMap(({ uses }) => uses).filter((used) => !seen.has(used) && seen.size < mostFiles);
		for (const used of next) seen.add(used);
		if (next.length === 0) return false;
		texts = await readFiles([...new Set(next)]);
	}
	return false;
}
function localFiles(uses) {
	if (!uses.startsWith("./") || uses.length > 500) return [];
	const parts = uses.split("/").filter((part) => part !== "" && part !== ".");
	if (parts.includes("..") || uses.includes("${{") || uses.includes("\\")) return [];
	const start = parts.findIndex((part) => /^\.(github|gitea|forgejo)$/.test(part));
	return [parts, ...start > 0 ? [parts.slice(start)] : []].flatMap((way) => {
		const path = way.join("/");
		if (/\.ya?ml$/.test(path)) return [path];
		const folder = path === "" ? "" : `${path}/`;
		return [`${folder}action.yml`, `${folder}action.yaml`];
	});
}
export { isWired, readsFile };
