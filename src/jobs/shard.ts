import { createHash } from "node:crypto";
import { UserError } from "../base/errors.ts";
import { quoted } from "../base/text.ts";
import { counted } from "../base/words.ts";

/** A part of a list: the `index`-th of `count`, from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** So many jobs a matrix may have on GitHub. */
const mostShards = 256;

/**
 * Reads `3/8`: the third of eight shards.
 *
 * @throws {UserError} for another text, and for a shard that there is not
 */
export function parseShard(text: string): Shard {
  const [, first, second] = /^\s*(\d{1,9})\s*\/\s*(\d{1,9})\s*$/.exec(text) ?? [];
  if (first === undefined || second === undefined)
    throw new UserError(
      `${quoted(text, 60)} is not a shard; expected its number and how many there are, such as 1/8`,
    );
  const [index, count] = [Number(first), Number(second)];
  if (count < 1 || count > mostShards)
    throw new UserError(`${quoted(text, 60)} asks for ${count} shards; expected 1 to ${mostShards}`);
  if (index < 1 || index > count)
    throw new UserError(
      `${quoted(text, 60)} names shard ${index}, but shards are numbered from 1; expected 1/${count} to ${count}/${count}`,
    );
  return { index, count };
}

/** The entries of a list that fall into a shard, in their order. */
export function entriesIn<T>(
  { index, count }: Shard,
  entries: readonly T[],
  nameOf: (entry: T) => string,
): T[] {
  const shards = shardsOf(entries.map(nameOf), count);
  return entries.filter((entry) => shards.get(nameOf(entry)) === index);
}

/** What is said of a shard, such as `Shard 3/8: 12 of 100 targets`. */
export function shardLine({ index, count }: Shard, own: number, all: number, noun: string): string {
  return `Shard ${index}/${count}: ${own} of ${counted(all, noun)}`;
}

/**
 * The shard of each name, from 1, whatever the order of the names. Equal names fall into one shard.
 *
 * No shard has a third more or less than its even share, or as near as whole numbers come to that; and a list that
 * grows leaves most of its entries where they are. It is consistent hashing by rendezvous (Thaler and Ravishankar,
 * "A name-based mapping scheme for rendezvous", 1996): each name has a score with each shard and wants the highest.
 * Places are bounded (Mirrokni, Thorup and Zadimoghaddam, "Consistent hashing with bounded loads", 2018), and given
 * away by deferred acceptance (Gale and Shapley, 1962), whose outcome depends on the scores alone. A first round fills
 * the places that every shard must have filled, a second one gives away what may be filled beyond.
 */
export function shardsOf(names: readonly string[], count: number): ReadonlyMap<string, number> {
  const wishes = [...new Set(names)].map((name) => wishesOf(name, count));
  const even = wishes.length / count;
  // Less than a third: at a whole one, a list whose even share is three would have other bounds than those with one entry
  // have other bounds than the one between them, and all three other places.
  const least = Math.min(Math.floor(even), Math.floor((even * 2) / 3) + 1);
  const most = Math.max(Math.ceil(even), Math.ceil((even * 4) / 3) - 1);
  const first = giveAway(wishes, count, least);
  const second = giveAway(first.left, count, most - least);
  return new Map(
    [...first.places, ...second.places].map(({ wish, shard }) => [wish.name, shard + 1] as const),
  );
}

/** A name, its score with each shard, and the shards from the highest score on. */
interface Wish {
  readonly name: string;
  readonly scores: readonly number[];
  readonly shards: readonly number[];
}

function wishesOf(name: string, count: number): Wish {
  const hash = createHash("sha256").update(name).digest();
  const [high, low] = [hash.readUInt32BE(0), hash.readUInt32BE(4)];
  const scores = Array.from({ length: count }, (_, shard) => scoreOf(high, low, shard));
  const shards = [...scores.keys()].sort((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0));
  return { name, scores, shards };
}

/** 52 bits of a name's hash and a shard: two rounds of MurmurHash3's finalizer. */
function scoreOf(high: number, low: number, shard: number): number {
  const one = mixed(high ^ Math.imul(shard + 1, 0x9e3779b1));
  const other = mixed(low ^ one);
  return one * 2 ** 20 + (other >>> 12);
}

function mixed(bits: number): number {
  let value = bits;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

interface Place {
  readonly wish: Wish;
  readonly shard: number;
}

/** Gives away so many places of each shard; those that get none are left. */
function giveAway(wishes: readonly Wish[], count: number, places: number): { places: Place[]; left: Wish[] } {
  const held: Wish[][] = Array.from({ length: count }, () => []);
  const asked = new Map<Wish, number>();
  const left: Wish[] = [];
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
  return { places: held.flatMap((holders, shard) => holders.map((wish) => ({ wish, shard }))), left };
}

/** Where the one stands that has the lowest score with a shard; of equal ones, that of the later name. */
function weakest(holders: readonly Wish[], shard: number): number {
  let at = 0;
  for (const [other, wish] of holders.entries()) {
    const found = holders[at];
    if (found === undefined) break;
    const difference = (wish.scores[shard] ?? 0) - (found.scores[shard] ?? 0);
    if (difference < 0 || (difference === 0 && wish.name > found.name)) at = other;
  }
  return at;
}
