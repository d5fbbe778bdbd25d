import { beforeAll, expect, test } from "vitest";
import { limits } from "../support/scenarios/limits.ts";
import { bundleBytes, type PullCosts, pullCosts } from "../support/scenarios/mirror.ts";

let costs: PullCosts;
beforeAll(async () => {
  costs = await pullCosts();
});

test("a cold pull takes the image's bytes once from upstream, and four clients one download of a blob", () => {
  expect(costs.coldBytes).toBe(limits.mirror.coldBytes);
  expect(costs.downloads).toBe(limits.mirror.downloads);
});

test("a second pull by tag is one HEAD and no byte, one by digest nothing", () => {
  expect(costs.warm).toBe("H1");
  expect(costs.warmRequests).toBe(limits.mirror.warmRequests);
  expect(costs.warmBytes).toBe(limits.mirror.warmBytes);
  expect(costs.byDigest).toBe(limits.mirror.byDigest);
});

test("the same layers in another repository take no byte", () => {
  expect(costs.otherBytes).toBe(limits.mirror.otherBytes);
});

test(`the program has at most ${limits.mirror.kilobytes} kB`, () => {
  expect(bundleBytes() / 1_000).toBeGreaterThan(20);
  expect(bundleBytes() / 1_000).toBeLessThanOrEqual(limits.mirror.kilobytes);
});
