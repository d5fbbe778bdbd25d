import { describe, expect, test } from "vitest";
import { manyFiles, products, thousandRunners, threeScopes } from "../support/scenarios/lane.ts";
import { limits } from "../support/scenarios/limits.ts";

describe.each(products)("%s", (product) => {
  test("three scopes with fewer than 50 runners each take 4 requests at most", async () => {
    expect(await threeScopes(product)).toBeLessThanOrEqual(limits.lane.threeScopes);
  });

  test("1,000 runners, 40 ms on every request: 8 round trips at most", async () => {
    const { roundTrips, requests } = await thousandRunners(product);
    expect(requests).toBeGreaterThanOrEqual(10);
    expect(roundTrips).toBeLessThanOrEqual(limits.lane.thousandRunners);
  });
});

test("300 workflows are parsed and judged in 1 s beyond what one takes", async () => {
  // In time on a processor: what else the machine does at the moment shall not count.
  expect((await manyFiles(3)).processor).toBeLessThanOrEqual(limits.lane.manyFiles);
});
