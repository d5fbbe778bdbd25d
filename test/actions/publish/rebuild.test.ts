import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { imageFixture, pushFixture } from "../../support/images/images.ts";
import { digestOf, type Registry, startRegistry } from "../../support/registry/index.ts";
import { dockerList, ociIndex, ociManifest } from "../../support/registry/store/manifest-document.ts";
import { expectOneError, expectSuccess, publish } from "../step.ts";

const amd64 = imageFixture({ platform: "linux/amd64", layers: 1 });
const arm64 = imageFixture({ platform: "linux/arm64", layers: 1 });
const subject = amd64.descriptor;
const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));

let registry: Registry;
const app = () => `${registry.host}/app`;
beforeAll(async () => {
  registry = await startRegistry();
  for (const one of [amd64, arm64]) pushFixture(registry, "app", one);
});
afterAll(() => registry.close());
beforeEach(() => registry.clearRequests());

/** Puts an index of one image that says more of itself, and names it. */
function indexOf(image: typeof amd64, more: object): string {
  const bytes = bytesOf({ schemaVersion: 2, mediaType: ociIndex, manifests: [image.descriptor], ...more });
  return `${app()}@${registry.putManifest("app", digestOf(bytes), bytes, ociIndex)}`;
}
const at = (tag: string) => JSON.parse(registry.readManifest("app", tag)?.bytes.toString() ?? "");

describe("one source that is annotated", () => {
  test("keeps its artifactType, its subject and what nobody here knows", async () => {
    const source = indexOf(amd64, {
      artifactType: "application/vnd.example.release",
      subject,
      "org.example.unknown": { list: [1, null, ""], empty: {} },
      annotations: { old: "1", kept: "2", empty: "", none: null },
      none: null,
    });
    const run = await publish({ sources: source, tags: `${app()}:1`, annotations: "old=new" });
    expectSuccess(run);
    expect(run.annotations).toEqual([]);
    const expected = bytesOf({
      schemaVersion: 2,
      mediaType: ociIndex,
      artifactType: "application/vnd.example.release",
      manifests: [amd64.descriptor],
      annotations: { empty: "", kept: "2", old: "new" },
      "org.example.unknown": { empty: {}, list: [1, null, ""] },
      subject,
    });
    expect(at("1")).toEqual(JSON.parse(expected.toString()));
    expect(Object.keys(at("1"))).toEqual(Object.keys(JSON.parse(expected.toString())));
    expect(run.outputs.digest).toBe(digestOf(registry.readManifest("app", "1")?.bytes ?? Buffer.from("")));
  });

  test("keeps numbers that JavaScript cannot hold, as they are written", async () => {
    const numbers = '"x-big":12345678901234567890,"x-exact":1.50,"x-huge":1E400';
    const manifest = JSON.stringify(amd64.descriptor).replace(/\}$/, `,${numbers}}`);
    const bytes = Buffer.from(
      `{"schemaVersion":2,"mediaType":"${ociIndex}","manifests":[${manifest}],${numbers}}`,
    );
    const source = `${app()}@${registry.putManifest("app", digestOf(bytes), bytes, ociIndex)}`;
    expectSuccess(await publish({ sources: source, tags: `${app()}:1`, annotations: "a=b" }));
    const text = registry.readManifest("app", "1")?.bytes.toString() ?? "";
    expect(text.split(numbers)).toHaveLength(3);
  });

  test("keeps what its descriptors say", async () => {
    const child = { ...amd64.descriptor, data: "e30=", "x-ours": [1], urls: ["https://example.com/m"] };
    const bytes = bytesOf({ schemaVersion: 2, mediaType: ociIndex, manifests: [child] });
    registry.putManifest("app", "data", bytes, ociIndex);
    expectSuccess(await publish({ sources: `${app()}:data`, tags: `${app()}:2`, annotations: "a=b" }));
    expect(at("2").manifests).toEqual([child]);
  });

  test("is refused where its annotations are no texts, by their name", async () => {
    const source = indexOf(amd64, { annotations: { count: 3 } });
    const run = await publish({ sources: source, tags: `${app()}:3`, annotations: "a=b" });
    expect(expectOneError(run)).toBe(`index ${source.split("@")[1]}: "annotations.count" is the number 3`);
  });
});

