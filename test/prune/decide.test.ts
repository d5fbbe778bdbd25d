import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide, type Observation, type Policy } from "../../src/prune/decide.ts";
import { chainsOf } from "../../src/prune/facts.ts";
import { hostOf, hosts, hour, imageOf, now, policyOf, recordOf, sizeOf } from "./hosts.ts";

/** What is freed when some images go: the layers that no other one has. */
function bruteForce({ images }: Observation, gone: ReadonlySet<string>): number {
  const chains = (stays: boolean) =>
    new Set(
      images
        .filter(({ id }) => gone.has(id) !== stays)
        .flatMap(({ composition }) => chainsOf(composition.layers)),
    );
  const left = chains(true);
  return [...chains(false)]
    .filter((chain) => !left.has(chain))
    .reduce((sum, chain) => sum + sizeOf(chain), 0);
}

const always = (check: (given: { observation: Observation; policy: Policy }) => void) =>
  fc.assert(fc.property(hosts, check), { numRuns: 1_000 });
const removedIds = (plan: ReturnType<typeof decide>) => plan.removals.map(({ image }) => image.id);

describe("of 1,000 hosts", () => {
  it("nothing that is protected is in a plan", () =>
    always(({ observation, policy }) => {
      const plan = decide(observation, policy);
      const used = new Set(observation.containers.map(({ imageId }) => imageId));
      for (const { image } of plan.removals) {
        const record = observation.records.get(image.id);
        expect(plan.kept.has(image.id)).toBe(false);
        expect(used.has(image.id)).toBe(false);
        expect(image.labels).toEqual({});
        expect([...image.tags, ...image.digests].some(policy.isPinned)).toBe(false);
        expect(now - (record?.firstSeen ?? now)).toBeGreaterThanOrEqual(policy.minAge);
        if (image.tags.length + image.digests.length > 0)
          expect(now - (record?.lastUsed ?? now)).toBeGreaterThanOrEqual(policy.minIdle);
        else expect(policy.dangling).toBe(true);
        if (image.tags.length === 0 && image.digests.length > 0)
          expect(record?.pinnedUntil).toBeLessThanOrEqual(now);
        expect(observation.images.some(({ parent }) => parent === image.id)).toBe(false);
        const top = chainsOf(image.composition.layers).at(-1) ?? "";
        for (const other of observation.images)
          if (plan.kept.has(other.id)) expect(chainsOf(other.composition.layers)).not.toContain(top);
      }
    }));

  it("what is predicted is what goes", () =>
    always(({ observation, policy }) => {
      const plan = decide(observation, policy);
      expect(plan.predicted).toBe(bruteForce(observation, new Set(removedIds(plan))));
    }));

  it("nothing goes in vain, nor twice, nor more than is asked for, nor what is no candidate", () =>
    always(({ observation, policy }) => {
      const plan = decide(observation, policy);
      const ids = removedIds(plan);
      expect(ids.length).toBeLessThanOrEqual(policy.maxDelete);
      expect(new Set(ids).size).toBe(ids.length);
      const order = plan.candidates.map(({ id }) => id);
      expect(order.filter((id) => ids.includes(id))).toEqual(ids);
      for (const id of ids)
        expect(bruteForce(observation, new Set(ids.filter((other) => other !== id)))).toBeLessThan(
          plan.predicted,
        );
      if (!plan.above) expect(ids).toEqual([]);
      // Without the last that frees any, it would be too little.
      const needed = 100 - observation.disk.freeInodes > policy.low ? Infinity : plan.goal;
      if (ids.length > 0) expect(bruteForce(observation, new Set(ids.slice(0, -1)))).toBeLessThan(needed);
      expect(plan.above && plan.predicted < needed).toBe(plan.short);
    }));

  it("another container only ever takes from what may go", () =>
    always(({ observation, policy }) => {
      const before = new Set(decide(observation, policy).candidates);
      for (const { id } of observation.images) {
        const containers = [
          ...observation.containers,
          { id: "more", name: "more", imageId: id, running: false },
        ];
        for (const image of decide({ ...observation, containers }, policy).candidates)
          expect(before.has(image) && image.id !== id).toBe(true);
      }
    }));
});

describe("a plan", () => {
  const full = (available: number) => ({ total: 100_000, available, inodes: 0, freeInodes: 0 });

  it("is empty below the mark, and says what may go all the same", () => {
    const plan = decide(hostOf([imageOf("a", "a")], { disk: full(16_000) }), policyOf());
    expect(plan).toMatchObject({ above: false, goal: 0, removals: [], predicted: 0, short: false });
    expect(plan.candidates).toHaveLength(1);
  });

  it("has those first that nobody can name, then those that were used longest ago", () => {
    const images = [imageOf("a", "a"), imageOf("b", "b"), imageOf("c", "c", { tags: [] })];
    const records = new Map(
      images.map((image, at) => [image.id, recordOf(image, { lastUsed: now - (100 + at) * hour })]),
    );
    const plan = decide(hostOf(images, { records }), policyOf());
    expect(plan.removals.map(({ image, reason }) => [image.id, reason])).toEqual([
      ["c", "dangling"],
      ["b", "least recently used"],
      ["a", "least recently used"],
    ]);
    expect(plan.short).toBe(true);
  });

  it("has twins together or not at all", () => {
    const twins = [imageOf("a", "ab"), imageOf("b", "ab")];
    const plan = decide(hostOf(twins), policyOf());
    expect(plan.removals.map(({ bytes }) => bytes > 0)).toEqual([false, true]);
    expect(decide(hostOf(twins), policyOf({ maxDelete: 1 })).removals).toEqual([]);
    const used = [{ id: "c", name: "c", imageId: "b", running: false }];
    expect(decide(hostOf(twins, { containers: used }), policyOf()).removals).toEqual([]);
  });

  it("goes on for as long as inodes are scarce", () => {
    const images = [imageOf("a", "a"), imageOf("b", "b")];
    const disk = { ...full(90_000), inodes: 100, freeInodes: 10 };
    expect(decide(hostOf(images, { disk }), policyOf()).removals).toHaveLength(2);
  });

  it("goes by what has to be free, where that asks for more", () => {
    const disk = full(50_000);
    const images = [imageOf("a", "a"), imageOf("b", "b")];
    const plan = decide(hostOf(images, { disk }), policyOf({ minFree: 50_001 }));
    expect(plan).toMatchObject({ above: true, goal: 1, short: false });
    expect(plan.removals).toHaveLength(1);
  });
});
