import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attestationFixture, imageFixture, indexFixture, pushFixture } from "../support/images.ts";
import { digestOf, type Registry, startRegistry } from "../support/registry/index.ts";
import { ociManifest } from "../support/registry/manifest-document.ts";
import { type ActionInputs, expectOneError, publish, wait, workspace } from "./step.ts";

const amd64 = imageFixture({ platform: "linux/amd64", layers: 1 });
const otherAmd64 = imageFixture({ platform: "linux/amd64", layers: 1, seed: "other" });
const arm64 = imageFixture({ platform: "linux/arm64", layers: 1 });
const attestation = attestationFixture(amd64);
const index = indexFixture([amd64, arm64]);

const empty = {
  mediaType: "application/vnd.oci.empty.v1+json",
  digest: digestOf(Buffer.from("{}")),
  size: 2,
};
const chart = Buffer.from(
  JSON.stringify({
    schemaVersion: 2,
    mediaType: ociManifest,
    config: { ...empty, mediaType: "application/vnd.cncf.helm.config.v1+json" },
    layers: [],
  }),
);
const schema1 = Buffer.from(JSON.stringify({ schemaVersion: 1, name: "app", tag: "old", fsLayers: [] }));

const files = {
  "stray/readme.txt": "",
  [`stray/${"a".repeat(64)}`]: "",
  "empty/": "",
  "broken.json": "{",
  "other.json": '{"buildx.build.ref": "x"}',
  "not-pushed.json": '{"containerimage.digest": 7}',
  "syntax.yaml": "targets:\n  - name: app\n    tags: [1.2.3\n",
  "shape.yaml": "- name: app\n  sources: []\n  tags:\n    latest: true\n",
  "key.yaml": "- name: app\n  source: x\n",
};

let registry: Registry;
let space: Awaited<ReturnType<typeof workspace>>;
const app = () => `${registry.host}/app`;

beforeAll(async () => {
  registry = await startRegistry();
  space = await workspace(files);
  for (const fixture of [amd64, otherAmd64, arm64, attestation, index]) pushFixture(registry, "app", fixture);
  pushFixture(registry, "app", amd64, { tag: "amd64" });
  registry.putBlob("app", Buffer.from("{}"));
  registry.putManifest("app", "chart", chart, ociManifest);
  registry.putManifest("app", "old", schema1, "application/vnd.docker.distribution.manifest.v1+prettyjws");
});

afterAll(async () => {
  await registry.close();
  await space.dispose();
});

type Row<A extends "publish-index" | "wait-digests"> = [
  what: string,
  inputs: (image: string) => ActionInputs<A>,
  message: string | ((image: string) => string),
];

const source = (image: string) => ({ sources: `${image}@${amd64.descriptor.digest}` });
const good = (image: string) => ({ image, ...source(image), tags: "1.2.3" });

