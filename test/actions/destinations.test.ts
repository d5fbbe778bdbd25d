import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  buildxIndexFixture,
  imageFixture,
  indexFixture,
  partsOf,
  pushFixture,
} from "../support/images/images.ts";
import { faults, type Registry, startRegistry } from "../support/registry/index.ts";
import {
  expectOneError,
  expectSuccess,
  manifestPuts,
  noJitter,
  publish,
  reportOf,
  stillClock,
} from "./step.ts";

const { where } = faults;
const amd64 = buildxIndexFixture({ platform: "linux/amd64", layers: 2 });
const arm64 = buildxIndexFixture({ platform: "linux/arm64", layers: 2 });
const parts = [amd64, arm64].flatMap((fixture) => fixture.children);
const older = indexFixture([imageFixture({ platform: "linux/amd64", layers: 1, seed: "older" })]);

let one: Registry;
let two: Registry;
let count = 0;
/** New repositories for each case. */
let [from, app] = ["", ""];

beforeAll(async () => {
  [one, two] = await Promise.all([startRegistry(), startRegistry()]);
});
afterAll(() => Promise.all([one.close(), two.close()]));
beforeEach(() => {
  count++;
  [from, app] = [`build-${count}`, `app-${count}`];
  for (const registry of [one, two]) {
    registry.faults.clear();
    registry.clearRequests();
  }
  for (const fixture of [amd64, arm64]) pushFixture(one, from, fixture);
});

const sources = () =>
  [amd64, arm64].map(({ descriptor }) => `${one.host}/${from}@${descriptor.digest}`).join("\n");
const tagsAt = (registry: Registry, ...tags: string[]) => tags.map((tag) => `${registry.host}/${app}:${tag}`);
const publishTo = (
  tags: string[],
  more: Parameters<typeof publish>[0] = {},
  options: Parameters<typeof publish>[1] = stillClock,
) => publish({ sources: sources(), tags: tags.join("\n"), ...more }, options);
const puts = () =>
  [one, two]
    .flatMap(({ requests }) => requests)
    .filter(({ method, kind }) => method === "PUT" && kind === "manifest")
    .sort((a, b) => a.start - b.start);
/** The blobs that were uploaded. */
const sentTo = (registry: Registry) =>
  new Set(registry.writes().flatMap(({ query }) => query.get("digest") ?? []));
const children = new Set(parts.map(({ descriptor }) => descriptor.digest));

test("a destination that keeps its only tag holds the digest before a moving tag moves elsewhere", async () => {
  pushFixture(two, app, older, { tag: "1.2.3" });
  const run = await publishTo([...tagsAt(one, "latest"), ...tagsAt(two, "1.2.3")], { "if-exists": "skip" });
  expectSuccess(run);
  const { digest = "" } = run.outputs;
  expect(two.tags(app).get("1.2.3")).toBe(older.descriptor.digest);
  expect(two.readManifest(app, digest)?.digest).toBe(digest);
  expect(one.tags(app).get("latest")).toBe(digest);
});

test("puts everything by digest everywhere, then version tags, then moving tags", async () => {
  const run = await publishTo([
    ...tagsAt(one, "latest", "1.2.3", "edge"),
    ...tagsAt(two, "main", "1.2.3", "1.2"),
  ]);
  expectSuccess(run);
  const { digest = "" } = run.outputs;
  const rank = (reference = "") => {
    if (children.has(reference)) return 0;
    if (reference === digest) return 1;
    // 1.2 floats over 1.2.3.
    return reference === "1.2.3" ? 2 : 3;
  };
  const ranks = puts().map(({ reference }) => rank(reference));
  expect(ranks).toHaveLength(8 + 2 + 3 + 3);
  // Children come before the index of their own repository, tags after the index at every destination.
  for (const registry of [one, two]) {
    const mine = registry.requests.filter((r) => r.method === "PUT" && r.kind === "manifest");
    const firstIndex = mine.findIndex(({ reference }) => reference === digest);
    expect(new Set(mine.slice(0, firstIndex).map(({ reference }) => reference))).toEqual(children);
  }
  expect(ranks.slice(-6)).toEqual([2, 2, 3, 3, 3, 3]);
  const lastByDigest = Math.max(
    ...puts()
      .filter((r) => rank(r.reference) < 2)
      .map(({ end }) => end),
  );
  const firstTag = Math.min(
    ...puts()
      .filter((r) => rank(r.reference) >= 2)
      .map(({ start }) => start),
  );
  expect(firstTag).toBeGreaterThan(lastByDigest);
  const lastVersion = Math.max(
    ...puts()
      .filter((r) => rank(r.reference) === 2)
      .map(({ end }) => end),
  );
  const firstMoving = Math.min(
    ...puts()
      .filter((r) => rank(r.reference) === 3)
      .map(({ start }) => start),
  );
  expect(firstMoving).toBeGreaterThan(lastVersion);
  expect([...one.incompleteTags(), ...two.incompleteTags()]).toEqual([]);
});

