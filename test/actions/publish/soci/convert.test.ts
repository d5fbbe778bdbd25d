import { expect, test } from "vitest";
import { expectSuccess, reportOf } from "../../step.ts";
import {
  amd64,
  arm64,
  builds,
  documentAt,
  largeLayers,
  plain,
  Scene,
  small,
  sociOf,
  sociType,
} from "./soci.ts";

const index = "com.amazon.soci.index-digest";

test("an image gets SOCI indexes, behind its images and attestations", async () => {
  await using scene = await Scene.begin();
  const { one } = scene;
  const run = await scene.run({ tags: scene.tags(one, "build", "1", "latest") });
  expectSuccess(run);
  const { manifests } = documentAt(one, "build", "1");
  const [first, second, third, ...others] = manifests;
  const sociIndexes = others.slice(3);
  expect(others.slice(0, 3).map(({ digest }) => digest)).toEqual(
    builds.map(({ attestation }) => attestation.descriptor.digest),
  );
  expect(third).toEqual(small.image.descriptor);
  expect(sociIndexes.map(({ artifactType }) => artifactType)).toEqual([sociType, sociType]);
  expect(sociIndexes.map(({ platform }) => platform)).toEqual([first?.platform, second?.platform]);
  expect(sociIndexes.map(({ annotations }) => annotations)).toEqual(
    [first, second].map((image) => ({ "com.amazon.soci.image-manifest-digest": image?.digest })),
  );
  for (const [at, { image }] of [amd64, arm64].entries()) {
    const converted = documentAt<Record<string, unknown>>(one, "build", manifests[at]?.digest ?? "");
    const plain = JSON.parse(image.manifest.toString()) as Record<string, unknown>;
    const digest = sociIndexes[at]?.digest;
    expect(converted).toEqual({ ...plain, annotations: { [index]: digest } });
    expect(manifests[at]?.annotations).toEqual({ [index]: digest });
  }
  expect(one.incompleteTags()).toEqual([]);
});

test("attestations stay byte for byte, and follow their images; one notice names what they speak of", async () => {
  await using scene = await Scene.begin();
  const run = await scene.run({ tags: scene.tags(scene.two, "app", "1") });
  const { manifests } = documentAt(scene.two, "app", "1");
  const markers = manifests
    .slice(3, 6)
    .map(({ annotations }) => annotations?.["vnd.docker.reference.digest"]);
  expect(markers).toEqual(manifests.slice(0, 3).map(({ digest }) => digest));
  for (const { attestation } of builds)
    expect(scene.two.readManifest("app", attestation.descriptor.digest)?.bytes).toEqual(attestation.manifest);
  const notices = run.annotations.filter(({ level }) => level === "notice").map(({ message }) => message);
  expect(notices).toHaveLength(1);
  for (const { image } of [amd64, arm64]) expect(notices[0]).toContain(image.descriptor.digest);
  expect(notices[0]).not.toContain(small.image.descriptor.digest);
});

test("a SOCI index names the ztocs of the large layers, in their order", async () => {
  await using scene = await Scene.begin();
  await scene.run({ tags: scene.tags(scene.one, "app", "1") });
  const { manifests } = documentAt(scene.one, "app", "1");
  const document = documentAt<{
    config: unknown;
    layers: { digest: string; annotations: Record<string, string> }[];
    annotations: unknown;
  }>(scene.one, "app", manifests[6]?.digest ?? "");
  expect(document.config).toMatchObject({ mediaType: sociType, size: 2 });
  expect(document.annotations).toEqual({ "com.amazon.soci.build-tool-identifier": "imgpub SOCI 1" });
  expect(document.layers.map(({ annotations }) => annotations)).toEqual(
    amd64.image.layers.map(({ descriptor }) => ({
      "com.amazon.soci.image-layer-digest": descriptor.digest,
      "com.amazon.soci.image-layer-mediaType": descriptor.mediaType,
      "com.amazon.soci.span-size": "65536",
    })),
  );
  for (const { digest } of document.layers) expect(scene.one.hasBlob("app", digest)).toBe(true);
});

test.each(["one", "two"] as const)("each layer is read once on the way to registry %s", async (name) => {
  await using scene = await Scene.begin();
  const run = await scene.run({ tags: scene.tags(scene[name], "app", "1", "latest") });
  expectSuccess(run);
  expect(scene.layerReads().sort()).toEqual([...largeLayers].sort());
  expect(sociOf(run)).toMatchObject({ indexed: 3, reused: 0, small: 1, skipped: [] });
  expect(run.log).toMatch(/ soci {4}306 kB read, 3 ztocs made, 0 reused/);
  expect(run.summary).toContain("SOCI: 3 ztocs made, 0 reused, 1 layer too small");
});

test.each([
  ["one", "two"],
  ["two", "one"],
] as const)("each layer is read once on the way to registries %s and %s", async (...names) => {
  await using scene = await Scene.begin();
  const run = await scene.run({ tags: names.map((name) => scene.tags(scene[name], "app", "1")).join("\n") });
  expectSuccess(run);
  expect(scene.layerReads().sort()).toEqual([...largeLayers].sort());
  expect([...scene.one.incompleteTags(), ...scene.two.incompleteTags()]).toEqual([]);
});

