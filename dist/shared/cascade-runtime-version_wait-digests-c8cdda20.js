import { inInput } from "./core-0beaf972.js";
async function ownEntries(shard, entries, nameOf, noun) {
	if (shard === undefined) return {
		entries,
		shardLine: undefined
	};
	const { entriesIn, parseShard, shardLine } = await import("./shard-cf425558.js");
	const part = inInput("shard", () => parseShard(shard));
	const own = entriesIn(part, entries, nameOf);
	return {
		entries: own,
		shardLine: shardLine(part, own.length, entries.length, noun)
	};
}
export { ownEntries };