describe("when one of two destinations", () => {
  const cases: [string, () => void, RegExp][] = [
    [
      "denies the upload",
      () =>
        void two.faults.add({
          match: where({ kind: "upload" }),
          times: Infinity,
          act: faults.deniedRepository(),
        }),
      /403 DENIED \(requested access to the resource is denied\)/,
    ],
    [
      "refuses the manifests",
      () =>
        void two.faults.add({
          match: where({ method: "PUT", kind: "manifest" }),
          times: Infinity,
          act: faults.status(413, { code: "SIZE_INVALID" }),
        }),
      /413 SIZE_INVALID/,
    ],
    [
      "is down",
      () => void two.faults.add({ times: Infinity, act: faults.resetBeforeHeaders() }),
      /conn reset/,
    ],
    [
      "answers 503 for good",
      () => void two.faults.add({ times: Infinity, act: faults.html503() }),
      /HTTP 503/,
    ],
    [
      "has an immutable version tag",
      () => {
        pushFixture(two, app, older, { tag: "1.2.3" });
        two.faults.add({ match: where({ reference: "1.2.3" }), times: Infinity, act: faults.immutableTag() });
      },
      /400 TAG_INVALID \(The image tag '1\.2\.3' already exists/,
    ],
  ];
  test.each(cases)(
    "%s, the other gets its version tags and nothing moving moves",
    async (_, arrange, why) => {
      pushFixture(one, app, older, { tag: "latest" });
      arrange();
      const run = await publishTo([...tagsAt(one, "1.2.3", "latest"), ...tagsAt(two, "1.2.3", "edge")]);
      const error = expectOneError(run);
      expect(error).toMatch(why);
      expect(error).toContain(two.host);
      expect(error).not.toContain(one.host);
      const [report] = reportOf(run);
      expect(Object.fromEntries(one.tags(app))).toEqual({
        "1.2.3": report?.digest,
        latest: older.descriptor.digest,
      });
      expect(two.tags(app).has("edge")).toBe(false);
      expect(two.tags(app).get("1.2.3")).not.toBe(report?.digest);
      expect(report).toMatchObject({ state: "failed", error });
      expect(report?.tags.map(({ state }) => state).slice(0, 2)).toEqual(["published", "not-moved"]);
      expect(report?.tags[3]?.state).toBe("not-moved");
      // A tag holds it, so later steps may name it.
      expect(run.outputs.digest).toBe(reportOf(run)[0]?.digest);
      expect(run.outputs.refs).toBe(`${one.host}/${app}:1.2.3@${report?.digest}`);
      expect([...one.incompleteTags(), ...two.incompleteTags()]).toEqual([]);
    },
  );

  test("cannot be asked, a dry run says so and fails", async () => {
    two.faults.add({ times: Infinity, act: faults.deniedRepository() });
    const run = await publishTo([...tagsAt(one, "1"), ...tagsAt(two, "1")], { "dry-run": "true" });
    expect(expectOneError(run)).toContain(`${two.host}/${app}`);
    expect(run.log).toContain(`${two.host}/${app}:1: cannot be told`);
    expect(reportOf(run)[0]).toMatchObject({
      state: "failed",
      tags: [{ state: "planned" }, { state: "not-moved" }],
    });
  });
});

describe("copying", () => {
  test("streams between two registries, each blob once", async () => {
    const run = await publishTo(tagsAt(two, "1"));
    expectSuccess(run);
    expect(two.incompleteTags()).toEqual([]);
    const blobs = new Set(
      [amd64, arm64].flatMap((fixture) => partsOf(fixture).blobs).map((b) => b.descriptor.digest),
    );
    // One of them in a single request, by which the registry is asked whether it takes that.
    expect(sentTo(two)).toEqual(blobs);
    expect(two.count(({ query }) => query.has("digest"))).toBe(blobs.size);
    expect(two.count((request) => faults.isMount(request))).toBe(0);
  });

  test("skips what the other registry has", async () => {
    const [there, missing] = ["linux/amd64", "linux/arm64"].map((platform) =>
      buildxIndexFixture({ platform, layers: 2, layerSize: 40_000, seed: "large" }),
    );
    if (!there || !missing) throw new Error("there are two");
    for (const fixture of [there, missing]) pushFixture(one, from, fixture);
    pushFixture(two, app, there);
    const run = await publishTo(tagsAt(two, "1"), {
      sources: [there, missing]
        .map(({ descriptor }) => `${one.host}/${from}@${descriptor.digest}`)
        .join("\n"),
    });
    expectSuccess(run);
    const sent = sentTo(two);
    for (const { descriptor } of there.image.layers) expect(sent).not.toContain(descriptor.digest);
    for (const { descriptor } of partsOf(missing).blobs) expect(sent).toContain(descriptor.digest);
  });

  test.each([
    ["a phantom mount", () => faults.phantomMount()],
    ["a mount answered with an upload session", () => faults.mount202()],
    ["a mount refused with 401", () => faults.mountRefused(401)],
    ["a mount refused with 403", () => faults.mountRefused(403)],
    ["a mount refused with 404", () => faults.mountRefused(404)],
    ["a mount refused with 405", () => faults.mountRefused(405)],
  ])("uploads after %s", async (_, act) => {
    one.faults.add({ times: Infinity, act: act() });
    expectSuccess(await publishTo(tagsAt(one, "1")));
    expect(one.incompleteTags()).toEqual([]);
  });

  test.each([
    ["a layer", amd64.image.layers[1]?.descriptor.digest ?? ""],
    ["a config", arm64.image.config.descriptor.digest],
    ["an attestation's statement", amd64.attestation.layers[0]?.descriptor.digest ?? ""],
  ])("heals an earlier copy that lacks %s though manifest and tag are there", async (_, digest) => {
    const first = await publishTo(tagsAt(one, "1"));
    expectSuccess(first);
    one.removeBlob(app, digest);
    const run = await publishTo(tagsAt(one, "1", "2"));
    expectSuccess(run);
    expect(one.hasBlob(app, digest)).toBe(true);
    expect(one.incompleteTags()).toEqual([]);
    expect(run.outputs.digest).toBe(first.outputs.digest);
    expect(reportOf(run)[0]?.state).toBe("published");
  });

  test("heals a copy that lost a layer since, when it is asked to", async () => {
    const layer = arm64.image.layers[0]?.descriptor.digest ?? "";
    expectSuccess(await publishTo(tagsAt(two, "1", "latest")));
    two.removeBlob(app, layer);
    const run = await publishTo(tagsAt(two, "1", "latest"));
    expectSuccess(run);
    expect(reportOf(run)[0]?.state).toBe("unchanged");
    expect(two.hasBlob(app, layer)).toBe(false);
    const healing = await publishTo(tagsAt(two, "1", "latest"), { heal: "true" });
    expectSuccess(healing);
    expect(reportOf(healing)[0]).toMatchObject({
      state: "published",
      tags: [{ state: "unchanged" }, { state: "unchanged" }],
    });
    expect(two.incompleteTags()).toEqual([]);
  });

  test("heals an earlier copy that lacks a manifest", async () => {
    expectSuccess(await publishTo(tagsAt(two, "1")));
    two.removeManifest(app, arm64.image.descriptor.digest);
    two.removeBlob(app, arm64.image.layers[0]?.descriptor.digest ?? "");
    expectSuccess(await publishTo(tagsAt(two, "1")));
    expect(two.incompleteTags()).toEqual([]);
  });

  test("trusts no manifest of a copy that never came to its tag", async () => {
    pushFixture(two, app, amd64, { only: (digest) => digest === amd64.image.descriptor.digest });
    expectSuccess(await publishTo(tagsAt(two, "1")));
    expect(two.incompleteTags()).toEqual([]);
  });
});

describe("retries", () => {
  test("tell their reasons in the phase's line, the table and the summary", async () => {
    one.faults.add({ match: where({ method: "PUT", reference: "1" }), times: 2, act: faults.html503() });
    one.faults.add({ match: where({ method: "PUT", reference: "1" }), act: faults.resetBeforeHeaders() });
    const run = await publishTo(tagsAt(one, "1"));
    expectSuccess(run);
    expect(run.log).toMatch(/ tag {5}1 of 1 tags? moved, .*; 3 retries: HTTP 503 ×2, conn reset$/m);
    expect(run.summary).toContain("3 retries: HTTP 503 ×2, conn reset");
    expect(reportOf(run)[0]?.attempts).toBe(4);
  });

  test("wait for what a 429 asks", async () => {
    one.faults.add({
      match: where({ method: "PUT", reference: "1" }),
      act: faults.tooMany({ retryAfter: 1 }),
    });
    const run = await publishTo(tagsAt(one, "1"), {}, noJitter);
    expectSuccess(run);
    expect(run.log).toContain("1 retry: 429, 1 s");
    const [refused, again] = one.requests.filter(
      ({ method, reference }) => method === "PUT" && reference === "1",
    );
    expect((again?.start ?? 0) - (refused?.end ?? 0)).toBeGreaterThanOrEqual(990);
  });

  test("count a manifest put whose answer was lost as done", async () => {
    one.faults.add({ match: where({ method: "PUT", kind: "manifest" }), act: faults.resetAfterHandling() });
    expectSuccess(await publishTo(tagsAt(one, "1")));
    expect(manifestPuts(one).filter((put) => put === `${app}:1`)).toHaveLength(1);
  });
});

test("verifies that a tag came to hold the digest, and does not trust the 201", async () => {
  one.faults.add({
    match: where({ method: "PUT", reference: "1" }),
    act: faults.status(201),
  });
  const run = await publishTo(tagsAt(one, "1", "latest"), { "wait-timeout": "1s" });
  const error = expectOneError(run);
  expect(error).toContain(
    `${one.host}/${app}:1 was moved to ${reportOf(run)[0]?.digest} but is not read back`,
  );
  expect(reportOf(run)[0]).toMatchObject({
    state: "failed",
    tags: [{ state: "failed" }, { state: "published" }],
  });
  expect(run.outputs.refs).not.toContain(`${app}:1@`);
});
