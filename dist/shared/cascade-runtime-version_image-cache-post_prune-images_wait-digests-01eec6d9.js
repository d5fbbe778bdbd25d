import { bounded } from "./core-cb5264e6.js";
function textTable(texts, most = 300) {
	if (texts.length < 2) return [];
	const rows = texts.map((row) => row.map((cell) => bounded(cell, most)));
	const widths = [];
	for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
	return rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ").trimEnd());
}
export { textTable };
