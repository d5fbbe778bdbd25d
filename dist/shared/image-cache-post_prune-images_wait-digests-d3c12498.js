import { bounded } from "./core-cb5264e6.js";
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
		head.map((cell) => "---".padEnd(cell.length, "-")),
		...rows
	].map((row) => `| ${row.join(" | ")} |`).join("\n");
}
function markdownLink(text, url) {
	if (text === "") return "";
	const shown = escapeMarkdown(text, 100);
	if (url === null || url.length > 2e3 || !isWeb(url)) return shown;
	return `<a href="${escapeMarkdown(new URL(url).href)}">${shown}</a>`;
}
function isWeb(url) {
	if (!URL.canParse(url)) return false;
	const { protocol, username, password } = new URL(url);
	return /^https?:$/.test(protocol) && username === "" && password === "";
}
export { escapeMarkdown, markdownCode, markdownLink, markdownTable };
