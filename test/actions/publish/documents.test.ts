import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { imageFixture, pushFixture } from "../../support/images/images.ts";
import { digestOf, type Registry, startRegistry } from "../../support/registry/index.ts";
import { ociIndex, ociManifest } from "../../support/registry/store/manifest-document.ts";
import { expectOneError, expectSuccess, line, publish, wait } from "../step.ts";

const [amd64, arm64, s390x] = ["amd64", "arm64", "s390x"].map((architecture) =>
  imageFixture({ platform: `linux/${architecture}`, layers: 1 }),
) as [ReturnType<typeof imageFixture>, ReturnType<typeof imageFixture>, ReturnType<typeof imageFixture>];

const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));
/** What a program in Go writes that leaves nothing out: an empty value is null, or `""`, or `{}`. */
const { layers: _, ...config } = JSON.parse(s390x.manifest.toString());
const layerless = bytesOf({ ...config, annotations: null });
const nullLayers = bytesOf({ ...config, layers: null, artifactType: "" });
const bare = ({ descriptor: { mediaType, digest, size } }: typeof amd64) => ({ mediaType, digest, size });
const layerlessDescriptor = {
  mediaType: ociManifest,
  digest: digestOf(layerless),
  size: layerless.byteLength,
};
const index = bytesOf({
  schemaVersion: 2,
  mediaType: ociIndex,
  manifests: [
    {
      ...bare(amd64),
      platform: { architecture: "amd64", os: "linux", variant: null, features: null, "os.version": null },
      annotations: null,
      artifactType: null,
    },
    { ...bare(arm64), platform: null, urls: null },
    { ...layerlessDescriptor, platform: {}, artifactType: "" },
  ],
  annotations: null,
});

let registry: Registry;
const app = () => `${registry.host}/app`;
beforeAll(async () => {
  registry = await startRegistry();
  for (const fixture of [amd64, arm64, s390x]) pushFixture(registry, "app", fixture);
  registry.putManifest("app", digestOf(layerless), layerless, ociManifest);
  registry.putManifest("app", digestOf(nullLayers), nullLayers, ociManifest);
  registry.putManifest("app", "source", index, ociIndex);
});
afterAll(() => registry.close());
beforeEach(() => registry.clearRequests());

const names = {
  amd64: amd64.descriptor.digest,
  arm64: arm64.descriptor.digest,
  s390x: digestOf(layerless),
  "config of arm64": arm64.config.descriptor.digest,
  "config of s390x": s390x.config.descriptor.digest,
};
const lines = () => registry.requests.map((request) => line(request, names));
const all = "linux/amd64,linux/arm64,linux/s390x";

