import fc from "fast-check";
import type { Observation, Policy } from "../../src/prune/decide.ts";
import { chainsOf, type ImageFacts } from "../../src/prune/facts.ts";
import { forever, type ImageRecord } from "../../src/prune/ledger/ledger.ts";

export const hour = 3_600_000;
/** The time at which hosts of tests are looked at. */
export const now = 1_000_000 * hour;

/** An image whose layers are named by letters, and as large as `sizeOf` says. */
export function imageOf(id: string, layers: string, given: Partial<ImageFacts> = {}): ImageFacts {
  const diffs = [...layers];
  return {
    ...{ id, parent: "", tags: [`${id}:1`], digests: [], labels: {} },
    composition: {
      layers: diffs,
      steps: chainsOf(diffs).map(sizeOf),
      size: chainsOf(diffs).reduce((sum, chain) => sum + sizeOf(chain), 0),
    },
    ...given,
  };
}

/** The bytes of a layer: any, but always the same. */
export const sizeOf = (chain: string): number =>
  1 + [...chain].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7);

export const recordOf = (image: ImageFacts, given: Partial<ImageRecord> = {}): ImageRecord => ({
  ...{ firstSeen: now - 1_000 * hour, lastUsed: now - 500 * hour, names: image.tags, pinnedUntil: 0 },
  composition: image.composition,
  ...given,
});

export const policyOf = (given: Partial<Policy> = {}): Policy => ({
  ...{ high: 85, low: 80, minFree: undefined, minAge: 24 * hour, minIdle: 72 * hour },
  ...{ isPinned: () => false, dangling: true, maxDelete: 50 },
  ...given,
});

/** A host with these images that nobody has used for long, and a disk that is full. */
export function hostOf(images: readonly ImageFacts[], given: Partial<Observation> = {}): Observation {
  const records = new Map(images.map((image) => [image.id, recordOf(image)]));
  const disk = { total: 100_000, available: 0, inodes: 0, freeInodes: 0 };
  return { images, containers: [], disk, records, now, ...given };
}

const ages = fc.constantFrom(0, 1, 23, 24, 71, 72, 100, 1_000).map((hours) => now - hours * hour);

/** Hosts of all kinds, and what is wanted of them. */
export const hosts: fc.Arbitrary<{ observation: Observation; policy: Policy }> = fc
  .record({
    given: fc.array(
      fc.record({
        layers: fc
          .array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 4 })
          .map((all) => all.join("")),
        named: fc.constantFrom("tag", "digest", "both", "none"),
        labels: fc.constantFrom({}, {}, {}, { "imgpub.keep": "" }, { "io.imgpub": "node" }),
        parent: fc.option(fc.nat(11), { nil: undefined, freq: 6 }),
        record: fc.option(
          fc.record({
            firstSeen: ages,
            lastUsed: ages,
            pinnedUntil: fc.constantFrom(0, 0, now - 1, forever),
          }),
          { freq: 8 },
        ),
        used: fc.integer({ min: 0, max: 5 }).map((dice) => dice === 0),
      }),
      { maxLength: 12 },
    ),
    available: fc.nat(100_000),
    freeInodes: fc.nat(100),
    high: fc.integer({ min: 2, max: 99 }),
    lower: fc.nat(97),
    minFree: fc.option(fc.nat(90_000), { nil: undefined }),
    dangling: fc.boolean(),
    maxDelete: fc.integer({ min: 1, max: 12 }),
    pinned: fc.nat(20),
  })
  .map(({ given, available, freeInodes, high, lower, minFree, dangling, maxDelete, pinned }) => {
    const images = given.map(({ layers, named, labels, parent }, at) =>
      imageOf(`i${at}`, layers, {
        ...{ labels, parent: parent === undefined ? "" : `i${parent}` },
        tags: named === "tag" || named === "both" ? [`r${at}:1`] : [],
        digests: named === "digest" || named === "both" ? [`r${at}@sha256:1`] : [],
      }),
    );
    const records = new Map(
      images.flatMap((image, at) => {
        const record = given[at]?.record;
        return record ? [[image.id, recordOf(image, record)] as const] : [];
      }),
    );
    const containers = images.flatMap(({ id: imageId }, at) =>
      given[at]?.used ? [{ id: `c${at}`, name: `c${at}`, imageId, running: at % 2 === 0 }] : [],
    );
    const disk = { total: 100_000, available, inodes: 100, freeInodes };
    return {
      observation: { images, containers, records, disk, now },
      policy: policyOf({
        ...{ high, low: 1 + (lower % (high - 1)), minFree, dangling, maxDelete },
        isPinned: (reference) => reference.startsWith(`r${pinned}:`),
      }),
    };
  });
