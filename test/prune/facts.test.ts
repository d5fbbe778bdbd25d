import { expect, it } from "vitest";
import { chainsOf, layersOf } from "../../src/prune/facts.ts";
import { goalBytes, isAbove, isRelieved, usage, usedBytes, usedInodes } from "../../src/prune/pressure.ts";
import { disk, image } from "./kit.ts";

it("names layers by all that lies below them, as the specification's example does", () => {
  const [a, b] = [`sha256:${"1".repeat(64)}`, `sha256:${"2".repeat(64)}`];
  expect(chainsOf([a])).toEqual([a]);
  // printf '%s %s' "$a" "$b" | sha256sum
  expect(chainsOf([a, b])).toEqual([a, expect.stringMatching(/^sha256:[0-9a-f]{64}$/)]);
  expect(chainsOf([a, b, a])[2]).not.toBe(a);
  expect(chainsOf([])).toEqual([]);
});

it("takes sizes from the history where it tells each layer's", () => {
  const [one] = [...layersOf([image("a", "xy", {}, 7)]).values()];
  expect(one?.map(({ size }) => size)).toEqual([7, 7]);
});

it("takes the sizes of layers that a history does not tell from others, and the rest as one", () => {
  const base = image("base", "x", {}, 30);
  const unsure = image("a", "xyz");
  const composition = { ...unsure.composition, steps: [30, 12], size: 42 };
  const sizes = layersOf([{ ...unsure, composition }, base]).get("a");
  expect(sizes?.map(({ size }) => size)).toEqual([30, 0, 12]);
  const lying = { ...unsure, composition: { ...composition, size: 10 } };
  expect(
    layersOf([lying, base])
      .get("a")
      ?.map(({ size }) => size),
  ).toEqual([30, 0, 0]);
});

it("measures how full a disk is by what anybody may write", () => {
  expect(usedBytes(disk(2_500))).toBe(75);
  expect(usedBytes(disk(0, { total: 0 }))).toBe(0);
  expect(usedInodes(disk(0, { inodes: 200, freeInodes: 50 }))).toBe(75);
  expect(usedInodes(disk(0))).toBe(0);
  expect(usage(disk(9_000, { inodes: 10, freeInodes: 1 }))).toBe(90);
});

it("begins at the high mark and ends at the low one", () => {
  const marks = { high: 85, low: 80, minFree: undefined };
  expect(isAbove(disk(1_500), marks)).toBe(true);
  expect(isAbove(disk(1_501), marks)).toBe(false);
  expect(isAbove(disk(5_000, { inodes: 100, freeInodes: 15 }), marks)).toBe(true);
  expect(isRelieved(disk(2_000), marks)).toBe(true);
  expect(isRelieved(disk(1_999), marks)).toBe(false);
  expect(isRelieved(disk(5_000, { inodes: 100, freeInodes: 20 }), marks)).toBe(true);
  expect(isRelieved(disk(5_000, { inodes: 100, freeInodes: 19 }), marks)).toBe(false);
  expect(goalBytes(disk(1_000), marks)).toBe(1_000);
  expect(goalBytes(disk(1_000), { ...marks, minFree: 2_500 })).toBe(1_500);
  expect(goalBytes(disk(3_000), marks)).toBe(-1_000);
});
