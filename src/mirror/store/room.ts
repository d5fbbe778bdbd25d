import type { MinFree } from "../config.ts";

/** Something on a shelf, which may be thrown out unless somebody reads it. */
export interface Held {
  /** Bytes that it takes on the disk. */
  readonly taken: number;
  readonly busy: boolean;
}

/** A part of the store with a bound of its own. */
export interface Shelf<H extends Held> {
  /** Bytes that it takes at most. */
  readonly cap: number;
  /** Bytes that it takes, with all that is reserved. */
  readonly taken: number;
  /** What is on it, the least recently used first. */
  readonly held: Iterable<H>;
}

/** The file system of the store. */
export interface Disk {
  /** Bytes that may still be written, without those that are reserved and not written yet. */
  readonly free: number;
  /** Bytes of them that are to stay free. */
  readonly keep: number;
}

/**
 * What is thrown out to make room for `size` bytes, the least recently used first; undefined where there is no way, and
 * then nothing is. What takes more than half of its shelf gets the room that is free, and costs others nothing.
 */
export function roomFor<H extends Held>(
  size: number,
  { cap, taken, held }: Shelf<H>,
  { free, keep }: Disk,
): readonly H[] | undefined {
  const short = Math.max(taken + size - cap, keep + size - free, 0);
  if (short === 0) return [];
  if (size > cap / 2) return undefined;
  const { out, freed } = leastUsed(short, held);
  return freed >= short ? out : undefined;
}

/** What is thrown out of a shelf that is over its bound, or whose disk has too little left: as much as helps. */
export function relief<H extends Held>({ cap, taken, held }: Shelf<H>, { free, keep }: Disk): readonly H[] {
  return leastUsed(Math.max(taken - cap, keep - free), held).out;
}

function leastUsed<H extends Held>(short: number, held: Iterable<H>): { out: readonly H[]; freed: number } {
  const out: H[] = [];
  let freed = 0;
  for (const one of held) {
    if (freed >= short) break;
    if (one.busy) continue;
    out.push(one);
    freed += one.taken;
  }
  return { out, freed };
}

/** Bytes of a block of the usual file systems. */
const block = 4_096;

/** Bytes that a file takes on the disk. */
export function takenBy(size: number): number {
  return Math.ceil(size / block) * block;
}

/** What is no larger has a shelf of its own, so that a storm of layers does not push out manifests and configs. */
export const mostSmall = 65_536;

/** The bounds of the store's parts, in bytes; together they are the whole. */
export interface Parts {
  readonly small: number;
  readonly large: number;
  /** For tags, counts and what was read. */
  readonly records: number;
}

export function partsOf(maxSize: number): Parts {
  const records = Math.min(Math.max(Math.floor(maxSize / 50), 1_000_000), 16_000_000);
  const small = Math.max(Math.floor(maxSize / 100), 1_000_000);
  return { small, large: Math.max(0, maxSize - small - records), records };
}

/** Bytes that are to stay free on a file system of so many. */
export function keptFree(minFree: MinFree, total: number): number {
  return "bytes" in minFree ? minFree.bytes : Math.ceil((total * minFree.percent) / 100);
}

/** How often a full disk has halved a bound, and when last, in ms of a steady clock. */
export interface Full {
  readonly halvings: number;
  readonly at: number;
}

export const neverFull: Full = { halvings: 0, at: 0 };

/** A bound is not halved more often: what is left would be of no use. */
const mostHalvings = 6;

/** What a disk is remembered as that has just been full. */
export function fullAgain(full: Full, now: number, recoverTime: number): Full {
  return { halvings: Math.min(halvingsAt(full, now, recoverTime) + 1, mostHalvings), at: now };
}

/** A bound after the disk was full: half as much each time, twice as much after each `recoverTime` without. */
export function boundAfter(cap: number, full: Full, now: number, recoverTime: number): number {
  return Math.floor(cap / 2 ** halvingsAt(full, now, recoverTime));
}

function halvingsAt({ halvings, at }: Full, now: number, recoverTime: number): number {
  return Math.max(0, halvings - Math.floor((now - at) / recoverTime));
}
