import type { Disk } from "./facts.ts";

/** From when on images go, and until when. */
export interface Marks {
  /** Percent of the disk in use, from which on images go. */
  readonly high: number;
  /** Percent of the disk in use, down to which images go. */
  readonly low: number;
  /** Bytes that are to be left in any case; undefined where the percentages say it all. */
  readonly minFree: number | undefined;
}

/** Percent of the file system's bytes that are in use, or not to be had. */
export const usedBytes = ({ total, available }: Disk): number =>
  total === 0 ? 0 : (100 * (total - available)) / total;

/** Percent of the file system's inodes that are in use; 0 where it does not count them. */
export const usedInodes = ({ inodes, freeInodes }: Disk): number =>
  inodes === 0 ? 0 : (100 * (inodes - freeInodes)) / inodes;

/** Percent of whichever is scarcer. */
export const usage = (disk: Disk): number => Math.max(usedBytes(disk), usedInodes(disk));

/** Whether the disk is so full that images are to go. */
export function isAbove(disk: Disk, { high, minFree = 0 }: Marks): boolean {
  return usage(disk) >= high || disk.available < minFree;
}

/** Whether the disk is as free as it is to be once it has been too full. */
export function isRelieved(disk: Disk, marks: Marks): boolean {
  return goalBytes(disk, marks) <= 0 && usedInodes(disk) <= marks.low;
}

/** Bytes that are to be freed until the disk is as free as it is to be; negative or 0 where it is. */
export function goalBytes({ total, available }: Disk, { low, minFree = 0 }: Marks): number {
  return Math.ceil(Math.max((total * (100 - low)) / 100, minFree) - available);
}
