import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { imageFixture, pushFixture } from "../../support/images/images.ts";
import { digestOf, type Registry, startRegistry } from "../../support/registry/index.ts";
import { ociIndex, ociManifest } from "../../support/registry/store/manifest-document.ts";
import { expectOneError, expectSuccess, line, publish, reportOf } from "../step.ts";

const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));
const blob = (mediaType: string, bytes: Buffer) => ({
  bytes,
  descriptor: { mediaType, digest: digestOf(bytes), size: bytes.byteLength },
});

/** An artifact as `oras` and Helm push it: a manifest whose config is no image's. */
function artifact(configType: string, config: object, layerType: string, more: object = {}) {
  const parts = [blob(configType, bytesOf(config)), blob(layerType, Buffer.from(layerType))];
  const manifest = bytesOf({
    ...{ schemaVersion: 2, mediaType: ociManifest, ...more },
    config: parts[0]?.descriptor,
    layers: [parts[1]?.descriptor],
  });
  const descriptor = { mediaType: ociManifest, digest: digestOf(manifest), size: manifest.byteLength };
  return { parts, manifest, descriptor };
}

const helmConfig = "application/vnd.cncf.helm.config.v1+json";
const helm = artifact(
  helmConfig,
  { name: "app", version: "1.2.3" },
  "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
);
/** The layout of CNCF's working group for WASM. */
const wasm = artifact(
  "application/vnd.wasm.config.v0+json",
  { created: "2024-01-01T00:00:00Z", architecture: "wasm", os: "wasip2", layerDigests: [] },
  "application/wasm",
);
/** The layout of OpenTofu's providers: an index of artifacts that are for platforms. */
const tofuTarget = "application/vnd.opentofu.provider-target";
const targets = ["amd64", "arm64"].map((architecture) => ({
  ...artifact("application/vnd.oci.empty.v1+json", {}, "archive/zip", {
    artifactType: tofuTarget,
    annotations: { architecture },
  }),
  platform: { architecture, os: "linux" },
}));
const tofu = bytesOf({
  ...{ schemaVersion: 2, mediaType: ociIndex, artifactType: "application/vnd.opentofu.provider" },
  manifests: targets.map(({ descriptor, platform }) => ({
    ...descriptor,
    artifactType: tofuTarget,
    platform,
  })),
});

const amd64 = imageFixture({ platform: "linux/amd64", layers: 1 });

let registry: Registry;
const at = (name: string) => `${registry.host}/${name}`;
beforeAll(async () => {
  registry = await startRegistry();
  pushFixture(registry, "app", amd64);
  for (const { parts, manifest, descriptor } of [helm, wasm, ...targets]) {
    for (const { bytes } of parts) registry.putBlob("app", bytes);
    registry.putManifest("app", descriptor.digest, manifest, ociManifest);
  }
  registry.putManifest("app", digestOf(tofu), tofu, ociIndex);
});
afterAll(() => registry.close());
beforeEach(() => registry.clearRequests());

const artifacts = [
  ["a Helm chart", helm.manifest],
  ["a WASM component", wasm.manifest],
  ["OpenTofu's index", tofu],
] as const;

describe.each(artifacts)("%s", (_, bytes) => {
  const digest = digestOf(bytes);

  test("is published byte for byte, and a rerun writes nothing", async () => {
    const inputs = { sources: `${at("app")}@${digest}`, tags: `${at("app")}:1.2.3\n${at("app")}:latest` };
    const run = await publish(inputs);
    expectSuccess(run);
    expect(run.outputs.digest).toBe(digest);
    expect(run.annotations).toEqual([]);
    for (const tag of ["1.2.3", "latest"]) expect(registry.readManifest("app", tag)?.bytes).toEqual(bytes);
    expect(registry.writes().map(({ reference }) => reference)).toEqual(["1.2.3", "latest"]);
    const again = await publish(inputs);
    expectSuccess(again);
    expect(reportOf(again)).toMatchObject([{ state: "unchanged", digest }]);
    expect(registry.writes()).toHaveLength(2);
  });

  test("is copied with its blobs, also to two repositories", async () => {
    const to = `copy-${digest.slice(7, 15)}`;
    const run = await publish({
      sources: `${at("app")}@${digest}`,
      tags: `${at(to)}:1\n${at(`${to}/more`)}:1\n${at(to)}:latest`,
    });
    expectSuccess(run);
    expect(registry.readManifest(to, "latest")?.bytes).toEqual(bytes);
    expect(registry.readManifest(`${to}/more`, "1")?.bytes).toEqual(bytes);
    expect(registry.incompleteTags()).toEqual([]);
  });
});

