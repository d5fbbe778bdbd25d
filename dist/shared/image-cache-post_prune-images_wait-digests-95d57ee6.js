import { bounded } from "./core-fbfd6130.js";
const mostShown = 2e3;
function escapeMarkdown(text, most = mostShown) {
	return bounded(text.slice(0, 8 * most).replace(/\s+/g, " "), most).replace(/[&<>"'`*_{}[\]()#!|~@$\\^]|:(?=\/\/)/g, (character) => `&#${character.charCodeAt(0)};`);
}
const mostOfCode = 500;
function markdownCode(text, most = mostOfCode) {
	return `<code>${escapeMarkdown(text, most)}</code>`;
}
function markdownTable([head = [], ...rows]) {
	if (rows.length === 0) return "";
	return [
		head,
		head.map(() => "---"),
		...rows
	].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
export { escapeMarkdown, markdownCode, markdownTable };
