import { expect, test } from "vitest";
import { expectOneError, expectSuccess, manifestPuts, reportOf } from "../../step.ts";
import { plain, Scene, sociOf } from "./soci.ts";

const suffix = { "soci-tag-suffix": "-soci" } as const;

test("the plain index keeps the tags, and the converted one has its own", async () => {
  await using scene = await Scene.begin();
  const [unconverted, converted] = [
    await scene.run({ ...plain, tags: scene.tags(scene.one, "plain", "1") }),
    await scene.run({ tags: scene.tags(scene.one, "lazy", "1") }),
  ].map(({ outputs }) => outputs.digest ?? "");
  const run = await scene.run({ ...suffix, tags: scene.tags(scene.two, "app", "latest", "1") });
  expectSuccess(run);
  expect(Object.fromEntries(scene.two.tags("app"))).toEqual({
    ...{ "1": unconverted, latest: unconverted },
    ...{ "1-soci": converted, "latest-soci": converted },
  });
  expect(run.outputs).toMatchObject({ digest: unconverted, "soci-digest": converted });
  expect(run.outputs.refs?.split("\n")).toEqual([
    `${scene.two.host}/app:latest@${unconverted}`,
    `${scene.two.host}/app:1@${unconverted}`,
    `${scene.two.host}/app:latest-soci@${converted}`,
    `${scene.two.host}/app:1-soci@${converted}`,
  ]);
  expect(sociOf(run)).toMatchObject({ plainDigest: unconverted, digest: converted });
  expect(manifestPuts(scene.two).filter((put) => !put.includes("@"))).toEqual([
    ...["app:1", "app:latest", "app:1-soci", "app:latest-soci"],
  ]);
  expect(scene.two.incompleteTags()).toEqual([]);
});

test("a rerun reads no layer and writes nothing", async () => {
  await using scene = await Scene.begin();
  const tags = scene.tags(scene.two, "app", "1", "latest");
  await scene.run({ ...suffix, tags });
  const again = await scene.run({ ...suffix, tags });
  expectSuccess(again);
  expect(reportOf(again)[0]).toMatchObject({ state: "unchanged" });
  expect(scene.layerReads()).toEqual([]);
  expect([...scene.one.writes(), ...scene.two.writes()]).toEqual([]);
});

test.each([suffix, {}])(
  "a rerun that is stamped anew keeps what is published, and says so: %o",
  async (more) => {
    await using scene = await Scene.begin();
    const tags = scene.tags(scene.two, "app", "1");
    const stamped = (day: string) =>
      scene.run({ ...more, tags, annotations: `org.opencontainers.image.created=2026-01-${day}T00:00:00Z` });
    const first = await stamped("01");
    const again = await stamped("02");
    expectSuccess(again);
    expect(again.outputs).toMatchObject({
      digest: first.outputs.digest,
      "soci-digest": first.outputs["soci-digest"],
      refs: first.outputs.refs,
    });
    expect(sociOf(again).digest).toBe(first.outputs["soci-digest"]);
    if (more === suffix) expect(sociOf(again).plainDigest).toBe(first.outputs.digest);
  },
);

test("if-exists: fail moves no tag where one with the suffix holds another image", async () => {
  await using scene = await Scene.begin();
  await scene.run({ ...plain, tags: scene.tags(scene.two, "app", "1-soci") });
  const run = await scene.run({ ...suffix, tags: scene.tags(scene.two, "app", "1"), "if-exists": "fail" });
  expect(expectOneError(run)).toContain("app:1-soci holds");
  expect(scene.two.writes()).toEqual([]);
  expect(reportOf(run)[0]?.tags.map(({ state }) => state)).toEqual(["not-moved", "not-moved"]);
});

test("if-exists: fail writes nothing where a plain tag holds another image", async () => {
  await using scene = await Scene.begin();
  const tags = scene.tags(scene.two, "app", "1");
  await scene.run({ ...plain, tags, sources: scene.sources.split("\n")[0] ?? "" });
  const run = await scene.run({ ...suffix, tags, "if-exists": "fail" });
  expect(expectOneError(run)).toMatch(/app:1 holds/);
  expect(scene.two.writes()).toEqual([]);
});

test("dry-run plans all tags", async () => {
  await using scene = await Scene.begin();
  const run = await scene.run({ ...suffix, tags: scene.tags(scene.two, "app", "1"), "dry-run": "true" });
  expectSuccess(run);
  expect(reportOf(run)[0]?.tags).toEqual([
    { ref: `${scene.two.host}/app:1`, state: "planned" },
    { ref: `${scene.two.host}/app:1-soci`, state: "planned" },
  ]);
  expect(run.outputs["soci-digest"] ?? "").toBe("");
});

test("two targets may not want a tag to hold different images, also one with the suffix", async () => {
  await using scene = await Scene.begin();
  const sources = scene.sources.split("\n");
  const targets = JSON.stringify([
    { name: "app", sources, tags: [`${scene.two.host}/app:1`] },
    { name: "other", sources, tags: [`${scene.two.host}/app:1-soci`], soci: "false" },
  ]);
  const run = await scene.run({ ...suffix, targets, sources: "" });
  expect(expectOneError(run)).toMatch(
    /^input "targets": .*app:1-soci is wanted by "app" as sha256:\w+ and by "other" as /,
  );
  expect(scene.two.writes()).toEqual([]);
});
