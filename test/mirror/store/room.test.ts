import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  boundAfter,
  type Full,
  fullAgain,
  type Held,
  keptFree,
  mostSmall,
  neverFull,
  partsOf,
  relief,
  roomFor,
  takenBy,
} from "../../../src/mirror/store/room.ts";

interface One extends Held {
  readonly id: number;
}

const held = (...sizes: (number | [number])[]): One[] =>
  sizes.map((size, id) => ({ id, taken: Array.isArray(size) ? size[0] : size, busy: Array.isArray(size) }));
const sum = (all: readonly Held[]) => all.reduce((bytes, { taken }) => bytes + taken, 0);
const shelf = (cap: number, all: One[], reserved = 0) => ({ cap, taken: sum(all) + reserved, held: all });
const plenty = { free: 1e15, keep: 0 };
const ids = (out: readonly One[] | undefined) => out?.map(({ id }) => id);

describe("room for something", () => {
  test("where there is room, nothing goes", () => {
    expect(roomFor(10, shelf(30, held(10, 10)), plenty)).toEqual([]);
    expect(ids(roomFor(11, shelf(30, held(10, 10)), plenty))).toEqual([0]);
  });

  test("the least recently used goes first, and no more than has to", () => {
    expect(ids(roomFor(15, shelf(40, held(10, 10, 10, 10)), plenty))).toEqual([0, 1]);
    expect(ids(roomFor(10, shelf(40, held(10, 10, 10, 10)), plenty))).toEqual([0]);
  });

  test("what is read stays", () => {
    expect(ids(roomFor(10, shelf(40, held([10], 10, 10, 10)), plenty))).toEqual([1]);
    expect(roomFor(10, shelf(20, held([10], [10])), plenty)).toBeUndefined();
  });

  test("what is reserved counts", () => {
    expect(ids(roomFor(10, shelf(40, held(10, 10), 20), plenty))).toEqual([0]);
    expect(roomFor(10, shelf(40, held([10]), 30), plenty)).toBeUndefined();
  });

  test("where there is no way, nothing goes", () => {
    expect(roomFor(41, shelf(40, held(10, 10)), plenty)).toBeUndefined();
    expect(roomFor(20, shelf(40, held([30], 10)), plenty)).toBeUndefined();
  });

  test("more than half of the shelf costs others nothing", () => {
    expect(ids(roomFor(20, shelf(40, held(10, 15)), plenty))).toEqual([0]);
    expect(roomFor(21, shelf(40, held(10, 10)), plenty)).toBeUndefined();
    expect(roomFor(21, shelf(40, held(10)), plenty)).toEqual([]);
  });

  test("what is to stay free on the disk stays free", () => {
    expect(roomFor(10, shelf(100, held(10)), { free: 15, keep: 5 })).toEqual([]);
    expect(ids(roomFor(10, shelf(100, held(10)), { free: 14, keep: 5 }))).toEqual([0]);
    expect(roomFor(10, shelf(100, held(10)), { free: 4, keep: 5 })).toBeUndefined();
    expect(ids(roomFor(10, shelf(100, held(10)), { free: 5, keep: 5 }))).toEqual([0]);
  });

  const someHeld = fc
    .array(fc.record({ taken: fc.nat(50), busy: fc.boolean() }), { maxLength: 12 })
    .map((all) => all.map((one, id) => ({ ...one, id })));
  test("by property: within both bounds, in order, without what is read, the least that does; or nothing at all", () => {
    fc.assert(
      fc.property(
        someHeld,
        fc.nat(300),
        fc.nat(100),
        fc.nat(150),
        fc.nat(300),
        fc.nat(60),
        (all, cap, reserved, size, free, keep) => {
          const given = shelf(cap, all, reserved);
          const out = roomFor(size, given, { free, keep });
          const fits = (gone: readonly Held[]) =>
            given.taken + size - sum(gone) <= cap && free - size + sum(gone) >= keep;
          const idle = all.filter(({ busy }) => !busy);
          if (out === undefined) {
            expect(fits([])).toBe(false);
            expect(size > cap / 2 || !fits(idle)).toBe(true);
            return;
          }
          expect(fits(out)).toBe(true);
          expect(out).toEqual(idle.slice(0, out.length));
          if (out.length > 0) {
            expect(size).toBeLessThanOrEqual(cap / 2);
            expect(fits(out.slice(0, -1))).toBe(false);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("by property: relief is the least that helps, or all that is idle", () => {
    fc.assert(
      fc.property(someHeld, fc.nat(300), fc.nat(100), fc.nat(60), (all, cap, free, keep) => {
        const given = shelf(cap, all);
        const out = relief(given, { free, keep });
        const fits = (gone: readonly Held[]) => given.taken - sum(gone) <= cap && free + sum(gone) >= keep;
        const idle = all.filter(({ busy }) => !busy);
        expect(out).toEqual(idle.slice(0, out.length));
        if (out.length > 0) expect(fits(out.slice(0, -1))).toBe(false);
        if (out.length < idle.length) expect(fits(out)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

test("bytes on the disk are in blocks", () => {
  expect([0, 1, 4_096, 4_097, 8_192].map(takenBy)).toEqual([0, 4_096, 4_096, 8_192, 8_192]);
  expect(mostSmall).toBe(65_536);
});

describe("the parts of a store", () => {
  test.each([
    [64_000_000, { records: 1_280_000, small: 1_000_000, large: 61_720_000 }],
    [20_000_000_000, { records: 16_000_000, small: 200_000_000, large: 19_784_000_000 }],
    [40_000_000, { records: 1_000_000, small: 1_000_000, large: 38_000_000 }],
    [1_000_000, { records: 1_000_000, small: 1_000_000, large: 0 }],
  ])("of %i bytes", (size, parts) => expect(partsOf(size)).toEqual(parts));

  test("together they are the whole", () => {
    fc.assert(
      fc.property(fc.integer({ min: 64_000_000, max: 2 ** 50 }), (size) => {
        const { small, large, records } = partsOf(size);
        expect(small + large + records).toBe(size);
      }),
    );
  });
});

test("what stays free, in bytes or in percent", () => {
  expect(keptFree({ bytes: 7 }, 1_000)).toBe(7);
  expect(keptFree({ percent: 10 }, 1_001)).toBe(101);
  expect(keptFree({ percent: 0 }, 1_001)).toBe(0);
});

describe("after the disk was full", () => {
  const at = (times: readonly number[]) =>
    times.reduce<Full>((full, now) => fullAgain(full, now, 100), neverFull);

  test("a bound is halved each time, and doubled after each while without", () => {
    expect(boundAfter(1_000, neverFull, 5, 100)).toBe(1_000);
    expect(boundAfter(1_001, at([0]), 0, 100)).toBe(500);
    expect(boundAfter(1_000, at([0, 50]), 50, 100)).toBe(250);
    expect(boundAfter(1_000, at([0, 50]), 149, 100)).toBe(250);
    expect(boundAfter(1_000, at([0, 50]), 150, 100)).toBe(500);
    expect(boundAfter(1_000, at([0, 50]), 250, 100)).toBe(1_000);
    expect(boundAfter(1_000, at([0, 50]), 10_000, 100)).toBe(1_000);
    expect(boundAfter(1_000, at([0, 50, 250]), 250, 100)).toBe(500);
  });

  test("there is an end to it", () => {
    expect(boundAfter(6_400, at([1, 1, 1, 1, 1, 1]), 1, 100)).toBe(100);
    expect(boundAfter(6_400, at(Array(50).fill(1)), 1, 100)).toBe(100);
  });
});
