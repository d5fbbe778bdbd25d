import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { imageFixture, indexFixture, pushFixture } from "../../support/images/images.ts";
import { faults, type Registry, startRegistry } from "../../support/registry/index.ts";
import { expectOneError, expectSuccess, line, noJitter, publish, reportOf } from "../step.ts";

const { where } = faults;
const amd64 = imageFixture({ platform: "linux/amd64", layers: 1 });
const arm64 = imageFixture({ platform: "linux/arm64", layers: 1 });
const other = imageFixture({ platform: "linux/amd64", layers: 1, seed: "other" });
const created = "org.opencontainers.image.created";
const [earlier, later] = ["2026-01-31T12:00:00.000Z", "2026-02-01T08:30:00.000Z"];
const source = "org.opencontainers.image.source=https://git.example.com/acme/app";

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
  for (const registry of [one, two]) registry.faults.clear();
  for (const fixture of [amd64, arm64, other]) pushFixture(one, app, fixture);
});

type Inputs = Parameters<typeof publish>[0];
const refTo = (fixture: { descriptor: { digest: string } }) =>
  `${one.host}/${app}@${fixture.descriptor.digest}`;
const tagsAt = (registry: Registry, ...tags: string[]) =>
  tags.map((tag) => `${registry.host}/${app}:${tag}`).join("\n");
/** As docker/metadata-action prints annotations of an index. */
const stamped = (time: string) => `index:${created}=${time}\nindex:${source}`;
const base = (): Inputs => ({
  sources: [amd64, arm64].map(refTo).join("\n"),
  tags: tagsAt(one, "1.2.3", "latest"),
});

async function run(inputs: Inputs) {
  for (const registry of [one, two]) registry.clearRequests();
  return publish({ ...base(), ...inputs }, noJitter);
}
const writes = () => [...one.writes(), ...two.writes()];
const annotationsOf = (digest: string | undefined) =>
  JSON.parse(one.readManifest(app, digest ?? "")?.bytes.toString() ?? "{}").annotations;

