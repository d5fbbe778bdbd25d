import { counted } from "./core-cb5264e6.js";
const reserve = 400;
function cutSummary(markdown, bytes) {
	const text = Buffer.from(markdown);
	if (text.length <= bytes) return markdown;
	if (bytes < reserve) return "";
	const lines = markdown.split("\n");
	const start = text.subarray(0, bytes - reserve).toString("utf8");
	const kept = withoutHead(lines.slice(0, start.split("\n").length - 1), lines);
	const rows = rowsIn(lines) - rowsIn(kept);
	const left = rows === 0 ? "the rest is" : counted(rows, "row is", "rows are");
	const note = `_A step's summary holds 1 MiB: ${left} left out here._`;
	return [
		...kept,
		...endsOf(kept),
		"",
		note,
		""
	].join("\n");
}
const isRow = (line) => line?.startsWith("| ") === true;
const isRule = (line) => line?.startsWith("| ---") === true;
function rowsIn(lines) {
	return lines.filter((line, at) => isRow(line) && !isRule(line) && !isRule(lines[at + 1])).length;
}
function withoutHead(kept, all) {
	if (isRule(kept.at(-1))) return kept.slice(0, -2);
	return isRule(all[kept.length]) ? kept.slice(0, -1) : kept;
}
function endsOf(lines) {
	const fences = lines.filter((line) => line.startsWith("```")).length;
	const opened = lines.filter((line) => line.startsWith("<details>")).length;
	const closed = lines.filter((line) => line.startsWith("</details>")).length;
	return [...fences % 2 === 1 ? ["```"] : [], ...Array.from({ length: opened - closed }, () => "\n</details>")];
}
export { cutSummary };
