import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { imageFixture, indexFixture, pushFixture } from "../../support/images/images.ts";
import { faults, type Registry, startRegistry } from "../../support/registry/index.ts";
import { expectOneError, expectSuccess, manifestPuts, noJitter, publish, reportOf } from "../step.ts";

const amd64 = imageFixture({ platform: "linux/amd64", layers: 1 });
const arm64 = imageFixture({ platform: "linux/arm64", layers: 1 });
const older = indexFixture([imageFixture({ platform: "linux/amd64", layers: 1, seed: "older" })]);
const held = older.descriptor.digest;

let registry: Registry;
let second: Registry;
let count = 0;
/** A new repository for each case, in which some tags hold an older image. */
let app = "";
beforeAll(async () => {
  [registry, second] = await Promise.all([startRegistry(), startRegistry()]);
});
afterAll(() => Promise.all([registry.close(), second.close()]));
beforeEach(() => {
  app = `app-${++count}`;
  for (const fixture of [amd64, arm64]) pushFixture(registry, app, fixture);
  registry.faults.clear();
  registry.clearRequests();
});

const hold = (...tags: string[]) => {
  for (const tag of tags) pushFixture(registry, app, older, { tag });
};
const publishAs = (tags: string, more: Readonly<Record<string, string>> = {}) =>
  publish(
    {
      image: `${registry.host}/${app}`,
      sources: `${amd64.descriptor.digest}\n${arm64.descriptor.digest}`,
      tags,
      ...more,
    },
    noJitter,
  );

test("a release moves the versions that float over it, and fails for none of them", async () => {
  hold("1", "1.2", "latest");
  const run = await publishAs("1.2.4,1.2,1,latest", { "if-exists": "fail" });
  expectSuccess(run);
  const { digest } = run.outputs;
  expect(Object.fromEntries(registry.tags(app))).toEqual({
    1: digest,
    1.2: digest,
    "1.2.4": digest,
    latest: digest,
  });
  // The version first; all that moves comes after it.
  expect(manifestPuts(registry)[0]).toBe(`${app}:1.2.4`);
  expect(manifestPuts(registry).toSorted()).toEqual(
    ["1", "1.2", "1.2.4", "latest"].map((tag) => `${app}:${tag}`),
  );
});

test("the next release of the line is refused for nothing but its own version", async () => {
  hold("1.2.4", "1.2", "1", "latest");
  const run = await publishAs("v1.2.4,1.2.4,1.2,1,latest", { "if-exists": "fail" });
  expect(expectOneError(run)).toMatch(
    new RegExp(
      `^input "if-exists": fail, and ${registry.host}/${app}:1\\.2\\.4 holds ${held}, not sha256:[0-9a-f]{64}; expected overwrite or skip, a tag that does not exist yet, or one that "moving-tags" says may move$`,
    ),
  );
  expect(registry.writes()).toEqual([]);
});

test.each([
  ["with a v", "v1.2.4,v1.2,v1", ["v1.2", "v1"]],
  ["with and without a v", "v1.2.4,1.2,v1", ["1.2", "v1"]],
  ["of a prerelease", "1.3.0-rc.1,1.3", ["1.3"]],
  ["by a date", "2024.05.17,2024.05,2024", ["2024.05", "2024"]],
  // `flavor` of docker/metadata-action: prefix and suffix.
  ["with a suffix", "1.2.4-alpine,1.2-alpine,1-alpine", ["1.2-alpine", "1-alpine"]],
  ["with a prefix", "api-1.2.4,api-1.2,api-v1", ["api-1.2", "api-v1"]],
])("versions %s", async (_, tags, floating) => {
  hold(...floating);
  const run = await publishAs(tags, { "if-exists": "fail" });
  expectSuccess(run);
  for (const tag of tags.split(",")) expect(registry.tags(app).get(tag)).toBe(run.outputs.digest);
});

