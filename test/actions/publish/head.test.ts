import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { imageFixture, indexFixture, pushFixture } from "../../support/images/images.ts";
import { faults, type Registry, startRegistry } from "../../support/registry/index.ts";
import { expectOneError, expectSuccess, line, noJitter, publish, reportOf } from "../step.ts";

const { where } = faults;
const amd64 = imageFixture({ platform: "linux/amd64", layers: 1 });
const arm64 = imageFixture({ platform: "linux/arm64", layers: 1 });
const older = indexFixture([imageFixture({ platform: "linux/amd64", layers: 1, seed: "older" })]);
const held = older.descriptor.digest;
const names = { amd64: amd64.descriptor.digest, arm64: arm64.descriptor.digest };

let one: Registry;
let two: Registry;
let count = 0;
let app = "";

beforeAll(async () => {
  [one, two] = await Promise.all([startRegistry(), startRegistry()]);
});
afterAll(() => Promise.all([one.close(), two.close()]));
beforeEach(() => {
  app = `app-${++count}`;
  for (const registry of [one, two]) {
    registry.faults.clear();
    registry.clearRequests();
  }
  for (const fixture of [amd64, arm64]) pushFixture(one, app, fixture);
});

type Inputs = Parameters<typeof publish>[0];
const tagsAt = (registry: Registry, ...tags: string[]) => tags.map((tag) => `${registry.host}/${app}:${tag}`);
const publishTo = (tags: string[], more: Inputs = {}) =>
  publish(
    {
      sources: [amd64, arm64].map(({ descriptor }) => `${one.host}/${app}@${descriptor.digest}`).join("\n"),
      tags: tags.join("\n"),
      ...more,
    },
    noJitter,
  );
const isHead = where({ method: "HEAD", kind: "manifest" });
const lines = (registry: Registry, method: string) =>
  registry.requests.filter((one) => one.method === method).map((one) => line(one, { ...names, app }));
/** Requests for the tags that are no writes, in their order. */
const looks = (registry: Registry) =>
  registry.requests
    .filter(({ method, reference = "" }) => method !== "PUT" && /^(?:\d|latest)/.test(reference))
    .map((one) => line(one, { app }));

const answers = {
  400: faults.status(400),
  404: faults.status(404),
  405: faults.status(405),
  501: faults.status(501),
  "200 with another content type": faults.status(200, { headers: { "content-type": "text/html" } }),
  "200 of a type that is no manifest's": faults.status(200, {
    headers: { "content-type": "application/octet-stream", "docker-content-digest": held },
  }),
  "200 without a content type": faults.status(200),
};

// crane asks by GET whatever goes wrong with its HEAD, and skopeo asks by GET alone.
describe.each(Object.entries(answers))("a registry that answers HEAD with %s", (_, act) => {
  const lies = (registry: Registry) => registry.faults.add({ match: isHead, times: Infinity, act });

  test("is published to and read back, and a rerun changes nothing", async () => {
    lies(one);
    const tags = tagsAt(one, "1.2.3", "latest");
    const run = await publishTo(tags);
    expectSuccess(run);
    const { digest } = run.outputs;
    expect(Object.fromEntries(one.tags(app))).toEqual({ "1.2.3": digest, latest: digest });
    one.clearRequests();
    const again = await publishTo(tags);
    expectSuccess(again);
    expect(reportOf(again)[0]).toMatchObject({ state: "unchanged", digest });
    expect(one.writes()).toEqual([]);
  });

  test("and holds another image under the second tag is not written to with fail", async () => {
    pushFixture(one, app, older, { tag: "2" });
    lies(one);
    const run = await publishTo(tagsAt(one, "1", "2"), { "if-exists": "fail" });
    expect(expectOneError(run)).toContain(
      `input "if-exists": fail, and ${one.host}/${app}:2 holds ${held}, not sha256:`,
    );
    expect(one.writes()).toEqual([]);
  });

  test("and holds another image elsewhere has no tag moved with fail, and keeps it with skip", async () => {
    pushFixture(two, app, older, { tag: "2" });
    lies(two);
    const tags = tagsAt(two, "1", "2", "latest");
    const failed = await publishTo(tags, { "if-exists": "fail" });
    expect(expectOneError(failed)).toContain(`${two.host}/${app}:2 holds ${held}, not sha256:`);
    expect(Object.fromEntries(two.tags(app))).toEqual({ 2: held });
    const kept = await publishTo(tags, { "if-exists": "skip" });
    expectSuccess(kept);
    const { digest } = kept.outputs;
    expect(Object.fromEntries(two.tags(app))).toEqual({ 1: digest, 2: held, latest: digest });
  });
});

describe("a registry whose 404 is true", () => {
  const absentBy = (method: string) => lines(one, method).filter((line) => line.endsWith(" 404"));

  test("is asked by GET once where that decides, and in place of HEAD at first and before a tag is moved", async () => {
    expectSuccess(await publishTo(tagsAt(one, "1", "2", "latest"), { "if-exists": "fail" }));
    expect(absentBy("HEAD").sort()).toEqual(["HEAD app/manifests/2 404", "HEAD app/manifests/latest 404"]);
    const [first, settled, ...again] = absentBy("GET");
    expect(first).toBe("GET app/manifests/1 404");
    expect(absentBy("HEAD").map((line) => line.replace("HEAD", "GET"))).toContain(settled);
    expect(again.sort()).toEqual(["GET app/manifests/1 404", "GET app/manifests/2 404"]);
    // Three looks, two again, three tags read back, and the one that settles.
    expect(looks(one)).toHaveLength(3 + 2 + 3 + 1);
  });

  test("is not asked once more where tags are overwritten, as that is idempotent", async () => {
    expectSuccess(await publishTo(tagsAt(one, "1", "2", "latest")));
    expect(looks(one).sort()).toEqual([
      "GET app/manifests/1 404",
      "HEAD app/manifests/1 200",
      "HEAD app/manifests/2 200",
      "HEAD app/manifests/latest 200",
    ]);
  });
});

test("a tag that neither HEAD nor GET tells of is not moved with fail", async () => {
  pushFixture(one, app, older, { tag: "1" });
  const match = where({ method: ["HEAD", "GET"], kind: "manifest", reference: "1" });
  one.faults.add({ match, times: Infinity, act: faults.status(405) });
  const run = await publishTo(tagsAt(one, "1"), { "if-exists": "fail" });
  expect(expectOneError(run)).toContain(`GET ${one.host}/${app}/manifests/1: HTTP 405`);
  expect(one.writes()).toEqual([]);
});

test("a digest header that is none does not keep a tag from being told", async () => {
  const headers = { "content-type": older.descriptor.mediaType, "docker-content-digest": "none" };
  one.faults.add({ match: isHead, times: Infinity, act: faults.status(200, { headers }) });
  const run = await publishTo(tagsAt(one, "1"));
  expectSuccess(run);
  expect(one.tags(app).get("1")).toBe(run.outputs.digest);
});
