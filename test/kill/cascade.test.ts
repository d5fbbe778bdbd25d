import { describe, expect, test } from "vitest";
import type { ForgeProduct } from "../support/forge/types.ts";
import {
  type CascadeServerOptions,
  cascadeAgain,
  type Interruption,
  interruptCascade,
  killWhileSilent,
  makeTemplates,
  startCascadeServer,
  type Templates,
  wholeCascade,
} from "../support/scenarios/interrupted-cascade.ts";

/** Cascades at a time, each series of them with a server of its own. */
const atATime = 3;

const totalOf = async (product?: ForgeProduct) => {
  await using server = await startCascadeServer(product);
  return await wholeCascade(server);
};
const total = await totalOf();
const waves = "1, 2, 100%";
const totalInWaves = await (async () => {
  await using server = await startCascadeServer("gitea", { waves });
  return await wholeCascade(server);
})();
const totals = { gitea: await totalOf("gitea"), github: await totalOf("github") };

test("a cascade over three templates has commands and requests to be killed at", () => {
  expect(total.commands.filter((command) => command.startsWith("clone "))).toHaveLength(3);
  // One of the three loses a race, and pushes twice.
  expect(total.commands.filter((command) => command.startsWith("push "))).toHaveLength(4);
  expect(total.requests).toBeGreaterThan(20);
});

test("one in waves asks for each build", () => {
  expect(totalInWaves.commands.filter((command) => command.startsWith("push "))).toHaveLength(4);
  // Whether builds are told of, and each of them: six more, and whether each template is archived.
  expect(totalInWaves.requests).toBeGreaterThan(total.requests + 6);
});

test.each(["gitea", "github"] as const)(
  "one that commits through the API of %s pushes nothing",
  (product) => {
    expect(totals[product].commands.filter((command) => command.startsWith("push "))).toEqual([]);
    expect(totals[product].requests).toBeGreaterThan(15);
  },
);

describe.each([
  {
    of: "command",
    count: total.commands.length,
    what: "git commands",
    by: "git",
    product: undefined,
    options: {},
  },
  { of: "request", count: total.requests, what: "requests", by: "git", product: undefined, options: {} },
  {
    of: "command",
    count: totalInWaves.commands.length,
    what: "git commands",
    by: "git in waves",
    product: "gitea",
    options: { waves },
  },
  {
    of: "request",
    count: totalInWaves.requests,
    what: "requests",
    by: "git in waves",
    product: "gitea",
    options: { waves },
  },
  {
    of: "request",
    count: totals.gitea.requests,
    what: "requests",
    by: "the API of gitea",
    product: "gitea",
    options: {},
  },
  {
    of: "request",
    count: totals.github.requests,
    what: "requests",
    by: "the API of github",
    product: "github",
    options: {},
  },
] as const)("killed at each of the $count $what of a cascade, by $by", ({ of, count, product, options }) => {
  test.each(["before", "after"] as const)(
    "%s it: one commit a template in the end, and no process left",
    async (moment) => {
      const points = Array.from({ length: count }, (_, n): Interruption => ({ of, at: n + 1, moment }));
      const series = Array.from({ length: atATime }, (_, n) =>
        points.filter((_, index) => index % atATime === n),
      );
      const problems = await Promise.all(series.map((one) => interruptSeries(one, product, options)));
      expect(problems.flat()).toEqual([]);
    },
  );
});

test("killed while the server says nothing: what git has begun ends by itself", async () => {
  await using server = await startCascadeServer();
  const { left, remain } = await killWhileSilent(server);
  // No signal can be handled, so git is still there.
  expect(left).toBeGreaterThan(0);
  expect(remain).toBe(0);
});

async function interruptSeries(
  points: readonly Interruption[],
  product: ForgeProduct | undefined,
  options: CascadeServerOptions,
): Promise<string[]> {
  await using server = await startCascadeServer(product, options);
  const problems: string[] = [];
  const all: Templates[] = [];
  for (const point of points) {
    const templates = await makeTemplates(server, `killed-at-${point.at}`);
    all.push(templates);
    const wrong = await interruptCascade(server, templates, point);
    problems.push(...wrong.map((problem) => `${point.of} ${point.at}: ${problem}`));
  }
  return [...problems, ...(await cascadeAgain(server, all))];
}
