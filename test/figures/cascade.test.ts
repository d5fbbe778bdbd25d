import { describe, expect, test } from "vitest";
import {
  againstScript,
  bigTemplate,
  manyFolders,
  oneTemplate,
  oneTemplateByApi,
} from "../support/scenarios/cascade.ts";
import { limits } from "../support/scenarios/limits.ts";

describe.concurrent("a template with much history and large files", () => {
  test.each([
    { what: "a few of them", files: {} },
    { what: "and 2,000 others in 200 folders", files: manyFolders() },
  ])("costs 1 % at most of the bytes of a clone: $what", async ({ files }) => {
    const { cascade, clone } = await bigTemplate({ historyBytes: 20e6, fileBytes: 5e6, files });
    expect(clone).toBeGreaterThan(25e6);
    expect((cascade / clone) * 100).toBeLessThanOrEqual(limits.cascade.percentOfClone);
  });
});

test("one template takes 10 requests at most, and 6 when it has the version", async () => {
  const { updated, unchanged } = await oneTemplate();
  // Seven of git, and one of the API, which alone tells before a push that a repository is archived or a mirror.
  expect(updated.requests).toBe(8);
  expect(unchanged.requests).toBe(5);
  expect(updated.requests).toBeLessThanOrEqual(limits.cascade.updated);
  expect(unchanged.requests).toBeLessThanOrEqual(limits.cascade.unchanged);
});

test.each([
  // The version, which the server is asked for once for all templates, whether it is archived, and the commit in the
  // place of a push.
  { product: "gitea", updated: 8, unchanged: 5 },
  { product: "forgejo", updated: 8, unchanged: 5 },
  // One more: what is no Gitea is asked whether it is a GitHub.
  { product: "github", updated: 9, unchanged: 5 },
] as const)("one template whose commit the API of $product makes takes $updated", async (expected) => {
  const { product, ...cost } = expected;
  expect(await oneTemplateByApi(product)).toEqual(cost);
});

test("one less on the server that the job runs on, which is not asked what it is", async () => {
  const env = (url: string) => ({ GITHUB_SERVER_URL: url, GITEA_ACTIONS: "true" });
  expect(await oneTemplateByApi("gitea", env)).toEqual({ updated: 7, unchanged: 5 });
});

describe.concurrent("20 templates, eight at a time, 40 ms on every request", () => {
  test.each([
    { what: "with the same workflow and version", own: false },
    { what: "with a workflow and a version of its own each", own: true },
  ])("$what: 0.15 at most of the plain script's round trips", async ({ own }) => {
    const { templates, cascade, script } = await againstScript({ own });
    expect(cascade.roundTrips / script.roundTrips).toBeLessThanOrEqual(limits.cascade.roundTripsOfScript);
    // What was read of one of the first eight is not fetched again for the other twelve.
    if (!own) expect(cascade.requests).toBeLessThanOrEqual(8 * 7 + 12 * 5 + templates);
    // A script that did less than a clone and a push each would be no measure.
    expect(script.roundTrips).toBe(script.requests);
    expect(script.requests).toBeGreaterThanOrEqual(templates * 5);
  });
});
