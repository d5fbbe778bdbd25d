import { loadYaml, YamlError } from "./tree-2c0203ce.js";
import { mostCharacters, nameOf, eventsOf, callInputsOf } from "./workflow-f61e7a47.js";
import { scalar } from "./lane-guard-72ae4293.js";
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
const mostUses = 50;
async function readsFile(text, path) {
	const parse = await loadParser();
	const parts = documentsOf(text.slice(0, mostCharacters)).map((document) => partsOf(parse(document)?.root) ?? linesOf(document));
	const names = mentions(path);
	return {
		reads: parts.some(({ texts }) => texts.some((one) => names(withoutComments(one)))),
		uses: [...new Set(parts.flatMap(({ uses }) => uses).flatMap(localFiles))].slice(0, mostUses)
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
async function aboutWorkflow(text) {
	const tree = text.length > mostCharacters ? undefined : (await loadParser())(text);
	if (tree?.root?.kind !== "map") return {
		startedByPush: undefined,
		name: undefined
	};
	return {
		startedByPush: isStartedByPush(tree.root, tree.positionOf),
		name: nameOf(tree.root)
	};
}
function isStartedByPush(workflow, positionOf) {
	const on = workflow.entries.get("on")?.value;
	if (!on || on.kind === "scalar" && (scalar(on) === null || on.text === "")) return undefined;
	return eventsOf(on, positionOf).some(({ name }) => name === "push");
}
async function loadParser() {
	const parse = await loadYaml({
		duplicates: "first",
		tags: "ignore"
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
const mostDocuments = 100;
const documentsOf = (text) => text.split(/^(?=---(?:\s|$))/m).slice(0, mostDocuments);
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
function withoutComments(text) {
	return text.includes("#") ? text.replace(/^[^\S\r\n]*#.*$/gm, "") : text;
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
export { aboutWorkflow, isWired, readsFile };