describe("several sources", () => {
  test("keep what they say alike, and a notice names what they differ in", async () => {
    const alike = { artifactType: "application/vnd.example.release", annotations: { same: "1" } };
    const one = indexOf(amd64, { ...alike, subject, annotations: { same: "1", version: "1", ours: "1" } });
    const other = indexOf(arm64, { ...alike, "x-ours": 1, annotations: { same: "1", version: "2" } });
    const inputs = { tags: `${app()}:4`, annotations: "ours=2" };
    const run = await publish({ ...inputs, sources: `${one}\n${other}` });
    expectSuccess(run);
    expect(run.annotations).toEqual([
      {
        level: "notice",
        message:
          "app: the sources differ in subject, x-ours, annotation version: the index is published without",
      },
    ]);
    expect(at("4")).toEqual({
      schemaVersion: 2,
      mediaType: ociIndex,
      artifactType: "application/vnd.example.release",
      manifests: [amd64.descriptor, arm64.descriptor],
      annotations: { ours: "2", same: "1" },
    });
    const reversed = await publish({ ...inputs, sources: `${other}\n${one}` });
    expect(reversed.outputs.digest).toBe(run.outputs.digest);
  });

  test("that say nothing have nothing to tell", async () => {
    const run = await publish({
      sources: `${indexOf(amd64, {})}\n${indexOf(arm64, { annotations: {} })}`,
      tags: `${app()}:5`,
    });
    expectSuccess(run);
    expect(run.annotations).toEqual([]);
    expect(Object.keys(at("5"))).toEqual(["schemaVersion", "mediaType", "manifests"]);
  });

  test("an image that is added to an index takes nothing from it", async () => {
    const source = indexOf(amd64, { artifactType: "application/vnd.example.release" });
    const run = await publish({
      sources: `${source}\n${app()}@${arm64.descriptor.digest}`,
      tags: `${app()}:6`,
    });
    expectSuccess(run);
    expect(run.annotations).toEqual([]);
    expect(at("6")).toMatchObject({ artifactType: "application/vnd.example.release" });
  });
});

test("a bare manifest's artifactType goes into its descriptor, and it is an image all the same", async () => {
  const images = [amd64, arm64].map((image) => {
    const { mediaType, config, layers } = JSON.parse(image.manifest.toString());
    const manifest = bytesOf({
      schemaVersion: 2,
      mediaType,
      artifactType: "application/vnd.example.vm",
      config,
      layers,
    });
    registry.putManifest("app", digestOf(manifest), manifest, ociManifest);
    return {
      ...{ mediaType, digest: digestOf(manifest), size: manifest.byteLength },
      ...{ artifactType: "application/vnd.example.vm", platform: image.descriptor.platform },
    };
  });
  const run = await publish({
    sources: images.map(({ digest }) => `${app()}@${digest}`).join("\n"),
    tags: `${app()}:7`,
    platforms: "linux/amd64,linux/arm64",
  });
  expectSuccess(run);
  expect(at("7").manifests).toEqual(images);
});

test("a manifest list of Docker's that is annotated becomes an OCI index, with all that it says", async () => {
  const docker = imageFixture({ platform: "linux/amd64", layers: 1, mediaTypes: "docker" });
  pushFixture(registry, "app", docker);
  const platform = { architecture: "amd64", os: "linux", features: ["sse4"] };
  const list = bytesOf({
    ...{ schemaVersion: 2, mediaType: dockerList, "x-ours": "1" },
    manifests: [{ ...docker.descriptor, platform }],
  });
  registry.putManifest("app", "list", list, dockerList);
  expectSuccess(await publish({ sources: `${app()}:list`, tags: `${app()}:8`, annotations: "a=b" }));
  expect(at("8")).toEqual({
    ...{ schemaVersion: 2, mediaType: ociIndex, annotations: { a: "b" }, "x-ours": "1" },
    manifests: [{ ...docker.descriptor, platform }],
  });
});
