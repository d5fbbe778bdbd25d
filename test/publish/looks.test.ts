import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { imageFixture, indexFixture, pushFixture } from "../support/images/images.ts";
import { faults, type Registry, startRegistry } from "../support/registry/index.ts";
import { linesOf, publishAll } from "./kit.ts";

const { where } = faults;
const image = imageFixture({ platform: "linux/amd64", layers: 1 });
const source = indexFixture([image]);
const index = source.descriptor.digest;
const older = indexFixture([imageFixture({ platform: "linux/amd64", layers: 1, seed: "older" })]);
const newer = indexFixture([imageFixture({ platform: "linux/amd64", layers: 1, seed: "newer" })]);
const names = { image: image.descriptor.digest, index, older: older.descriptor.digest };

let registry: Registry;
let count = 0;
let app = "";

beforeAll(async () => {
  registry = await startRegistry({ auth: "bearer" });
});
afterAll(() => registry.close());
beforeEach(() => {
  app = `app-${++count}`;
  pushFixture(registry, app, source);
  registry.faults.clear();
  registry.clearRequests();
});

const publishTags = (tags: readonly string[], more: Parameters<typeof publishAll>[1] = {}) =>
  publishAll(
    [
      {
        sources: [`${registry.host}/${app}@${index}`],
        tags: tags.map((tag) => `${registry.host}/${app}:${tag}`),
      },
    ],
    more,
  );
/** The tags that were looked at before anything was written, by one method. */
const looked = (method: "GET" | "HEAD") => {
  const lines = linesOf(registry, { ...names, app });
  const writes = lines.findIndex((line) => line.startsWith("PUT"));
  return lines
    .slice(0, writes < 0 ? undefined : writes)
    .filter((line) => line.startsWith(`${method} app `))
    .map((line) => line.split(" ")[2] ?? "")
    .filter((reference) => !["image", "index"].includes(reference))
    .sort();
};

describe("what is looked at", () => {
  // The first look of a run at a registry is by GET.
  test.each<[string, string[], Parameters<typeof publishAll>[1], { get: string[]; head: string[] }]>([
    ["the first version tag", ["latest", "1", "2"], {}, { get: ["1"], head: [] }],
    ["the first tag, where all are moving ones", ["latest", "edge"], {}, { get: ["latest"], head: [] }],
    [
      "every tag with if-exists: skip, and version tags again before they are moved",
      ["latest", "1", "2"],
      { ifExists: "skip" },
      { get: ["latest", "1", "2"], head: ["1", "2"] },
    ],
    [
      "every tag with if-exists: fail, and version tags again before they are moved",
      ["latest", "1", "2"],
      { ifExists: "fail" },
      { get: ["latest", "1", "2"], head: ["1", "2"] },
    ],
    ["every tag in a dry run", ["latest", "1", "2"], { dryRun: true }, { get: ["latest"], head: ["1", "2"] }],
  ])("is %s", async (_, tags, more, { get, head }) => {
    const { results } = await publishTags(tags, more);
    expect(results[0]?.state).toBe(more?.dryRun ? "planned" : "published");
    expect(looked("HEAD")).toEqual(head);
    // GET agrees once with a HEAD that says no.
    expect(looked("GET")).toEqual(expect.arrayContaining(get));
    expect(looked("GET")).toHaveLength(get.length + (head.length > 0 ? 1 : 0));
  });

  test("is every tag where the first holds the index already", async () => {
    await publishTags(["1"]);
    registry.clearRequests();
    const { results } = await publishTags(["1", "2", "latest"]);
    expect(looked("HEAD")).toEqual(["2", "latest"]);
    expect(looked("GET")).toHaveLength(2);
    expect(looked("GET")).toContain("1");
    expect(results[0]).toMatchObject({
      state: "published",
      tags: [{ state: "unchanged" }, { state: "published" }, { state: "published" }],
    });
  });

  test("is looked at while the sources are read", async () => {
    registry.faults.add({
      match: where({ method: "GET", reference: index }),
      act: faults.slowHandling(300),
    });
    await publishTags(["1"]);
    const [read, look] = [
      where({ method: "GET", reference: index }),
      where({ method: "GET", reference: "1" }),
    ].map((match) => registry.requests.find((one) => one.status !== 401 && match(one)));
    expect(look?.end).toBeLessThan(read?.end ?? 0);
  });
});

