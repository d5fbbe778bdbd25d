import { beforeAll, describe, expect, test } from "vitest";
import {
  type Cost,
  fourPlatforms,
  type ManyTargets,
  manyTargets,
  twoSources,
} from "../support/scenarios/publish.ts";

describe("two sources of ten layers and an attestation each, three tags", () => {
  let costs: Record<"same" | "sameAgain" | "other" | "otherAgain", Cost>;
  beforeAll(async () => {
    costs = await twoSources();
  });

  test("take 15 requests at most beside the sources", () => {
    expect(costs.same.requests).toBeLessThanOrEqual(15);
    // Three tags: fewer would mean that the scenario is not what it says.
    expect(costs.same.writes).toBe(3);
    expect(costs.same.tokens).toBe(1);
  });

  test("take 9 requests at most, and no write, when nothing has changed", () => {
    expect(costs.sameAgain.requests).toBeLessThanOrEqual(9);
    expect(costs.sameAgain.writes).toBe(0);
    expect(costs.sameAgain.run.outputs.digest).toBe(costs.same.run.outputs.digest);
    expect(JSON.parse(costs.sameAgain.run.outputs.json ?? "")).toMatchObject([{ state: "unchanged" }]);
  });

  test("take 49 requests at most into another repository of the same registry", () => {
    expect(costs.other.requests).toBeLessThanOrEqual(49);
    expect(costs.other.run.outputs.digest).toBe(costs.same.run.outputs.digest);
  });

  test("take 15 requests at most, and no write, there when nothing has changed", () => {
    expect(costs.otherAgain.requests).toBeLessThanOrEqual(15);
    expect(costs.otherAgain.writes).toBe(0);
    expect(JSON.parse(costs.otherAgain.run.outputs.json ?? "")).toMatchObject([{ state: "unchanged" }]);
  });
});

describe("one target of four platforms, 40 ms on every request", () => {
  let costs: Record<"same" | "other", Cost>;
  beforeAll(async () => {
    costs = await fourPlatforms();
  });

  test("has 7 round trips at most on its critical path", () => {
    expect(costs.same.roundTrips).toBeLessThanOrEqual(7);
    // Otherwise nothing would be parallel, and the figure no figure.
    expect(costs.same.requests).toBeGreaterThan(12);
  });

  test("reads the same back from another repository", () => {
    expect(costs.other.run.outputs.digest).toBe(costs.same.run.outputs.digest);
  });
});

describe("50 targets of four platforms, eight at a time, 40 ms on every request", () => {
  let cost: ManyTargets;
  beforeAll(async () => {
    cost = await manyTargets();
  });

  test("share one token", () => {
    expect(cost.tokens).toBe(1);
  });

  test("take no more requests each than one alone", () => {
    // Wait, check, tag and verify of twelve manifests and three tags.
    expect(cost.requests / cost.targets).toBeLessThanOrEqual(20);
    expect(cost.writes).toBe(cost.targets * 3);
  });

  test("keep at least eight and at most four requests a target in flight", () => {
    expect(cost.inFlight).toBeGreaterThanOrEqual(cost.concurrency);
    expect(cost.inFlight).toBeLessThanOrEqual(cost.concurrency * 4);
  });
});
