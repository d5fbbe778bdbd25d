import { describe, expect, test } from "vitest";
import { type Figure, parseFigures } from "../../../src/cascade/waves/figures.ts";
import { canariesFirst, planWaves, takes, wavesOfRest } from "../../../src/cascade/waves/plan.ts";

const templates = (total: number, canaries: readonly number[] = []) =>
  Array.from({ length: total }, (_, at) => ({
    at,
    ...(canaries.includes(at) && { isCanary: true as const }),
  }));
const targets = (figures: string, total: number, canaries?: readonly number[]) =>
  planWaves(parseFigures(figures), templates(total, canaries)).map(({ target }) => target);

test.each([
  ["1, 25%, 100%", 8, [], [1, 2, 8]],
  ["1, 25%, 100%", 200, [], [1, 50, 200]],
  // A part of a template counts as a whole one.
  ["25%, 50%, 100%", 10, [], [3, 5, 10]],
  ["1%, 100%", 3, [], [1, 3]],
  // The list is too short for some figures.
  ["1, 25%, 100%", 3, [], [1, 1, 3]],
  ["10, 25%, 100%", 20, [], [10, 10, 20]],
  ["5, 10, 100%", 3, [], [3, 3, 3]],
  ["1\n25%\n100%", 4, [], [1, 1, 4]],
  ["1,\n25%,\n100%", 8, [], [1, 2, 8]],
  ["100%", 4, [], [4]],
  // All canaries are in the first wave.
  ["1, 25%, 100%", 8, [2, 5, 7], [3, 3, 8]],
  ["2, 100%", 3, [1], [2, 3]],
] as const)("%j of %i templates, canaries %j", (figures, total, canaries, expected) => {
  expect(targets(figures, total, canaries)).toEqual(expected);
});

test("canaries come first, and otherwise the list's order stays", () => {
  const order = canariesFirst(templates(5, [3, 1])).map(({ at }) => at);
  expect(order).toEqual([1, 3, 0, 2, 4]);
});

/** Numbers that look like chance and are the same each time (mulberry32). */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    yield ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

/** Some figures that {@link parseFigures} takes, in any mixture. */
function someFigures(next: () => number): readonly Figure[] {
  const rising = (most: number, sign: string) =>
    [...new Set(Array.from({ length: Math.floor(next() * 4) }, () => 1 + Math.floor(next() * most)))]
      .sort((one, other) => one - other)
      .map((value) => `${value}${sign}`);
  const [counts, percents] = [rising(60, ""), rising(99, "%")];
  const mixed: string[] = [];
  while (counts.length + percents.length > 0) {
    const from = percents.length === 0 || (counts.length > 0 && next() < 0.5) ? counts : percents;
    mixed.push(from.shift() ?? "");
  }
  return parseFigures([...mixed, "100%"].join(", "));
}

describe("whatever the figures, the list and what becomes of templates", () => {
  const random = numbers(16);
  const next = () => random.next().value;
  const cases = Array.from({ length: 2_000 }, () => {
    const total = 1 + Math.floor(next() * 50);
    const canaries = Array.from({ length: total }, (_, at) => at).filter(() => next() < 0.1);
    return {
      figures: someFigures(next),
      list: templates(total, canaries),
      gets: list(total, () => next() < 0.8),
    };
  });
  function list(total: number, one: () => boolean): boolean[] {
    return Array.from({ length: total }, one);
  }

  test("every template is in exactly one wave, and the figures only rise to all", () => {
    for (const { figures, list } of cases) {
      const waves = planWaves(figures, list);
      const rest = wavesOfRest(waves, 0, list.length);
      expect(rest).toHaveLength(list.length);
      expect(rest).toEqual(rest.toSorted((one, other) => one - other));
      expect(waves.at(-1)).toMatchObject({ target: list.length, isLast: true, number: figures.length });
      for (const [at, wave] of waves.entries()) {
        expect(wave.target).toBeGreaterThanOrEqual(waves[at - 1]?.target ?? 1);
        // So many have it by the end of the wave.
        expect(rest.filter((number) => number <= wave.number)).toHaveLength(wave.target);
      }
      const first = canariesFirst(list).slice(0, waves[0]?.target);
      expect(first.filter(({ isCanary }) => isCanary)).toEqual(list.filter(({ isCanary }) => isCanary));
    }
  });

  test("with templates that are passed over, no wave has more than its figure and none is left out", () => {
    for (const { figures, list, gets } of cases) {
      const waves = planWaves(figures, list);
      const queue = canariesFirst(list);
      let reached = 0;
      for (const wave of waves) {
        for (;;) {
          const taken = queue.splice(0, takes(wave, reached, queue.length));
          if (taken.length === 0) break;
          reached += taken.filter(({ at }) => gets[at]).length;
          expect(reached).toBeLessThanOrEqual(wave.target);
        }
        // The figure is reached, or nobody is left.
        expect(reached === wave.target || queue.length === 0 || reached >= wave.target).toBe(true);
      }
      expect(queue).toEqual([]);
      expect(reached).toBe(gets.filter(Boolean).length);
    }
  });
});