describe("a run that is run again with the time of now", () => {
  test.each(["overwrite", "skip", "fail"] as const)(
    "changes nothing, with if-exists: %s",
    async (ifExists) => {
      const first = await run({ annotations: stamped(earlier), "if-exists": ifExists });
      expectSuccess(first);
      const { digest } = first.outputs;
      const again = await run({ annotations: stamped(later), "if-exists": ifExists });
      expectSuccess(again);
      expect(writes()).toEqual([]);
      expect(again.outputs.digest).toBe(digest);
      expect(again.outputs.refs).toBe(first.outputs.refs);
      expect(reportOf(again)[0]).toMatchObject({
        state: "unchanged",
        digest,
        tags: [{ state: "unchanged" }, { state: "unchanged" }],
      });
      expect(Object.fromEntries(one.tags(app))).toEqual({ "1.2.3": digest, latest: digest });
      expect(annotationsOf(digest)[created]).toBe(earlier);
      const kept = again.log.split("\n").filter((line) => line.includes("is kept"));
      expect(kept).toEqual([
        expect.stringContaining(
          `${one.host}/${app}:1.2.3 holds this index, created at another time: ${digest} is kept`,
        ),
      ]);
    },
  );

  test("takes a request more for each other tag, and run again as many as one that is not stamped", async () => {
    const counts: number[][] = [];
    for (const annotations of [
      [source, source],
      [stamped(earlier), stamped(later)],
    ]) {
      app = `app-${++count}`;
      for (const fixture of [amd64, arm64]) pushFixture(one, app, fixture);
      counts.push([]);
      for (const text of annotations) {
        expectSuccess(await run({ annotations: text }));
        counts.at(-1)?.push(one.count());
      }
    }
    const [plain, again] = counts[0] ?? [];
    expect(counts[1]).toEqual([(plain ?? 0) + 1, again]);
  });

  test("is kept where only another tag than the first holds it", async () => {
    const first = await run({ annotations: stamped(earlier) });
    one.removeTag(app, "1.2.3");
    const again = await run({ annotations: stamped(later) });
    expectSuccess(again);
    expect(again.outputs.digest).toBe(first.outputs.digest);
    expect([...one.tags(app)].map(([tag, digest]) => `${tag} ${digest}`).sort()).toEqual(
      ["1.2.3", "latest"].map((tag) => `${tag} ${first.outputs.digest}`),
    );
  });

  test("takes one request for each other image that a tag holds, where all are looked at", async () => {
    const { digest } = (await run({ annotations: stamped(earlier) })).outputs;
    const names = { app, amd64: amd64.descriptor.digest, arm64: arm64.descriptor.digest, held: digest ?? "" };
    const asked = async (annotations: string) => {
      expectSuccess(await run({ annotations, "dry-run": "true" }));
      const manifests = one.requests.filter(({ kind }) => kind === "manifest");
      return manifests.map((request) => line(request, names)).sort();
    };
    const looks = [
      "GET app/manifests/1.2.3 200",
      "GET app/manifests/amd64 200",
      "GET app/manifests/arm64 200",
      "HEAD app/manifests/latest 200",
    ];
    expect(await asked(stamped(later))).toEqual(looks);
    pushFixture(one, app, indexFixture([other]), { tag: "1.2.3" });
    expect(await asked(stamped(later))).toEqual([...looks, "GET app/manifests/held 200"].sort());
    expect(await asked(source)).toEqual(looks);
  });

  test("and annotates descriptors changes nothing either", async () => {
    const annotations = (time: string) =>
      `${stamped(time)}\nmanifest-descriptor[linux/arm64]:${created}=${time}\nmanifest-descriptor[linux/arm64]:title=app`;
    const first = await run({ annotations: annotations(earlier) });
    const again = await run({ annotations: annotations(later), "if-exists": "fail" });
    expectSuccess(again);
    expect(writes()).toEqual([]);
    expect(again.outputs.digest).toBe(first.outputs.digest);
  });

  test("and is the first that has the annotation, or the first without other ones, changes nothing", async () => {
    const first = await run({});
    const again = await run({ annotations: `${created}=${later}` });
    expectSuccess(again);
    expect(writes()).toEqual([]);
    expect(again.outputs.digest).toBe(first.outputs.digest);
  });

  test("gives what one destination holds to another that lacks it", async () => {
    const first = await run({ annotations: stamped(earlier) });
    const { digest = "" } = first.outputs;
    const tags = `${tagsAt(two, "1.2.3")}\n${tagsAt(one, "1.2.3")}`;
    const again = await run({ annotations: stamped(later), tags });
    expectSuccess(again);
    expect(one.writes()).toEqual([]);
    expect(two.tags(app).get("1.2.3")).toBe(digest);
    expect(two.readManifest(app, digest)?.bytes).toEqual(one.readManifest(app, digest)?.bytes);
    expect(again.outputs.digest).toBe(digest);
    expect(reportOf(again)[0]?.tags.map(({ state }) => state)).toEqual(["published", "unchanged"]);
  });

  test("is found out by a later tag where all are looked at", async () => {
    const { digest } = (await run({ annotations: stamped(earlier), tags: tagsAt(one, "1.2.3") })).outputs;
    const again = await run({
      annotations: stamped(later),
      tags: tagsAt(one, "1.2.3-added", "1.2.3"),
      "if-exists": "fail",
    });
    expectSuccess(again);
    expect(Object.fromEntries(one.tags(app))).toEqual({ "1.2.3": digest, "1.2.3-added": digest });
    expect(reportOf(again)[0]?.tags.map(({ state }) => state)).toEqual(["published", "unchanged"]);
  });

  test("of targets that share a tag keeps one index for all of them", async () => {
    const target = (name: string, ...tags: string[]) => ({
      name,
      sources: [amd64, arm64].map(refTo),
      tags: tags.map((tag) => `${one.host}/${app}:${tag}`),
    });
    const targets = JSON.stringify([target("a", "shared", "a"), target("b", "b", "shared")]);
    const inputs = { sources: "", tags: "", targets };
    const first = await run({ ...inputs, annotations: stamped(earlier) });
    expectSuccess(first);
    const digest = one.tags(app).get("a");
    one.removeTag(app, "b");
    const again = await run({ ...inputs, annotations: stamped(later) });
    expectSuccess(again);
    expect(Object.fromEntries(one.tags(app))).toEqual({ a: digest, b: digest, shared: digest });
  });
});

