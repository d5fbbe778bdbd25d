const createHash = (...given) => process.getBuiltinModule("node:crypto").createHash(...given);
import { counted, UserError, quoted } from "./core-cb5264e6.js";
const mostShards = 256;
function parseShard(text) {
	const [, first, second] = /^\s*(\d{1,9})\s*\/\s*(\d{1,9})\s*$/.exec(text) ?? [];
	if (first === undefined || second === undefined) throw new UserError(`${quoted(text, 60)} is not a shard; expected its number and how many there are, such as 1/8`);
	const [index, count] = [Number(first), Number(second)];
	if (count < 1 || count > mostShards) throw new UserError(`${quoted(text, 60)} asks for ${count} shards; expected 1 to ${mostShards}`);
	if (index < 1 || index > count) throw new UserError(`${quoted(text, 60)} names shard ${index}, but shards are numbered from 1; expected 1/${count} to ${count}/${count}`);
	return {
		index,
		count
	};
}
function entriesIn({ index, count }, entries, nameOf) {
	const shards = shardsOf(entries.map(nameOf), count);
	return entries.filter((entry) => shards.get(nameOf(entry)) === index);
}
function shardLine({ index, count }, own, all, noun) {
	return `Shard ${index}/${count}: ${own} of ${counted(all, noun)}`;
}
function shardsOf(names, count) {
	const wishes = [...new Set(names)].map((name) => wishesOf(name, count));
	const even = wishes.length / count;
	const least = Math.min(Math.floor(even), Math.floor(even * 2 / 3) + 1);
	const most = Math.max(Math.ceil(even), Math.ceil(even * 4 / 3) - 1);
	const first = giveAway(wishes, count, least);
	const second = giveAway(first.left, count, most - least);
	return new Map([...first.places, ...second.places].map(({ wish, shard }) => [wish.name, shard + 1]));
}
function wishesOf(name, count) {
	const hash = createHash("sha256").update(name).digest();
	const [high, low] = [hash.readUInt32BE(0), hash.readUInt32BE(4)];
	const scores = Array.from({ length: count }, (_, shard) => scoreOf(high, low, shard));
	const shards = [...scores.keys()].sort((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0));
	return {
		name,
		scores,
		shards
	};
}
function scoreOf(high, low, shard) {
	const one = mixed(high ^ Math.imul(shard + 1, 2654435761));
	const other = mixed(low ^ one);
	return one * 2 ** 20 + (other >>> 12);
}
function mixed(bits) {
	let value = bits;
	value = Math.imul(value ^ value >>> 16, 2246822507);
	value = Math.imul(value ^ value >>> 13, 3266489909);
	return (value ^ value >>> 16) >>> 0;
}
function giveAway(wishes, count, places) {
	const held = Array.from({ length: count }, () => []);
	const asked = new Map();
	const left = [];
	const free = [...wishes];
	for (let wish = free.pop(); wish !== undefined; wish = free.pop()) {
		const times = asked.get(wish) ?? 0;
		const shard = wish.shards[times];
		if (shard === undefined) {
			left.push(wish);
			continue;
		}
		asked.set(wish, times + 1);
		const holders = held[shard] ?? [];
		holders.push(wish);
		if (holders.length > places) free.push(...holders.splice(weakest(holders, shard), 1));
	}
	return {
		places: held.flatMap((holders, shard) => holders.map((wish) => ({
			wish,
			shard
		}))),
		left
	};
}
function weakest(holders, shard) {
	let at = 0;
	for (const [other, wish] of holders.entries()) {
		const found = holders[at];
		if (found === undefined) break;
		const difference = (wish.scores[shard] ?? 0) - (found.scores[shard] ?? 0);
		if (difference < 0 || difference === 0 && wish.name > found.name) at = other;
	}
	return at;
}
export { entriesIn, parseShard, shardLine, shardsOf };
