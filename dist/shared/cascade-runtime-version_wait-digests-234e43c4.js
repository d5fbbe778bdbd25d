import { inInput, bounded } from "./core-3ac62363.js";
async function ownEntries(shard, entries, nameOf, noun) {
	if (shard === undefined) return {
		entries,
		shardLine: undefined
	};
	const { entriesIn, parseShard, shardLine } = await import("./shard-01e97c17.js");
	const part = inInput("shard", () => parseShard(shard));
	const own = entriesIn(part, entries, nameOf);
	return {
		entries: own,
		shardLine: shardLine(part, own.length, entries.length, noun)
	};
}
function textTable(texts, most = 300) {
	if (texts.length < 2) return [];
	const rows = texts.map((row) => row.map((cell) => bounded(cell, most)));
	const widths = [];
	for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
	return rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ").trimEnd());
}
export { ownEntries, textTable };
