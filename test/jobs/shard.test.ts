import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entriesIn, parseShard, shardLine, shardsOf } from "../../src/jobs/shard.ts";

describe("a shard", () => {
  test.each([
    ["1/1", { index: 1, count: 1 }],
    [" 3 / 8 ", { index: 3, count: 8 }],
    ["256/256", { index: 256, count: 256 }],
  ])("%s", (text, shard) => {
    expect(parseShard(text)).toEqual(shard);
  });

  test.each([
    ["0/8", '"0/8" names shard 0, but shards are numbered from 1; expected 1/8 to 8/8'],
    ["9/8", '"9/8" names shard 9, but shards are numbered from 1; expected 1/8 to 8/8'],
    ["1/0", '"1/0" asks for 0 shards; expected 1 to 256'],
    ["1/257", '"1/257" asks for 257 shards; expected 1 to 256'],
    ["/8", '"/8" is not a shard; expected its number and how many there are, such as 1/8'],
    ["3", '"3" is not a shard; expected its number and how many there are, such as 1/8'],
    ["-1/8", '"-1/8" is not a shard; expected its number and how many there are, such as 1/8'],
    ["1/8/9", '"1/8/9" is not a shard; expected its number and how many there are, such as 1/8'],
  ])("%s is refused", (text, sentence) => {
    expect(() => parseShard(text)).toThrow(sentence);
  });

  test("what is said of it", () => {
    expect(shardLine({ index: 3, count: 8 }, 12, 100, "target")).toBe("Shard 3/8: 12 of 100 targets");
    expect(shardLine({ index: 1, count: 2 }, 0, 1, "template")).toBe("Shard 1/2: 0 of 1 template");
  });
});

const name = fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" });
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 150 });
const count = fc.integer({ min: 1, max: 40 });

describe("the shards of a list", () => {
  test("each entry falls into exactly one, by its name and the list, not by the order", () => {
    fc.assert(
      fc.property(names, count, fc.infiniteStream(fc.nat()), (list, of, random) => {
        const shards = Array.from({ length: of }, (_, at) =>
          entriesIn({ index: at + 1, count: of }, list, (one) => one),
        );
        expect(shards.flat().sort()).toEqual([...list].sort());
        const keys = new Map(list.map((one) => [one, random.next().value as number]));
        const shuffled = list.toSorted((one, other) => (keys.get(one) ?? 0) - (keys.get(other) ?? 0));
        const [before, after] = [shardsOf(list, of), shardsOf(shuffled, of)];
        for (const one of list) expect(after.get(one)).toBe(before.get(one));
      }),
      { numRuns: 200 },
    );
  });

  test("entries of one name stay together, in their order", () => {
    const list = ["a", "b", "a", "c", "b", "a"].map((text, at) => ({ text, at }));
    const parts = [1, 2, 3].map((index) => entriesIn({ index, count: 3 }, list, ({ text }) => text));
    expect(parts.map((part) => new Set(part.map(({ text }) => text)).size)).toEqual([1, 1, 1]);
    for (const part of parts) expect(part).toEqual(part.toSorted((one, other) => one.at - other.at));
  });

  const listOf = (length: number, prefix: string) =>
    Array.from({ length }, (_, at) => `${prefix}/app-${at + 1}`);

  /** Sizes of a list and of its shards that people have, and those where whole numbers are hardest. */
  const sizes = [
    ...[20, 50].flatMap((size) => [2, 3, 4, 8].map((of) => [size, of] as const)),
    ...[100, 101, 150, 333, 1_000].flatMap((size) =>
      [2, 3, 5, 8, 16, 32, 64].map((of) => [size, of] as const),
    ),
    [3_000, 256],
  ] as const;

  test.each(sizes)("%i entries in %i: even within a third, or as near as whole numbers come", (size, of) => {
    for (const prefix of ["acme", "globex", "initech"]) {
      const shares = new Map<number, number>();
      for (const shard of shardsOf(listOf(size, prefix), of).values())
        shares.set(shard, (shares.get(shard) ?? 0) + 1);
      const even = size / of;
      expect([...shares.keys()].sort((one, other) => one - other)).toEqual(
        Array.from({ length: of }, (_, at) => at + 1),
      );
      for (const share of shares.values())
        expect(Math.abs(share - even) <= even / 3 || Math.abs(share - even) < 1, `${share} of ${even}`).toBe(
          true,
        );
    }
  });

  test.each(sizes)("%i entries in %i: a tenth more moves a quarter of the old ones at most", (size, of) => {
    for (const prefix of ["acme", "globex", "initech", "umbrella", "hooli"]) {
      const list = listOf(size, prefix);
      const [before, after] = [
        shardsOf(list, of),
        shardsOf([...list, ...listOf(Math.ceil(size / 10), "new")], of),
      ];
      const moved = list.filter((one) => before.get(one) !== after.get(one)).length;
      expect(moved / size, `${moved} of ${size}`).toBeLessThanOrEqual(1 / 4);
    }
  });

  test.each([
    [30, 10],
    [60, 20],
    [120, 40],
    [150, 50],
    [300, 100],
  ])("%i entries in %i, where the even share is three: one more moves few", (size, of) => {
    for (const prefix of ["acme", "globex", "initech", "t"]) {
      const list = listOf(size, prefix);
      const [before, after] = [shardsOf(list, of), shardsOf([...list, "new"], of)];
      const moved = list.filter((one) => before.get(one) !== after.get(one)).length;
      expect(moved / size, `${moved} of ${size}`).toBeLessThanOrEqual(1 / 4);
    }
  });

  test("stays as it is from release to release", () => {
    const shards = shardsOf(listOf(12, "acme"), 4);
    expect(Object.fromEntries(shards)).toMatchInlineSnapshot(`
      {
        "acme/app-1": 3,
        "acme/app-10": 4,
        "acme/app-11": 2,
        "acme/app-12": 1,
        "acme/app-2": 1,
        "acme/app-3": 2,
        "acme/app-4": 4,
        "acme/app-5": 3,
        "acme/app-6": 3,
        "acme/app-7": 2,
        "acme/app-8": 1,
        "acme/app-9": 4,
      }
    `);
  });
});