test("a tag that nobody looked at and that holds the index already is published", async () => {
  pushFixture(registry, app, source, { tag: "2" });
  const { results } = await publishTags(["1", "2"]);
  expect(results[0]).toMatchObject({
    state: "published",
    tags: [{ state: "published" }, { state: "published" }],
  });
});

test("a tag that was moved away while the first stayed is moved again", async () => {
  await publishTags(["1", "2", "latest"]);
  pushFixture(registry, app, older, { tag: "2" });
  const { results } = await publishTags(["1", "2", "latest"]);
  expect(results[0]?.tags.map(({ state }) => state)).toEqual(["unchanged", "published", "unchanged"]);
  expect(registry.tags(app).get("2")).toBe(index);
});

test("a tag that nobody looked at may lag for as long as any", async () => {
  pushFixture(registry, app, older, { tag: "latest" });
  const { digest, mediaType } = older.descriptor;
  const headers = { "content-type": mediaType, "docker-content-digest": digest };
  // Ten polls take more than a minute.
  registry.faults.add({
    match: where({ method: "HEAD", reference: "latest" }),
    times: 10,
    act: faults.status(200, { headers }),
  });
  const { results } = await publishTags(["1", "latest"]);
  expect(results[0]).toMatchObject({ state: "published" });
});

describe("what was looked at before the sources were there", () => {
  /** The source is missing at first; `act` is called when the tag was looked at and the source is still waited for. */
  const lateSource = (act: () => void) => {
    const source = { repository: app, reference: index };
    registry.faults.add({ match: where(source), times: 3, act: faults.notFound() });
    let looked = false;
    let acted = false;
    return registry.onRequest((request) => {
      looked ||= where({ method: "GET", reference: "1" })(request);
      if (!looked || acted || !where(source)(request)) return;
      acted = true;
      act();
    });
  };

  test("is not relied on where the tag held the index", async () => {
    await publishTags(["1"]);
    registry.clearRequests();
    const off = lateSource(() => pushFixture(registry, app, newer, { tag: "1" }));
    const { results } = await publishTags(["1"]);
    off();
    expect(results[0]).toMatchObject({ state: "published" });
    expect(registry.tags(app).get("1")).toBe(index);
  });

  test("is not relied on where there was no such tag", async () => {
    const off = lateSource(() => pushFixture(registry, app, source, { tag: "1" }));
    const { results } = await publishTags(["1"]);
    off();
    expect(results[0]).toMatchObject({ state: "unchanged" });
    expect(registry.writes()).toEqual([]);
  });

  test("is not relied on where what the source lists was waited for", async () => {
    await publishTags(["1", "2"]);
    registry.clearRequests();
    pushFixture(registry, app, older, { tag: "2" });
    registry.faults.add({ match: where({ reference: names.image }), times: 2, act: faults.notFound() });
    const off = registry.onRequest((request) => {
      if (where({ method: "HEAD", reference: names.image })(request))
        pushFixture(registry, app, older, { tag: "1" });
    });
    const { results } = await publishTags(["1", "2"]);
    off();
    expect(results[0]?.phases.map(({ phase }) => phase)).toEqual([
      "wait",
      "check",
      "wait",
      "check",
      "wait",
      "tag",
      "verify",
    ]);
    expect(results[0]?.tags.map(({ state }) => state)).toEqual(["published", "published"]);
    expect(Object.fromEntries(registry.tags(app))).toEqual({ 1: index, 2: index });
  });

  test("is not relied on with if-exists: fail", async () => {
    const off = lateSource(() => pushFixture(registry, app, newer, { tag: "1" }));
    const { results, lines } = await publishTags(["1"], { ifExists: "fail" });
    off();
    expect(results[0]?.error).toContain(`holds ${newer.descriptor.digest}`);
    expect(lines.join("\n")).toContain("1 tag holds another image");
    expect(registry.writes()).toEqual([]);
  });

  test("is not relied on with if-exists: skip", async () => {
    const off = lateSource(() => pushFixture(registry, app, newer, { tag: "1" }));
    const { results } = await publishTags(["1"], { ifExists: "skip" });
    off();
    expect(results[0]).toMatchObject({ state: "skipped", tags: [{ state: "kept" }] });
    expect(registry.writes()).toEqual([]);
  });
});

