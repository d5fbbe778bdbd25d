import { type ContainerFacts, type Disk, type ImageFacts, type Layer, layersOf } from "./facts.ts";
import { isDangling, type KeepPolicy, keptImages, type Reason } from "./keep.ts";
import { LayerCounts } from "./layer-counts.ts";
import type { ImageRecord } from "./ledger/ledger.ts";
import { goalBytes, isAbove, type Marks, usedInodes } from "./pressure.ts";

/** What is on the host at one time. */
export interface Observation {
  readonly images: readonly ImageFacts[];
  readonly containers: readonly ContainerFacts[];
  readonly disk: Disk;
  /** What the ledger knows of images, by ID. */
  readonly records: ReadonlyMap<string, ImageRecord>;
  /** ms since the epoch. */
  readonly now: number;
}

export interface Policy extends KeepPolicy, Marks {
  /** Whether images go that have neither tag nor digest. */
  readonly dangling: boolean;
  /** How many images go in one run. */
  readonly maxDelete: number;
}

/** An image that is to go. */
export interface PlannedRemoval {
  readonly image: ImageFacts;
  readonly reason: "dangling" | "least recently used";
  /** Bytes that go with it, after those before it in the plan. */
  readonly bytes: number;
}

export interface Plan {
  /** Whether the disk is so full that anything is to go. */
  readonly above: boolean;
  /** Bytes to be freed; 0 where the disk is not so full. */
  readonly goal: number;
  /** All that may go, in the order in which it would. */
  readonly candidates: readonly ImageFacts[];
  /** What is to go, in this order, so that the goal is met and no more. */
  readonly removals: readonly PlannedRemoval[];
  /** Bytes that are freed by all removals. */
  readonly predicted: number;
  /** Why each other image stays; one that may go and need not is in neither. */
  readonly kept: ReadonlyMap<string, Reason>;
  /** Whether the goal is out of reach with what may go in this run. */
  readonly short: boolean;
}

/**
 * Decides what goes. It never goes further than it was asked to: what stays, stays, even if the disk stays too full.
 *
 * An image goes for the bytes of the layers that nobody else has. One that shares all of its layers goes only together
 * with those that it shares them with.
 */
export function decide(observation: Observation, policy: Policy): Plan {
  const { images, disk, records, now } = observation;
  const layers = layersOf(images);
  const kept = keptImages({ ...observation, layers }, policy);
  const candidates = images
    .filter((image) => !kept.has(image.id) && (policy.dangling || !isDangling(image)))
    .sort(inOrder(records, now));
  if (!isAbove(disk, policy))
    return { above: false, goal: 0, candidates, removals: [], predicted: 0, kept, short: false };
  const goal = Math.max(0, goalBytes(disk, policy));
  // How many inodes go with an image is not told; the disk says when enough of them are free.
  const wanted = usedInodes(disk) > policy.low ? Infinity : goal;
  const layersIn = (image: ImageFacts) => layers.get(image.id) ?? [];
  const chosen = choose(candidates, layersIn, [...layers.values()], wanted, policy.maxDelete);
  const counts = new LayerCounts(layers.values());
  const removals = chosen.map((image): PlannedRemoval => {
    const bytes = counts.remove(layersIn(image));
    return { image, bytes, reason: isDangling(image) ? "dangling" : "least recently used" };
  });
  const predicted = removals.reduce((sum, { bytes }) => sum + bytes, 0);
  return { above: true, goal, candidates, removals, predicted, kept, short: predicted < wanted };
}

/** Dangling images first, then those whose last use is longest ago; of these, those that have been here longest. */
function inOrder(records: ReadonlyMap<string, ImageRecord>, now: number) {
  const rank = (image: ImageFacts): readonly number[] => {
    const record = records.get(image.id);
    return [isDangling(image) ? 0 : 1, record?.lastUsed ?? now, record?.firstSeen ?? now];
  };
  return (a: ImageFacts, b: ImageFacts): number => {
    const [one, other] = [rank(a), rank(b)];
    for (const [at, value] of one.entries()) if (value !== other[at]) return value - (other[at] ?? 0);
    return a.id < b.id ? -1 : 1;
  };
}

/** The first candidates that free what is wanted, without those that free nothing even together with the others. */
function choose(
  candidates: readonly ImageFacts[],
  layersIn: (image: ImageFacts) => readonly Layer[],
  all: readonly (readonly Layer[])[],
  wanted: number,
  most: number,
): ImageFacts[] {
  const counts = new LayerCounts(all);
  const taken: ImageFacts[] = [];
  let freed = 0;
  for (const image of candidates) {
    if (freed >= wanted) break;
    freed += counts.remove(layersIn(image));
    taken.push(image);
  }
  const useful = onlyUseful(taken, layersIn, all);
  // What is left out at the bound may be the twin of one that is not.
  return useful.length <= most ? useful : onlyUseful(useful.slice(0, most), layersIn, all);
}

/** Those of some images without the ones that free nothing even together with the others. */
function onlyUseful(
  taken: readonly ImageFacts[],
  layersIn: (image: ImageFacts) => readonly Layer[],
  all: readonly (readonly Layer[])[],
): ImageFacts[] {
  const counts = new LayerCounts(all);
  for (const image of taken) counts.remove(layersIn(image));
  const useful = new Set(taken);
  // From the last on: the order says who goes first.
  for (const image of taken.toReversed())
    if (counts.restore(layersIn(image)) === 0) useful.delete(image);
    else counts.remove(layersIn(image));
  return taken.filter((image) => useful.has(image));
}
