import { beforeAll, describe, expect, test } from "vitest";
import { limits } from "../support/scenarios/limits.ts";
import { bestOf, type Outcome, type Plan, plans, tags } from "../support/scenarios/publishing.ts";
import { imgpub } from "../support/scenarios/tool.ts";

const measures = ["requests", "path", "connections"] as const;
type CountLimits = Partial<Readonly<Record<(typeof measures)[number], number>>>;

/** Those of the limits that are about counts. */
const counted = (limit: CountLimits) =>
  measures.flatMap((measure) => {
    const most = limit[measure];
    return most === undefined ? [] : [{ measure, most }];
  });

const within = (outcome: Outcome | undefined, limit: CountLimits) =>
  outcome !== undefined && counted(limit).every(({ measure, most }) => outcome[measure] <= most);

/** The runs of a plan in a row, each within its limits if that can be had in three rounds. */
const carriedOut = (plan: Plan, own: readonly CountLimits[]) =>
  bestOf(plan, imgpub(), {
    times: own.length,
    enough: (outcomes) => own.every((limit, at) => within(outcomes[at], limit)),
  });

/** Platforms of the sources, as an index says them. */
const two = ["linux/amd64", "linux/arm64"];
const four = ["linux/amd64", "linux/arm/v7", "linux/arm64", "linux/s390x"];

const digests = new Set<string | undefined>();

describe.each([
  {
    what: "two builds of ten layers and an attestation each, three tags, same repository",
    plan: plans.sameRepository,
    first: limits.sameRepository,
    again: limits.sameRepositoryAgain,
    tokens: 1,
  },
  {
    what: "the same into another repository",
    plan: plans.otherRepository,
    first: limits.otherRepository,
    again: limits.otherRepositoryAgain,
    tokens: 1,
  },
  {
    what: "the same into another registry",
    plan: plans.otherRegistry,
    first: limits.otherRegistry,
    again: limits.otherRegistryAgain,
    tokens: 2,
  },
])("$what", ({ plan, first, again, tokens }) => {
  let outcomes: Outcome[];
  beforeAll(async () => {
    outcomes = await carriedOut(plan, [first, again]);
  });

  test.each(counted(first))("$measure: $most at most", ({ measure, most }) => {
    expect(outcomes[0]?.[measure]).toBeLessThanOrEqual(most);
  });

  test.each(counted(again))("$measure when nothing has changed: $most at most", ({ measure, most }) => {
    expect(outcomes[1]?.[measure]).toBeLessThanOrEqual(most);
  });

  test("is one image of all sources under all tags, and every tag is read back", () => {
    for (const { found, readBack, ran, ...outcome } of outcomes) {
      expect(found).toMatchObject([{ platforms: two, attestations: 2, manifests: 5, nested: false }]);
      expect(ran.outputs?.digest).toBe(found[0]?.digest);
      expect(readBack).toBe(tags.length);
      expect(outcome.tokens).toBe(tokens);
      digests.add(found[0]?.digest);
    }
  });

  test("writes the tags, and what is not there", () => {
    const { writes = 0 } = outcomes[0] ?? {};
    if (plan.to === "same repository") expect(writes).toBe(tags.length);
    // 26 blobs, each mounted or uploaded, and 4 manifests.
    else expect(writes).toBeGreaterThanOrEqual(tags.length + 30);
  });

  test("takes no write when nothing has changed", () => {
    expect(outcomes[1]?.writes).toBe(0);
    expect(JSON.parse(outcomes[1]?.ran.outputs?.json ?? "")).toMatchObject([{ state: "unchanged" }]);
  });
});

test("the digest is the same wherever it is published, and whenever", () => {
  // None, when this test is run alone.
  expect(digests.size).toBeLessThanOrEqual(1);
});

describe("one target of four images, three tags", () => {
  let outcome: Outcome | undefined;
  beforeAll(async () => {
    [outcome] = await carriedOut(plans.fourImages, [limits.fourImages]);
  });

  test.each(counted(limits.fourImages))("$measure: $most at most", ({ measure, most }) => {
    expect(outcome?.[measure]).toBeLessThanOrEqual(most);
  });

  test("is one image of all four under all tags, and every tag is read back", () => {
    expect(outcome?.found).toMatchObject([{ platforms: four, manifests: 5, nested: false }]);
    expect(outcome?.readBack).toBe(tags.length);
    expect(outcome?.tokens).toBe(1);
  });

  test("is asked for in parallel", () => {
    // Otherwise the critical path would be no figure.
    expect(outcome?.requests).toBeGreaterThan(limits.fourImages.path);
    expect(outcome?.path).toBeLessThan(outcome?.requests ?? 0);
  });
});

describe("50 targets of four images, eight at a time", () => {
  const { targets, concurrency } = plans.manyTargets;
  let outcome: Outcome | undefined;
  beforeAll(async () => {
    [outcome] = await carriedOut(plans.manyTargets, [limits.manyTargets]);
  });

  test.each(counted(limits.manyTargets))("$measure: $most at most", ({ measure, most }) => {
    expect(outcome?.[measure]).toBeLessThanOrEqual(most);
  });

  test("share one token", () => {
    expect(outcome?.tokens).toBe(1);
  });

  test("are one image each of all four under all tags, and every tag is read back", () => {
    expect(outcome?.found).toHaveLength(targets);
    for (const found of outcome?.found ?? []) expect(found).toMatchObject({ platforms: four, nested: false });
    expect(new Set(outcome?.found.map(({ digest }) => digest)).size).toBe(targets);
    expect(outcome?.readBack).toBe(targets * tags.length);
    expect(outcome?.writes).toBe(targets * tags.length);
  });

  test("keep at least eight and at most four requests a target in flight", () => {
    expect(outcome?.inFlight).toBeGreaterThanOrEqual(concurrency);
    expect(outcome?.inFlight).toBeLessThanOrEqual(concurrency * 4);
  });
});