test("what a chart costs within its repository", async () => {
  registry.removeTag("app", "1");
  expectSuccess(await publish({ sources: `${at("app")}@${helm.descriptor.digest}`, tags: `${at("app")}:1` }));
  const names = { chart: helm.descriptor.digest };
  expect(registry.requests.map((request) => line(request, names)).sort()).toEqual([
    "GET app/manifests/1 404",
    "GET app/manifests/chart 200",
    "HEAD app/manifests/1 200",
    "PUT app/manifests/1 201",
  ]);
});

describe("platforms, if given, still count", () => {
  const from = (bytes: Buffer, platforms: string) =>
    publish({ sources: `${at("app")}@${digestOf(bytes)}`, tags: `${at("app")}:platforms`, platforms });

  test("what an artifact is for", async () => {
    expectSuccess(await from(tofu, "linux/amd64,linux/arm64"));
    expectSuccess(await from(wasm.manifest, "wasip2/wasm"));
  });

  test("what it is not for", async () => {
    expect(expectOneError(await from(tofu, "linux/amd64,linux/s390x"))).toBe(
      'input "platforms": the sources have no image for linux/s390x; they have linux/amd64, linux/arm64',
    );
    expect(expectOneError(await from(wasm.manifest, "wasip1/wasm"))).toBe(
      'input "platforms": the sources have no image for wasip1/wasm; they have wasip2/wasm',
    );
    expect(expectOneError(await from(helm.manifest, "linux/amd64"))).toBe(
      'input "platforms": the sources have no image for linux/amd64; they have none for any platform',
    );
    expect(registry.writes()).toEqual([]);
  });
});

describe("an artifact that is not alone, or is to be changed", () => {
  const chart = () => `${at("app")}@${helm.descriptor.digest}`;
  const accepted = "expected an artifact as the only source and without annotations, or images and indexes";

  test.each([
    ["beside an image", () => ({ sources: `${chart()}\n${at("app")}@${amd64.descriptor.digest}` })],
    ["annotated", () => ({ sources: chart(), annotations: "a=b" })],
  ])("%s: is refused", async (_, inputs) => {
    const run = await publish({ ...inputs(), tags: `${at("app")}:no` });
    expect(expectOneError(run)).toBe(
      `input "sources": ${chart()} is an artifact, not an image (${helmConfig}); ${accepted}`,
    );
    expect(registry.writes()).toEqual([]);
  });

  test("has no platform that its line may say", async () => {
    const run = await publish({ sources: `${chart()},platform=linux/amd64`, tags: `${at("app")}:no` });
    expect(expectOneError(run)).toBe(
      `input "sources": ${chart()},platform=linux/amd64 is an artifact, not an image (${helmConfig}); expected platform=linux/amd64 behind an image`,
    );
  });

  test("an index of artifacts may be annotated, and says all else as before", async () => {
    const run = await publish({
      ...{ sources: `${at("app")}@${digestOf(tofu)}`, tags: `${at("app")}:annotated` },
      annotations: "org.opencontainers.image.version=1.2.3",
    });
    expectSuccess(run);
    const written = JSON.parse(registry.readManifest("app", "annotated")?.bytes.toString() ?? "");
    const before = JSON.parse(tofu.toString());
    expect({ ...written, manifests: new Set(written.manifests) }).toEqual({
      ...before,
      manifests: new Set(before.manifests),
      annotations: { "org.opencontainers.image.version": "1.2.3" },
    });
  });
});

test("given twice, by tag and by digest, it is one", async () => {
  registry.putManifest("app", "chart", helm.manifest, ociManifest);
  const run = await publish({
    sources: `${at("app")}:chart\n${at("app")}@${helm.descriptor.digest}`,
    tags: `${at("app")}:twice`,
  });
  expectSuccess(run);
  expect(run.outputs.digest).toBe(helm.descriptor.digest);
});
