import { loadSearched } from "./searched-41cc2d39.js";
import { mostCharacters } from "./workflow-97930620.js";
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
