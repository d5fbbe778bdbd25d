import fc from "fast-check";
import type { Observation, Policy } from "../../src/prune/decide.ts";
import type { ContainerFacts, Disk, ImageFacts } from "../../src/prune/facts.ts";
import type { ImageRecord } from "../../src/prune/ledger/ledger.ts";

export const hour = 3_600_000;
export const now = 1_000 * hour;

/** An image of layers that are named by letters; of the same letters from the lowest on two images have those in common. */
export function image(id: string, letters: string, more: Partial<ImageFacts> = {}, size = 100): ImageFacts {
  const layers = [...letters].map((_, at) => `sha256:${letters.slice(0, at + 1)}`);
  return {
    id,
    parent: "",
    tags: [`${id}:1`],
    digests: [],
    labels: {},
    composition: { layers, steps: layers.map(() => size), size: layers.length * size },
    ...more,
  };
}

/** What the ledger knows of an image that was seen and used long ago. */
export const old = (more: Partial<ImageRecord> = {}): ImageRecord => ({
  firstSeen: 0,
  lastUsed: hour,
  names: [],
  pinnedUntil: 0,
  composition: { layers: [], steps: [], size: 0 },
  ...more,
});

export const policy = (more: Partial<Policy> = {}): Policy => ({
  high: 85,
  low: 80,
  minFree: undefined,
  minAge: 24 * hour,
  minIdle: 72 * hour,
  isPinned: () => false,
  dangling: true,
  maxDelete: 50,
  ...more,
});

/** A disk of 10,000 bytes. */
export const disk = (available: number, more: Partial<Disk> = {}): Disk => ({
  total: 10_000,
  available,
  inodes: 0,
  freeInodes: 0,
  ...more,
});

export const container = (imageId: string, running = false): ContainerFacts => ({
  id: `of ${imageId}`,
  name: `of-${imageId}`,
  imageId,
  running,
});

export function host(images: readonly ImageFacts[], more: Partial<Observation> = {}): Observation {
  return {
    images,
    containers: [],
    disk: disk(1_000),
    records: new Map(images.map(({ id }) => [id, old()])),
    now,
    ...more,
  };
}

/** Hosts of all kinds: layers in common, containers, ages, names, disks. */
export const hosts: fc.Arbitrary<Observation> = fc
  .record({
    images: fc.array(
      fc.record({
        letters: fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 4 }),
        names: fc.constantFrom("tag", "digest", "both", "none"),
        labels: fc.constantFrom({}, {}, {}, { "imgpub.keep": "" }, { "io.imgpub": "node" }),
        parent: fc.nat({ max: 12 }),
        firstSeen: fc.nat({ max: 1_000 }),
        lastUsed: fc.nat({ max: 1_000 }),
        pinned: fc.boolean(),
        known: fc.integer({ min: 0, max: 9 }),
      }),
      { maxLength: 12 },
    ),
    containers: fc.array(fc.nat({ max: 12 }), { maxLength: 4 }),
    available: fc.nat({ max: 10_000 }),
    inodes: fc.constantFrom(0, 100),
    freeInodes: fc.nat({ max: 100 }),
  })
  .map(({ images: given, containers, available, inodes, freeInodes }) => {
    const idOf = (at: number) => `i${at}`;
    const images = given.map(({ letters, names, labels, parent }, at) =>
      image(idOf(at), letters, {
        labels,
        parent: parent < given.length && parent !== at ? idOf(parent) : "",
        tags: names === "tag" || names === "both" ? [`${idOf(at)}:1`] : [],
        digests: names === "digest" || names === "both" ? [`${idOf(at)}@sha256:${at}`] : [],
      }),
    );
    const records = given.flatMap(({ firstSeen, lastUsed, pinned, known }, at): [string, ImageRecord][] =>
      known === 0
        ? []
        : [
            [
              idOf(at),
              old({
                firstSeen: firstSeen * hour,
                lastUsed: lastUsed * hour,
                pinnedUntil: pinned ? Number.MAX_SAFE_INTEGER : 0,
              }),
            ],
          ],
    );
    return {
      images,
      containers: containers.filter((at) => at < given.length).map((at) => container(idOf(at))),
      disk: disk(available, { inodes, freeInodes: Math.min(inodes, freeInodes) }),
      records: new Map(records),
      now,
    };
  });