const publishRows: Row<"publish-index">[] = [
  ["no input at all", () => ({}), "?"],
  ["empty sources", (image) => ({ ...good(image), sources: " \n \n" }), "?"],
  ["no tags", (image) => ({ ...good(image), tags: "" }), "?"],
  ["a short tag without image", (image) => ({ ...source(image), tags: "1.2.3" }), "?"],
  ["a tag that names only a repository", (image) => ({ ...good(image), tags: `${image}` }), "?"],
  [
    "a tag with a digest",
    (image) => ({ ...good(image), tags: `${image}:1@${amd64.descriptor.digest}` }),
    "?",
  ],
  ["a malformed tag", (image) => ({ ...good(image), tags: "1.2.3+build" }), "?"],
  ["an image with a tag", (image) => ({ ...good(image), image: `${image}:1` }), "?"],
  ["a malformed image", (image) => ({ ...good(image), image: "Not An Image" }), "?"],
  ["a malformed digest", (image) => ({ ...good(image), sources: `${image}@sha256:abc` }), "?"],
  ["a malformed bare digest", (image) => ({ ...good(image), sources: "sha256:ABC" }), "?"],
  ["a bare digest without image", (image) => ({ sources: amd64.descriptor.digest, tags: `${image}:1` }), "?"],
  ["a source without tag or digest", (image) => ({ ...good(image), sources: image }), "?"],
  ["a directory with a stray file", (image) => ({ ...good(image), sources: "stray" }), "?"],
  ["an empty directory", (image) => ({ ...good(image), sources: "empty" }), "?"],
  ["a directory that is not there", (image) => ({ ...good(image), sources: "./gone/" }), "?"],
  ["a glob without match", (image) => ({ ...good(image), sources: "meta/*.json" }), "?"],
  ["a broken metadata file", (image) => ({ ...good(image), sources: "broken.json" }), "?"],
  ["a file without a digest", (image) => ({ ...good(image), sources: "other*.json" }), "?"],
  ["a metadata file with a wrong digest", (image) => ({ ...good(image), sources: "not-pushed.json" }), "?"],
  ["metadata that is not JSON", (image) => ({ ...good(image), metadata: "tags: x" }), "?"],
  ["metadata of another shape", (image) => ({ ...good(image), metadata: '{"labels":{}}' }), "?"],
  ["metadata that is null", (image) => ({ ...good(image), metadata: "null" }), "?"],
  ["a malformed tag in metadata", (image) => ({ ...good(image), metadata: '{"tags":["a b"]}' }), "?"],
  [
    "two sources for one platform",
    (image) => ({
      ...good(image),
      sources: `${image}@${amd64.descriptor.digest}\n${image}@${otherAmd64.descriptor.digest}`,
    }),
    "?",
  ],
  ["a chart as a source", (image) => ({ ...good(image), sources: `${image}:chart` }), "?"],
  ["a schema 1 manifest as a source", (image) => ({ ...good(image), sources: `${image}:old` }), "?"],
  [
    "an attestation alone",
    (image) => ({ ...good(image), sources: `${image}@${attestation.descriptor.digest}` }),
    "?",
  ],
  ["a missing platform", (image) => ({ ...good(image), platforms: "linux/amd64,linux/arm64" }), "?"],
  ["an unknown platform", (image) => ({ ...good(image), platforms: "amd64" }), "?"],
  ["a targets file that is not there", (image) => ({ image, targets: "gone.yaml" }), "?"],
  ["a targets file with a syntax error", (image) => ({ image, targets: "syntax.yaml" }), "?"],
  ["a targets file of another shape", (image) => ({ image, targets: "shape.yaml" }), "?"],
  ["a targets file with an unknown key", (image) => ({ image, targets: "key.yaml" }), "?"],
  ["inline targets with a syntax error", () => ({ targets: '[{"name": "app", "tags": [}]' }), "?"],
  ["inline targets that are a scalar", () => ({ targets: "\n7\n" }), "?"],
  ["inline targets that are an empty list", () => ({ targets: "[]" }), "?"],
  ["an alias that nothing anchors", () => ({ targets: "- name: *gone\n" }), "?"],
  [
    "aliases that multiply",
    () => ({
      targets: `- &a [x,x,x,x,x,x,x,x,x,x]\n- &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n- &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n- [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`,
    }),
    "?",
  ],
  ["two targets of one name", (image) => ({ image, targets: "- name: a\n- name: a\n" }), "?"],
  ["a target without sources", (image) => ({ image, targets: "- name: a\n  tags: 1.2.3\n" }), "?"],
  ["targets beside sources", (image) => ({ ...good(image), tags: "", targets: "key.yaml" }), "?"],
  ["targets beside tags", (image) => ({ image, tags: "1", targets: "key.yaml" }), "?"],
  ["targets beside metadata", (image) => ({ image, metadata: "{}", targets: "key.yaml" }), "?"],
  [
    "a destination given twice with different content",
    (image) => ({
      image,
      targets: JSON.stringify([
        { name: "one", sources: [amd64.descriptor.digest], tags: ["1.2.3", "one"] },
        { name: "two", sources: [arm64.descriptor.digest], tags: [`${image}:1.2.3`] },
        { name: "three", sources: [arm64.descriptor.digest], tags: ["three"] },
      ]),
    }),
    "?",
  ],
  ["a duration without a unit", (image) => ({ ...good(image), "wait-timeout": "600" }), "?"],
  ["a duration that is none", (image) => ({ ...good(image), "wait-timeout": "soon" }), "?"],
  ["an unknown if-exists", (image) => ({ ...good(image), "if-exists": "replace" }), "?"],
  ["no concurrency", (image) => ({ ...good(image), concurrency: "0" }), "?"],
  ["a dry-run that is no boolean", (image) => ({ ...good(image), "dry-run": "yes" }), "?"],
  [
    "an insecure registry with a scheme",
    (image) => ({ ...good(image), "insecure-registries": "http://registry.lan" }),
    "?",
  ],
  ["an annotation without an equals sign", (image) => ({ ...good(image), annotations: "title" }), "?"],
  ["an annotation without a key", (image) => ({ ...good(image), annotations: "index:=x" }), "?"],
  ["an unknown annotation level", (image) => ({ ...good(image), annotations: "layer:a=b" }), "?"],
  [
    "an annotation for a platform that is absent",
    (image) => ({ ...good(image), annotations: "manifest-descriptor[linux/s390x]:a=b" }),
    "?",
  ],
  [
    "an annotation for a platform that is none",
    (image) => ({ ...good(image), annotations: "manifest-descriptor[s390x]:a=b" }),
    "?",
  ],
  [
    "a registry over plain HTTP that is not loopback",
    (image) => ({
      tags: `${image}:1`,
      sources: `${image.replace("127.0.0.1", "0.0.0.0")}@${amd64.descriptor.digest}`,
    }),
    "?",
  ],
  ["a source with a URL scheme", (image) => ({ ...good(image), sources: `http://${image}:amd64` }), "?"],
];