test("targets share what was read, and each has its own say", async () => {
  await using scene = await Scene.begin();
  const target = (name: string, more = {}) => ({
    ...{ name, sources: scene.sources.split("\n"), tags: [`${scene.one.host}/${name}:1`] },
    ...more,
  });
  const targets = JSON.stringify([target("app"), target("other"), target("plain", { soci: "false" })]);
  const run = await scene.run({ targets, sources: "" });
  expectSuccess(run);
  expect(scene.layerReads().sort()).toEqual([...largeLayers].sort());
  const [app, other, unconverted] = reportOf(run);
  expect(app?.digest).toBe(other?.digest);
  expect(unconverted?.digest).not.toBe(app?.digest);
  expect(unconverted).not.toHaveProperty("soci");
});

test("a rerun reads no layer and writes nothing", async () => {
  await using scene = await Scene.begin();
  const tags = scene.tags(scene.two, "app", "1", "latest");
  const first = await scene.run({ tags });
  const again = await scene.run({ tags });
  expectSuccess(again);
  expect(scene.layerReads()).toEqual([]);
  expect([...scene.one.writes(), ...scene.two.writes()]).toEqual([]);
  expect(sociOf(again)).toMatchObject({ indexed: 0, reused: 3 });
  expect(again.outputs.digest).toBe(first.outputs.digest);
  expect(again.log).toContain("0 B read, 0 ztocs made, 3 reused");
});

test("a moving tag's ztocs serve a new version, and a missing one is made again", async () => {
  await using scene = await Scene.begin();
  const first = await scene.run({ tags: scene.tags(scene.two, "app", "1", "latest") });
  const { manifests } = documentAt(scene.two, "app", "1");
  const soci = documentAt<{ layers: { digest: string; annotations: Record<string, string> }[] }>(
    scene.two,
    "app",
    manifests[6]?.digest ?? "",
  );
  const lost = soci.layers[0];
  scene.two.removeBlob("app", lost?.digest ?? "");
  const run = await scene.run({ tags: scene.tags(scene.two, "app", "2", "latest"), heal: "true" });
  expectSuccess(run);
  expect(scene.layerReads()).toEqual([lost?.annotations["com.amazon.soci.image-layer-digest"]]);
  expect(sociOf(run)).toMatchObject({ indexed: 1, reused: 2 });
  expect(run.outputs.digest).toBe(first.outputs.digest);
  expect(scene.two.incompleteTags()).toEqual([]);
});

test("a ztoc that was lost is made and put again, once", async () => {
  await using scene = await Scene.begin();
  const tags = scene.tags(scene.two, "app", "1");
  await scene.run({ tags });
  const { manifests } = documentAt(scene.two, "app", "1");
  const { layers } = documentAt<{ layers: { digest: string }[] }>(
    scene.two,
    "app",
    manifests[6]?.digest ?? "",
  );
  scene.two.removeBlob("app", layers[0]?.digest ?? "");
  const run = await scene.run({ tags });
  expectSuccess(run);
  expect(sociOf(run)).toMatchObject({ indexed: 1, reused: 2 });
  expect(scene.two.incompleteTags()).toEqual([]);
  expect(sociOf(await scene.run({ tags }))).toMatchObject({ indexed: 0, reused: 3 });
});

test("what is published already is converted, and converting that again changes nothing", async () => {
  await using scene = await Scene.begin();
  const first = await scene.run({ tags: scene.tags(scene.one, "app", "1") });
  const again = await scene.run({
    sources: `${scene.one.host}/app:1`,
    tags: scene.tags(scene.two, "copy", "1"),
  });
  expectSuccess(again);
  expect(again.outputs.digest).toBe(first.outputs.digest);
  expect(scene.two.incompleteTags()).toEqual([]);
});

test("a run without it says nothing of it", async () => {
  await using scene = await Scene.begin();
  const run = await scene.run({
    tags: scene.tags(scene.one, "app", "1"),
    ...plain,
  });
  expectSuccess(run);
  expect(run.outputs["soci-digest"] ?? "").toBe("");
  expect(run.outputs.json).not.toContain("soci");
  expect(run.log).not.toContain("soci");
});

test("nothing to index: the plain index and one notice", async () => {
  await using scene = await Scene.begin();
  const unconverted = await scene.run({ ...plain, tags: scene.tags(scene.one, "plain", "1") });
  const run = await scene.run({ tags: scene.tags(scene.one, "app", "1"), "soci-min-layer-size": "1GB" });
  expectSuccess(run);
  expect(run.outputs.digest).toBe(unconverted.outputs.digest);
  expect(run.annotations.map(({ message }) => message)).toEqual([
    "app: no image has a layer to index for lazy loading, so the plain index is published",
  ]);
  expect(scene.layerReads()).toEqual([]);
});

test("dry-run reads no layer and says what would be read", async () => {
  await using scene = await Scene.begin();
  const unconverted = await scene.run({ ...plain, tags: scene.tags(scene.one, "plain", "1") });
  const run = await scene.run({ tags: scene.tags(scene.two, "app", "1"), "dry-run": "true" });
  expectSuccess(run);
  expect(run.outputs.digest).toBe(unconverted.outputs.digest);
  const layers = new Map(
    [amd64, arm64].flatMap(({ image }) => image.layers.map(({ descriptor: d }) => [d.digest, d.size])),
  );
  const bytes = [...layers.values()].reduce((sum, size) => sum + size, 0);
  expect(sociOf(run)).toEqual({
    ...{ indexed: 0, reused: 0, small: 1, skipped: [], plainDigest: unconverted.outputs.digest },
    toRead: { layers: 3, bytes },
  });
  expect(run.log).toContain("3 layers would be read, 306 kB");
  expect(scene.layerReads()).toEqual([]);
  expect(scene.two.writes()).toEqual([]);
});
