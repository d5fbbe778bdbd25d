import { inInput } from "./core-cb5264e6.js";
async function ownEntries(shard, entries, nameOf, noun) {
	if (shard === undefined) return {
		entries,
		shardLine: undefined
	};
	const { entriesIn, parseShard, shardLine } = await import("./shard-f104edcb.js");
	const part = inInput("shard", () => parseShard(shard));
	const own = entriesIn(part, entries, nameOf);
	return {
		entries: own,
		shardLine: shardLine(part, own.length, entries.length, noun)
	};
}
export { ownEntries };