const waitRows: Row<"wait-digests">[] = [
  ["no refs", () => ({ refs: "" }), "?"],
  ["refs of commas alone", () => ({ refs: " ,\n, " }), "?"],
  ["a bare digest without image", () => ({ refs: amd64.descriptor.digest }), "?"],
  ["a malformed digest", (image) => ({ refs: `${image}@sha256:abc` }), "?"],
  ["a malformed bare digest", (image) => ({ image, refs: "sha256:abc" }), "?"],
  ["a reference without tag or digest", (image) => ({ refs: image }), "?"],
  ["a malformed reference", () => ({ refs: "Not an image" }), "?"],
  ["a malformed image", () => ({ image: "a b", refs: amd64.descriptor.digest }), "?"],
  ["an image with a tag", (image) => ({ image: `${image}:1`, refs: amd64.descriptor.digest }), "?"],
  ["a timeout without a unit", (image) => ({ refs: `${image}:amd64`, timeout: "10" }), "?"],
  ["a timeout of nothing", (image) => ({ refs: `${image}:amd64`, timeout: "0s" }), "?"],
  ["a deep that is no boolean", (image) => ({ refs: `${image}:amd64`, deep: "maybe" }), "?"],
  [
    "an insecure registry with a path",
    (image) => ({ refs: `${image}:amd64`, "insecure-registries": "registry.lan/x" }),
    "?",
  ],
];

describe.concurrent("publish-index", () => {
  test.each(publishRows)("%s", async (_, inputs, message) => {
    const run = await publish(inputs(app()), { cwd: space.path });
    const expected = typeof message === "function" ? message(app()) : message;
    expect(expectOneError(run)).toBe(expected);
    expect(run.outputs).toEqual({});
    expect(registry.writes()).toEqual([]);
  });
});

describe.concurrent("wait-digests", () => {
  test.each(waitRows)("%s", async (_, inputs, message) => {
    const run = await wait(inputs(app()), { cwd: space.path });
    const expected = typeof message === "function" ? message(app()) : message;
    expect(expectOneError(run)).toBe(expected);
    expect(run.outputs).toEqual({});
  });
});