describe("what is published with its own time", () => {
  const heldBefore = async () => (await run({ annotations: stamped(earlier) })).outputs.digest;

  test("is what created: now asks for", async () => {
    const digest = await heldBefore();
    const again = await run({ annotations: stamped(later), created: "now" });
    expectSuccess(again);
    expect(again.outputs.digest).not.toBe(digest);
    expect(one.tags(app).get("1.2.3")).toBe(again.outputs.digest);
    expect(annotationsOf(again.outputs.digest)[created]).toBe(later);
    const failed = await run({ annotations: stamped(earlier), created: "now", "if-exists": "fail" });
    expect(expectOneError(failed)).toContain(`input "if-exists": fail, and ${one.host}/${app}:1.2.3 holds `);
  });

  test.each<[string, () => Inputs]>([
    ["another annotation", () => ({ annotations: `${stamped(later)}\nindex:title=other` })],
    ["another value", () => ({ annotations: `${created}=${later}\n${source}-2` })],
    ["another image", () => ({ sources: [other, arm64].map(refTo).join("\n") })],
    ["an image less", () => ({ sources: refTo(arm64) })],
  ])("is what has %s", async (_, inputs) => {
    const digest = await heldBefore();
    const again = await run({ annotations: stamped(later), ...inputs() });
    expectSuccess(again);
    expect(again.log).not.toContain("is kept");
    expect(again.outputs.digest).not.toBe(digest);
    expect(one.tags(app).get("1.2.3")).toBe(again.outputs.digest);
    const failed = await run({ annotations: stamped(earlier), "if-exists": "fail" });
    expect(expectOneError(failed)).toContain(`input "if-exists": fail, and `);
    expect(writes()).toEqual([]);
  });

  // "One index under new tags is a promotion": whoever names one by its digest means these bytes.
  test("is an index that is promoted byte for byte", async () => {
    const indexes = [earlier, later].map((time) =>
      indexFixture([amd64, arm64], { annotations: { [created]: time } }),
    );
    for (const index of indexes) {
      pushFixture(one, app, index);
      const promoted = await run({ sources: refTo(index) });
      expectSuccess(promoted);
      expect(promoted.outputs.digest).toBe(index.descriptor.digest);
    }
  });
});

test("what a tag holds that cannot be read fails the target before anything is written", async () => {
  const first = await run({ annotations: stamped(earlier), "if-exists": "skip" });
  const reference = first.outputs.digest ?? "";
  one.faults.add({
    match: where({ method: "GET", reference }),
    times: Infinity,
    act: faults.deniedRepository(),
  });
  // The second tag is looked at by HEAD, and what it holds then read.
  one.removeTag(app, "1.2.3");
  const again = await run({ annotations: stamped(later), "if-exists": "skip" });
  expect(expectOneError(again)).toContain(`GET ${one.host}/${app}/manifests/${reference}: 403 DENIED`);
  expect(writes()).toEqual([]);
});

test("a HEAD that says no to everything does not move what is kept", async () => {
  const first = await run({ annotations: stamped(earlier) });
  one.faults.add({
    match: where({ method: "HEAD", kind: "manifest" }),
    times: Infinity,
    act: faults.notFound(),
  });
  const again = await run({ annotations: stamped(later) });
  expectSuccess(again);
  expect(reportOf(again)[0]?.state).toBe("unchanged");
  expect(again.outputs.digest).toBe(first.outputs.digest);
  expect(writes()).toEqual([]);
});
