import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide, type Observation } from "../../src/prune/decide.ts";
import { layersOf } from "../../src/prune/facts.ts";
import { container, disk, host, hosts, hour, image, now, old, policy } from "./kit.ts";

const runs = { numRuns: 1_000 };
const ids = (plan: ReturnType<typeof decide>) => plan.removals.map(({ image: { id } }) => id);

/** Bytes of the layers that only these images have, counted one by one. */
function freedBy({ images }: Observation, gone: readonly string[]): number {
  const layers = layersOf(images);
  const left = new Set(
    images
      .filter(({ id }) => !gone.includes(id))
      .flatMap(({ id }) => (layers.get(id) ?? []).map(({ chain }) => chain)),
  );
  const freed = new Map(
    gone.flatMap((id) => (layers.get(id) ?? []).map(({ chain, size }) => [chain, size] as const)),
  );
  return [...freed].filter(([chain]) => !left.has(chain)).reduce((sum, [, size]) => sum + size, 0);
}

describe("on any host", () => {
  it("nothing that is protected is in a plan", () => {
    fc.assert(
      fc.property(hosts, (given) => {
        const plan = decide(given, policy());
        for (const { image: one } of plan.removals) {
          const record = given.records.get(one.id);
          expect(given.containers.some(({ imageId }) => imageId === one.id)).toBe(false);
          expect(one.labels).toEqual({});
          expect(now - (record?.firstSeen ?? now)).toBeGreaterThanOrEqual(24 * hour);
          const isDangling = one.tags.length + one.digests.length === 0;
          if (!isDangling) expect(now - (record?.lastUsed ?? now)).toBeGreaterThanOrEqual(72 * hour);
          if (one.tags.length === 0 && !isDangling) expect(record?.pinnedUntil).toBe(0);
          expect(given.images.some(({ parent }) => parent === one.id)).toBe(false);
          expect(plan.kept.has(one.id)).toBe(false);
        }
      }),
      runs,
    );
  });

  it("what is predicted is what goes, counted layer by layer", () => {
    fc.assert(
      fc.property(hosts, (given) => {
        const plan = decide(given, policy());
        expect(plan.predicted).toBe(freedBy(given, ids(plan)));
        expect(plan.predicted).toBe(plan.removals.reduce((sum, { bytes }) => sum + bytes, 0));
      }),
      runs,
    );
  });

  it("one container more only ever takes candidates away", () => {
    fc.assert(
      fc.property(hosts, fc.nat({ max: 12 }), (given, at) => {
        const added = { ...given, containers: [...given.containers, container(`i${at}`)] };
        const before = decide(given, policy()).candidates.map(({ id }) => id);
        const after = decide(added, policy()).candidates.map(({ id }) => id);
        expect(before.filter((id) => after.includes(id))).toEqual(after);
      }),
      runs,
    );
  });

  it("nothing goes below the mark, and no more than it takes above it", () => {
    fc.assert(
      fc.property(hosts, (given) => {
        const plan = decide(given, policy());
        if (!plan.above) expect(plan).toMatchObject({ removals: [], goal: 0, predicted: 0, short: false });
        // Each image in the plan frees something that would else stay.
        for (const {
          image: { id },
        } of plan.removals)
          expect(
            freedBy(
              given,
              ids(plan).filter((one) => one !== id),
            ),
          ).toBeLessThan(plan.predicted);
        const needs = (given.disk.inodes === 0 || given.disk.freeInodes >= 20) && plan.above;
        const last = plan.removals.at(-1);
        if (needs && last) expect(plan.predicted - last.bytes).toBeLessThan(Math.max(1, plan.goal));
        for (const { image: one } of plan.removals) expect(plan.candidates).toContain(one);
      }),
      runs,
    );
  });
});

describe("a plan", () => {
  it("takes dangling images first, then those whose last use is longest ago, then those that have been here longest", () => {
    const images = [
      image("new", "a"),
      image("older", "b"),
      image("oldest", "c"),
      image("none", "d", { tags: [] }),
    ];
    const records = new Map([
      ["new", old({ lastUsed: 9 * hour })],
      ["older", old({ lastUsed: 5 * hour, firstSeen: 2 })],
      ["oldest", old({ lastUsed: 5 * hour, firstSeen: 1 })],
      ["none", old({ lastUsed: 20 * hour })],
    ]);
    const plan = decide(host(images, { records }), policy());
    expect(ids(plan)).toEqual(["none", "oldest", "older", "new"]);
    expect(plan.removals.map(({ reason }) => reason)).toEqual([
      "dangling",
      ...Array(3).fill("least recently used"),
    ]);
    expect(plan).toMatchObject({ above: true, goal: 1_000, predicted: 400, short: true });
    expect(ids(decide(host(images, { records }), policy({ dangling: false })))).not.toContain("none");
  });

  it("ends with the goal", () => {
    const images = ["a", "b", "c"].map((one) => image(one, one, {}, 600));
    expect(ids(decide(host(images), policy()))).toEqual(["a", "b"]);
    expect(decide(host(images), policy()).short).toBe(false);
    expect(ids(decide(host(images, { disk: disk(1_400) }), policy()))).toEqual(["a"]);
    expect(ids(decide(host(images, { disk: disk(1_501) }), policy()))).toEqual([]);
    expect(ids(decide(host(images, { disk: disk(1_500) }), policy()))).toEqual(["a"]);
  });

  it("takes twins together, and leaves one alone that frees nothing", () => {
    const twins = [image("a", "xy"), image("b", "xy")];
    expect(decide(host(twins), policy()).removals.map(({ bytes }) => bytes)).toEqual([0, 200]);
    const held = host([...twins, image("c", "xy")], { containers: [container("c")] });
    expect(ids(decide(held, policy()))).toEqual([]);
    // The one that shares everything is a base of what stays.
    expect(decide(held, policy()).kept.get("a")).toBe("base");
  });

  it("has at most so many images", () => {
    const images = ["a", "b", "c"].map((one) => image(one, one));
    expect(ids(decide(host(images), policy({ maxDelete: 2 })))).toEqual(["a", "b"]);
  });

  it("goes by inodes as well, as far as it may", () => {
    const images = ["a", "b"].map((one) => image(one, one));
    const given = host(images, { disk: disk(5_000, { inodes: 100, freeInodes: 15 }) });
    expect(ids(decide(given, policy()))).toEqual(["a", "b"]);
    const enough = host(images, { disk: disk(5_000, { inodes: 100, freeInodes: 16 }) });
    expect(decide(enough, policy()).above).toBe(false);
  });

  it("goes by what is to be free where that is more", () => {
    const images = ["a", "b", "c"].map((one) => image(one, one, {}, 600));
    const given = host(images, { disk: disk(4_000) });
    expect(decide(given, policy()).above).toBe(false);
    expect(ids(decide(given, policy({ minFree: 4_001 })))).toEqual(["a"]);
    expect(decide(given, policy({ minFree: 4_001 })).goal).toBe(1);
    expect(decide(given, policy({ minFree: 4_000 })).above).toBe(false);
    expect(decide(host(images), policy({ minFree: 5 })).goal).toBe(1_000);
  });
});