describe("an index in which what is optional is null or empty", () => {
  test("is published byte for byte, in its repository and in another one", async () => {
    const run = await publish({ sources: `${app()}:source`, tags: `${app()}:1`, platforms: all });
    expectSuccess(run);
    expect(run.outputs.digest).toBe(digestOf(index));
    expect(registry.readManifest("app", "1")?.bytes).toEqual(index);
    // What names no platform is read to tell it, and the third is looked for: no request is made because of a null.
    expect(lines().sort()).toEqual(
      [
        "GET app/manifests/source 200",
        "GET app/manifests/1 404",
        "GET app/manifests/arm64 200",
        "GET app/blobs/config of arm64 200",
        "GET app/manifests/s390x 200",
        "GET app/blobs/config of s390x 200",
        "HEAD app/manifests/amd64 200",
        "PUT app/manifests/1 201",
        "HEAD app/manifests/1 200",
      ].sort(),
    );
    const elsewhere = await publish({ sources: `${app()}:source`, tags: `${registry.host}/copy:1` });
    expectSuccess(elsewhere);
    expect(elsewhere.outputs.digest).toBe(digestOf(index));
    expect(registry.incompleteTags()).toEqual([]);
  });

  test("is waited for with all that it lists", async () => {
    const run = await wait({ refs: `${app()}:source` });
    expectSuccess(run);
    expect(run.outputs.refs).toBe(`${app()}@${digestOf(index)}`);
    expect(lines().sort()).toEqual(
      [
        "HEAD app/manifests/source 200",
        `GET app/manifests/${digestOf(index)} 200`,
        "HEAD app/manifests/amd64 200",
        "HEAD app/manifests/arm64 200",
        "HEAD app/manifests/s390x 200",
      ].sort(),
    );
  });

  test("is written anew without them, where it is annotated", async () => {
    const run = await publish({ sources: `${app()}:source`, tags: `${app()}:2`, annotations: "a=b" });
    expectSuccess(run);
    const expected = bytesOf({
      schemaVersion: 2,
      mediaType: ociIndex,
      manifests: [
        { ...bare(amd64), platform: { architecture: "amd64", os: "linux" } },
        { ...bare(arm64), platform: { architecture: "arm64", os: "linux" } },
        { ...layerlessDescriptor, platform: { architecture: "s390x", os: "linux" } },
      ],
      annotations: { a: "b" },
    });
    expect(registry.readManifest("app", "2")?.bytes.toString()).toBe(expected.toString());
    expect(run.outputs.digest).toBe(digestOf(expected));
  });

  test.each([
    ["no layers", layerless],
    ["null for layers", nullLayers],
  ])("an image with %s is a source", async (_, bytes) => {
    const run = await publish({
      sources: `${app()}@${digestOf(bytes)}`,
      tags: `${registry.host}/bare:1`,
      platforms: "linux/s390x",
    });
    expectSuccess(run);
    const [only] = JSON.parse(registry.readManifest("bare", "1")?.bytes.toString() ?? "").manifests;
    expect(only).toEqual({
      ...{ mediaType: ociManifest, digest: digestOf(bytes), size: bytes.byteLength },
      platform: { architecture: "s390x", os: "linux" },
    });
    expect(registry.readManifest("bare", digestOf(bytes))?.bytes).toEqual(bytes);
  });

  test("an index of nothing, as Go writes it, can be waited for, and is no image", async () => {
    const nothing = bytesOf({ schemaVersion: 2, mediaType: ociIndex, manifests: null });
    registry.putManifest("app", "nothing", nothing, ociIndex);
    expectSuccess(await wait({ refs: `${app()}:nothing` }));
    const run = await publish({ sources: `${app()}:nothing`, tags: `${app()}:3` });
    expect(expectOneError(run)).toBe('input "sources": the sources hold no image for any platform');
  });
});

describe("a refusal names the child and the member", () => {
  const second = (member: object) => ({ ...arm64.descriptor, ...member });
  test.each([
    ["size", second({ size: -1 }), `"size" is the number -1 in manifest 2, ${names.arm64}`],
    ["digest", second({ digest: "sha256:1" }), '"digest" is the text "sha256:1" in manifest 2'],
    ["mediaType", second({ mediaType: null }), `"mediaType" is missing in manifest 2, ${names.arm64}`],
    [
      "annotation",
      second({ annotations: { a: "b", n: 1 } }),
      `"annotations.n" is the number 1 in manifest 2, ${names.arm64}`,
    ],
    ["child", null, "manifest 2 is null"],
  ])("%s", async (_, child, fault) => {
    const bytes = bytesOf({ schemaVersion: 2, mediaType: ociIndex, manifests: [amd64.descriptor, child] });
    registry.putManifest("app", "odd", bytes, ociIndex);
    const sentence = `index ${digestOf(bytes)} does not list its manifests as the OCI image index says: ${fault}`;
    const published = await publish({ sources: `${app()}:odd`, tags: `${app()}:1` });
    expect(expectOneError(published)).toBe(sentence);
    expect(expectOneError(await wait({ refs: `${app()}:odd` }))).toBe(sentence);
    expect(registry.writes()).toEqual([]);
  });

  test("of an image", async () => {
    const bytes = bytesOf({ ...config, layers: [{ ...config.config, size: "7" }] });
    registry.putManifest("app", "image", bytes, ociManifest);
    const run = await publish({ sources: `${app()}:image`, tags: `${app()}:1` });
    expect(expectOneError(run)).toBe(
      `manifest ${digestOf(bytes)} does not name its config and layers: "size" is the text "7" in layer 1, ${config.config.digest}`,
    );
  });
});