test.each([
  ["of another line", "1.2.4,1.3", "1.3"],
  ["that is no prefix by whole parts", "1.20.4,1.2", "1.2"],
  ["beside nothing", "1.2,latest", "1.2"],
  ["that is the release of a prerelease", "1.2.4-rc.1,1.2.4", "1.2.4"],
  ["that is the release of a variant", "1.2.4-alpine,1.2.4", "1.2.4"],
  ["of another variant", "1.2.4,1.2-alpine", "1.2-alpine"],
  ["of another part", "api-1.2.4,web-1.2", "web-1.2"],
  ["that is no version", "1.2.4,stable", "stable"],
])("a tag %s does not float", async (_, tags, taken) => {
  hold(taken);
  const run = await publishAs(tags, { "if-exists": "fail" });
  expect(expectOneError(run)).toContain(`${registry.host}/${app}:${taken} holds ${held}`);
  expect(registry.writes()).toEqual([]);
});

test("what floats in one repository is a version in another where nothing more specific is beside it", async () => {
  pushFixture(second, app, older, { tag: "1.2" });
  const run = await publishAs(`1.2.4,1.2,${second.host}/${app}:1.2`, { "if-exists": "fail" });
  expect(expectOneError(run)).toContain(`${second.host}/${app}:1.2 holds ${held}`);
  expect([...registry.writes(), ...second.writes()]).toEqual([]);
});

test("skip keeps the version that is taken, and what floats still moves", async () => {
  hold("1.2.4", "1.2");
  const run = await publishAs("1.2.4,1.2", { "if-exists": "skip" });
  expectSuccess(run);
  expect(reportOf(run)[0]?.tags.map(({ state }) => state)).toEqual(["kept", "published"]);
  expect(Object.fromEntries(registry.tags(app))).toEqual({ "1.2.4": held, "1.2": run.outputs.digest });
});

test("where a destination fails, what floats stays everywhere", async () => {
  hold("1.2");
  second.faults.add({
    match: faults.where({ method: "PUT", kind: "manifest" }),
    times: Infinity,
    act: faults.deniedRepository(),
  });
  const run = await publishAs(`1.2.4,1.2,${second.host}/${app}:1.2.4`);
  second.faults.clear();
  expectOneError(run);
  expect(registry.tags(app).get("1.2")).toBe(held);
  expect(reportOf(run)[0]?.tags.map(({ state }) => state)).toEqual(["published", "not-moved", "not-moved"]);
});

describe("moving-tags", () => {
  test("patterns of one's own have no floating ones unless they say so", async () => {
    hold("1.2");
    const more = { "if-exists": "fail", "moving-tags": "latest" };
    expect(expectOneError(await publishAs("1.2.4,1.2", more))).toContain(`${app}:1.2 holds ${held}`);
    expectSuccess(await publishAs("1.2.4,1.2", { ...more, "moving-tags": "stable*, floating" }));
    expect(registry.tags(app).get("1.2")).toBe(registry.tags(app).get("1.2.4"));
  });

  test.each(["", " \n ", ","])(
    "given as %j it is no tag at all, and latest is not overwritten",
    async (none) => {
      hold("latest");
      const more = { "if-exists": "fail", "moving-tags": none };
      expect(expectOneError(await publishAs("1.2.4,latest", more))).toContain(`${app}:latest holds ${held}`);
      expect(registry.writes()).toEqual([]);
      expect(registry.tags(app).get("latest")).toBe(held);
      hold("1.2");
      expect(expectOneError(await publishAs("1.2.4,1.2", more))).toContain(`${app}:1.2 holds ${held}`);
    },
  );

  test("not given at all it is the default of action.yml", async () => {
    hold("latest", "edge", "1");
    expectSuccess(await publishAs("1.2.4,1,latest,edge", { "if-exists": "fail" }));
    expect([...new Set(registry.tags(app).values())]).toHaveLength(1);
  });
});