test("a look that is tried again is told of with the check", async () => {
  registry.faults.add({ match: where({ method: "GET", reference: "1" }), times: 2, act: faults.html503() });
  const { results, lines } = await publishTags(["1"]);
  expect(results[0]).toMatchObject({ state: "published", attempts: 3 });
  expect(lines.find((line) => line.includes(" check "))).toContain("2 retries: HTTP 503 ×2");
});

test("a tag that cannot be looked at gets nothing at its destination, and stays as it is", async () => {
  registry.faults.add({
    match: where({ method: ["HEAD", "GET"], reference: "1" }),
    times: Infinity,
    act: faults.status(400),
  });
  const { results } = await publishTags(["1", "2", "latest"]);
  expect(results[0]).toMatchObject({ state: "failed" });
  expect(results[0]?.tags.map(({ state }) => state)).toEqual(["not-moved", "not-moved", "not-moved"]);
  expect(registry.writes()).toEqual([]);
});

describe("the index", () => {
  const puts = () => linesOf(registry, { ...names, app }, where({ method: "PUT" }));

  test("comes with a version tag at a lone destination", async () => {
    await publishTags(["latest", "1"]);
    expect(puts()).toEqual(["PUT app 1 201", "PUT app latest 201"]);
  });

  test("is put by its digest first where moving tags alone are moved", async () => {
    await publishTags(["latest", "edge"]);
    expect(puts()[0]).toBe("PUT app index 201");
    expect(puts()).toHaveLength(3);
  });

  test("is put by its digest at every destination first where there are several", async () => {
    const other = `other-${count}`;
    pushFixture(registry, other, source);
    const tags = [app, other].map((repository) => `${registry.host}/${repository}:1`);
    await publishAll([{ sources: [`${registry.host}/${app}@${index}`], tags }]);
    const lines = linesOf(registry, { ...names, app }, where({ method: "PUT" }));
    const puts = lines.filter((line) => !line.includes(" image "));
    expect(puts.slice(0, 2).sort()).toEqual(["PUT app index 201", `PUT ${other} index 201`]);
    expect(puts.slice(2).sort()).toEqual(["PUT app 1 201", `PUT ${other} 1 201`]);
  });

  test("reaches no moving tag where a version tag is refused, and the others hold it", async () => {
    pushFixture(registry, app, older, { tag: "latest" });
    registry.faults.add({ match: where({ method: "PUT", reference: "1" }), act: faults.status(400) });
    const first = await publishTags(["1", "2", "latest"]);
    expect(first.results[0]).toMatchObject({
      state: "failed",
      tags: [{ state: "failed" }, { state: "published" }, { state: "not-moved" }],
    });
    expect(Object.fromEntries(registry.tags(app))).toEqual({ 2: index, latest: older.descriptor.digest });
    const again = await publishTags(["1", "2", "latest"]);
    expect(again.results[0]?.state).toBe("published");
    expect(Object.fromEntries(registry.tags(app))).toEqual({ 1: index, 2: index, latest: index });
  });
});
