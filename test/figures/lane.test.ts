import { describe, expect, test } from "vitest";
import { products, thousandRunners, threeScopes, watched } from "../support/scenarios/lane.ts";
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

describe.each(["gitea", "forgejo"] as const)("%s", (product) => {
  test.each(["organisation", "user"] as const)(
    "49 jobs that wait in a repository take 4 requests at most, its owner being: %s",
    async (owner) => {
      expect(await watched(product, owner)).toBeLessThanOrEqual(limits.lane.watched);
    },
  );
});
