import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parseReference } from "../../src/image/reference.ts";
import { publish } from "../../src/publish/publish.ts";
import type { IfExists, Phase, TagState, Target, TargetResult } from "../../src/publish/target.ts";
import { rightUser, stored, testClient } from "../registry/kit.ts";
import { imageFixture, pushFixture } from "../support/images/images.ts";
import { faults, type Registry, type RequestView, startRegistry } from "../support/registry/index.ts";

const { where } = faults;
const image = imageFixture({ platform: "linux/amd64", layers: 1 });
const log = { info() {}, notice() {}, warning() {}, debug() {}, group() {}, endGroup() {} };

let registry: Registry;
let count = 0;
let app = "";

beforeAll(async () => {
  registry = await startRegistry();
  pushFixture(registry, "build", image);
});
afterAll(() => registry.close());
beforeEach(() => {
  app = `app-${++count}`;
  registry.faults.clear();
  registry.clearRequests();
});

interface Moment {
  readonly match: (request: RequestView) => boolean;
  /** Which of the requests that match, from 1. */
  readonly nth: number;
}

/** Whether a request looks at tag 1 once more, after the image was copied. */
const isLookedAtAgain = (request: RequestView) =>
  where({ method: "GET", reference: "1" })(request) && registry.writes().length > 0;

/** Publishes an image under some tags; `until` is a request that nobody answers, at which the run is cancelled. */
async function run(tags: readonly string[], ifExists: IfExists, until?: Moment) {
  const controller = new AbortController();
  let matching = 0;
  if (until) registry.faults.add({ match: until.match, after: until.nth - 1, act: faults.hang() });
  const off = registry.onRequest((request) => {
    if (until?.match(request) && ++matching === until.nth) controller.abort(new Error("cancelled"));
  });
  const target: Target = {
    name: "app",
    sources: [parseReference(`${registry.host}/build@${image.descriptor.digest}`)],
    tags: tags.map((tag) => parseReference(`${registry.host}/${app}:${tag}`)),
    merge: { annotations: {}, descriptorAnnotations: [] },
    platforms: [],
  };
  const { client } = testClient({ credentials: stored({ [registry.host]: rightUser }) });
  const options = {
    movingTags: ["latest"],
    ifExists,
    created: "keep" as const,
    dryRun: false,
    heal: false,
    referrers: "all" as const,
    waitTimeout: 600_000,
    concurrency: 1,
  };
  const [result] = await publish([target], [target], client, options, { log, signal: controller.signal });
  off();
  return result;
}

const statesOf = (result: TargetResult | undefined) => result?.tags.map(({ state }) => state);

describe("a run that is cancelled", () => {
  test.each<[string, IfExists, Moment, TagState[], Phase]>([
    [
      "while tags are looked at once more moves none",
      "skip",
      { match: isLookedAtAgain, nth: 1 },
      ["not-moved", "not-moved"],
      "tag",
    ],
    [
      "while a version tag is moved leaves moving ones untouched",
      "overwrite",
      { match: where({ method: "PUT", reference: "1" }), nth: 1 },
      ["failed", "not-moved"],
      "tag",
    ],
    [
      "while moved tags are read back has moved them",
      "overwrite",
      { match: where({ method: "HEAD", reference: "latest" }), nth: 1 },
      ["published", "published"],
      "verify",
    ],
  ])("%s", async (_, ifExists, until, states, last) => {
    const result = await run(["1", "latest"], ifExists, until);
    expect(result).toMatchObject({ state: "cancelled", error: "the run was cancelled" });
    expect(statesOf(result)).toEqual(states);
    expect(result?.phases.at(-1)).toMatchObject({ phase: last, outcome: "cancelled" });
    const published = states.filter((state) => state === "published").length;
    expect(registry.tags(app).size).toBe(published);
  });
});

test("where a tag cannot be looked at once more, no tag of its repository is moved", async () => {
  registry.faults.add({
    match: isLookedAtAgain,
    times: Infinity,
    act: faults.status(400),
  });
  const result = await run(["1", "2", "latest"], "skip");
  expect(result?.state).toBe("failed");
  expect(result?.error).toContain("/manifests/1: HTTP 400");
  expect(statesOf(result)).toEqual(["not-moved", "not-moved", "not-moved"]);
  expect([...registry.tags(app)]).toEqual([]);
});
