import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attestationFixture, imageFixture, indexFixture, pushFixture } from "../support/images/images.ts";
import { digestOf, type Registry, startRegistry } from "../support/registry/index.ts";
import { ociManifest } from "../support/registry/store/manifest-document.ts";
import { runAction } from "../support/runner.ts";
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
  ["no input at all", () => ({}), 'input "tags": there are no tags; expected at least one tag to publish'],
  [
    "empty sources",
    (image) => ({ ...good(image), sources: " \n \n" }),
    'input "sources": there are no sources; expected at least one image or index to publish',
  ],
  [
    "no tags",
    (image) => ({ ...good(image), tags: "" }),
    'input "tags": there are no tags; expected at least one tag to publish',
  ],
  [
    "a short tag without image",
    (image) => ({ ...source(image), tags: "1.2.3" }),
    'input "tags": the short tag "1.2.3" needs "image"; expected a full reference such as ghcr.io/acme/app:1.2.3, or a short tag together with "image"',
  ],
  [
    "a tag that names only a repository",
    (image) => ({ ...good(image), tags: `${image}` }),
    (image) =>
      `input "tags": "${image}" names no tag; expected a full reference such as ghcr.io/acme/app:1.2.3, or a short tag together with "image"`,
  ],
  [
    "a tag with a digest",
    (image) => ({ ...good(image), tags: `${image}:1@${amd64.descriptor.digest}` }),
    (image) =>
      `input "tags": "${image}:1@${amd64.descriptor.digest}" carries a digest; expected a tag that may be moved`,
  ],
  [
    "a malformed tag",
    (image) => ({ ...good(image), tags: "1.2.3+build" }),
    'input "tags": "1.2.3+build" is not an image reference: the repository "1.2.3+build" must be made of lowercase letters and digits, parted by single dots, one or two underscores, dashes or slashes; expected [registry/]repository[:tag][@digest]',
  ],
  [
    "an image with a tag",
    (image) => ({ ...good(image), image: `${image}:1` }),
    (image) =>
      `input "image": "${image}:1" carries a tag; expected a repository alone, such as ghcr.io/acme/app`,
  ],
  [
    "a malformed image",
    (image) => ({ ...good(image), image: "Not An Image" }),
    'input "image": "Not An Image" is not an image reference: it contains white space; expected [registry/]repository[:tag][@digest]',
  ],
  [
    "a malformed digest",
    (image) => ({ ...good(image), sources: `${image}@sha256:abc` }),
    'input "sources": "sha256:abc" is not a digest; expected sha256: with 64 lowercase hex digits or sha512: with 128',
  ],
  [
    "a malformed bare digest",
    (image) => ({ ...good(image), sources: "sha256:ABC" }),
    'input "sources": "sha256:ABC" is not a digest; expected sha256: with 64 lowercase hex digits or sha512: with 128',
  ],
  [
    "a bare digest without image",
    (image) => ({ sources: amd64.descriptor.digest, tags: `${image}:1` }),
    `input "sources": the bare digest ${amd64.descriptor.digest} needs "image"; expected that, or a reference such as ghcr.io/acme/app@sha256:…`,
  ],
  [
    "a source without tag or digest",
    (image) => ({ ...good(image), sources: image }),
    (image) =>
      `input "sources": "${image}" names neither a tag nor a digest, and is not a directory; expected a reference, a sha256: digest, a file that holds one or is named by one, a directory of such files, or a buildx metadata file`,
  ],
  [
    "a directory with a stray file",
    (image) => ({ ...good(image), sources: "stray" }),
    'input "sources": "stray/readme.txt" is empty; expected files named by bare hex digest, files that hold one digest or reference, or buildx metadata files',
  ],
  [
    "an empty directory",
    (image) => ({ ...good(image), sources: "empty" }),
    'input "sources": the directory "empty" is empty; expected files named by bare hex digest, files that hold one digest or reference, or buildx metadata files',
  ],
  [
    "a directory that is not there",
    (image) => ({ ...good(image), sources: "./gone/" }),
    'input "sources": "./gone/" is not a file or directory; expected a reference, a sha256: digest, a file that holds one or is named by one, a directory of such files, or a buildx metadata file',
  ],
  [
    "a glob without match",
    (image) => ({ ...good(image), sources: "meta/*.json" }),
    'input "sources": "meta/*.json" matches no file or directory; expected files named by bare hex digest, files that hold one digest or reference, or buildx metadata files',
  ],
  [
    "a broken metadata file",
    (image) => ({ ...good(image), sources: "broken.json" }),
    'input "sources": "broken.json": it is not JSON; expected a metadata file of docker buildx build, bake or imagetools create',
  ],
  [
    "a file without a digest",
    (image) => ({ ...good(image), sources: "other*.json" }),
    'input "sources": "other.json": it holds no containerimage.digest or containerimage.descriptor; expected a metadata file of docker buildx build, bake or imagetools create',
  ],
  [
    "a metadata file with a wrong digest",
    (image) => ({ ...good(image), sources: "not-pushed.json" }),
    'input "sources": "not-pushed.json": its containerimage.digest is 7; expected a metadata file of docker buildx build, bake or imagetools create that pushed',
  ],
  [
    "metadata that is not JSON",
    (image) => ({ ...good(image), metadata: "tags: x" }),
    'input "metadata": the text is not JSON; expected the output "json" of docker/metadata-action',
  ],
  [
    "metadata of another shape",
    (image) => ({ ...good(image), metadata: '{"labels":{}}' }),
    'input "metadata": the JSON has no list of texts "tags"; expected the output "json" of docker/metadata-action',
  ],
  [
    "metadata that is null",
    (image) => ({ ...good(image), metadata: "null" }),
    'input "metadata": the JSON has no list of texts "tags"; expected the output "json" of docker/metadata-action',
  ],
  [
    "a malformed tag in metadata",
    (image) => ({ ...good(image), metadata: '{"tags":["a b"]}' }),
    'input "metadata": "a b" is not an image reference: it contains white space; expected [registry/]repository[:tag][@digest]',
  ],
  [
    "two sources for one platform",
    (image) => ({
      ...good(image),
      sources: `${image}@${amd64.descriptor.digest}\n${image}@${otherAmd64.descriptor.digest}`,
    }),
    (image) =>
      `input "sources": two sources are for linux/amd64: ${amd64.descriptor.digest} of ${image}@${amd64.descriptor.digest} and ${otherAmd64.descriptor.digest} of ${image}@${otherAmd64.descriptor.digest}; expected one image for each platform`,
  ],
  [
    "a chart beside an image",
    (image) => ({ ...good(image), sources: `${image}:chart\n${image}@${amd64.descriptor.digest}` }),
    (image) =>
      `input "sources": ${image}:chart is an artifact, not an image (application/vnd.cncf.helm.config.v1+json); expected an artifact as the only source and without annotations, or images and indexes`,
  ],
  [
    "a schema 1 manifest as a source",
    (image) => ({ ...good(image), sources: `${image}:old` }),
    (image) =>
      `input "sources": ${image}:old is neither an image nor an index but application/vnd.docker.distribution.manifest.v1+prettyjws; expected an OCI or Docker image or index`,
  ],
  [
    "an attestation alone",
    (image) => ({ ...good(image), sources: `${image}@${attestation.descriptor.digest}` }),
    (image) =>
      `input "sources": ${image}@${attestation.descriptor.digest} is neither an image nor an index: its config names no platform (application/vnd.oci.image.config.v1+json); expected an OCI or Docker image or index`,
  ],
  [
    "a missing platform",
    (image) => ({ ...good(image), platforms: "linux/amd64,linux/arm64" }),
    'input "platforms": the sources have no image for linux/arm64; they have linux/amd64',
  ],
  [
    "an unknown platform",
    (image) => ({ ...good(image), platforms: "amd64" }),
    'input "platforms": "amd64" is not a platform; expected os/architecture[/variant], such as linux/amd64, linux/arm64/v8 or windows(10.0.17763)/amd64',
  ],
  [
    "a targets file that is not there",
    (image) => ({ image, targets: "gone.yaml" }),
    'input "targets": the file "gone.yaml" cannot be read (ENOENT: no such file or directory); expected the path of a YAML or JSON file, or the text itself',
  ],
  [
    "a targets file with a syntax error",
    (image) => ({ image, targets: "syntax.yaml" }),
    'input "targets": syntax.yaml, line 4, column 1: what [ began goes on with a comma or ends with ]; expected a list of targets, or a map with the one key "targets"; each target is a map of name, image, sources, tags, annotations, platforms, soci, soci-min-layer-size, soci-span-size, soci-platforms, soci-tag-suffix',
  ],
  [
    "a targets file of another shape",
    (image) => ({ image, targets: "shape.yaml" }),
    'input "targets": shape.yaml, line 4, column 5: "tags" is a map of "latest"; expected a list of texts, or lines',
  ],
  [
    "a targets file with an unknown key",
    (image) => ({ image, targets: "key.yaml" }),
    'input "targets": key.yaml, line 2, column 11: the key "source" is unknown; expected one of name, image, sources, tags, annotations, platforms, soci, soci-min-layer-size, soci-span-size, soci-platforms, soci-tag-suffix',
  ],
  [
    "inline targets with a syntax error",
    () => ({ targets: '[{"name": "app", "tags": [}]' }),
    'input "targets": line 1, column 27: } cannot stand here; expected a list of targets, or a map with the one key "targets"; each target is a map of name, image, sources, tags, annotations, platforms, soci, soci-min-layer-size, soci-span-size, soci-platforms, soci-tag-suffix',
  ],
  [
    "inline targets that are a scalar",
    () => ({ targets: "\n7\n" }),
    'input "targets": the file "7" cannot be read (ENOENT: no such file or directory); expected the path of a YAML or JSON file, or the text itself',
  ],
  [
    "inline targets that are an empty list",
    () => ({ targets: "[]" }),
    'input "targets": line 1, column 1: the list is empty; expected a list of targets, or a map with the one key "targets"; each target is a map of name, image, sources, tags, annotations, platforms, soci, soci-min-layer-size, soci-span-size, soci-platforms, soci-tag-suffix',
  ],
  [
    "an alias that nothing anchors",
    () => ({ targets: "- name: *gone\n" }),
    'input "targets": line 1, column 9: no anchor &gone comes before it',
  ],
  [
    "aliases that multiply",
    () => ({
      targets: `- &a [x,x,x,x,x,x,x,x,x,x]\n- &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n- &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n- [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`,
    }),
    'input "targets": line 1, column 1: Excessive alias count indicates a resource exhaustion attack; expected a list of targets, or a map with the one key "targets"; each target is a map of name, image, sources, tags, annotations, platforms, soci, soci-min-layer-size, soci-span-size, soci-platforms, soci-tag-suffix',
  ],
  [
    "two targets of one name",
    (image) => ({ image, targets: "- name: a\n- name: a\n" }),
    'input "targets": two targets are named "a"; give each a name of its own',
  ],
  [
    "a target without sources",
    (image) => ({ image, targets: "- name: a\n  tags: 1.2.3\n" }),
    'input "targets": target "a": sources: there are no sources; expected at least one image or index to publish',
  ],
  [
    "targets beside sources",
    (image) => ({ ...good(image), tags: "", targets: "key.yaml" }),
    'input "sources": given together with "targets", which has its own; only image, annotations, platforms and those of soci may stand beside it',
  ],
  [
    "targets beside tags",
    (image) => ({ image, tags: "1", targets: "key.yaml" }),
    'input "tags": given together with "targets", which has its own; only image, annotations, platforms and those of soci may stand beside it',
  ],
  [
    "targets beside metadata",
    (image) => ({ image, metadata: "{}", targets: "key.yaml" }),
    'input "metadata": given together with "targets", which has its own; only image, annotations, platforms and those of soci may stand beside it',
  ],
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
    (image) =>
      `input "targets": ${image}:1.2.3 is wanted by "one" as sha256:80d164ee11c976ce39db03ed19152e5f56df102945250b7a2b66174830f88728 and by "two" as sha256:0f07bf3c7d4b6c73e1e5fa997c96ed2fe11b66bdf76652ca6f8bcf3b846e3331; expected one image for each tag`,
  ],
  [
    "a duration without a unit",
    (image) => ({ ...good(image), "wait-timeout": "600" }),
    'input "wait-timeout": "600" has no unit; expected a duration such as 90s, 10m or 1h30m',
  ],
  [
    "a duration that is none",
    (image) => ({ ...good(image), "wait-timeout": "soon" }),
    'input "wait-timeout": "soon" is not a duration; expected a duration such as 90s, 10m or 1h30m',
  ],
  [
    "an unknown if-exists",
    (image) => ({ ...good(image), "if-exists": "replace" }),
    'input "if-exists": "replace" is unknown; expected one of overwrite, skip, fail',
  ],
  [
    "no concurrency",
    (image) => ({ ...good(image), concurrency: "0" }),
    'input "concurrency": "0" is out of range; expected a whole number from 1 to 64',
  ],
  [
    "a dry-run that is no boolean",
    (image) => ({ ...good(image), "dry-run": "yes" }),
    'input "dry-run": "yes" is not a boolean; expected true or false',
  ],
  [
    "an insecure registry with a scheme",
    (image) => ({ ...good(image), "insecure-registries": "http://registry.lan" }),
    'input "insecure-registries": "http://registry.lan" is not a registry host; expected host or host:port without scheme or path',
  ],
  [
    "an annotation without an equals sign",
    (image) => ({ ...good(image), annotations: "title" }),
    'input "annotations": "title" is not an annotation; expected key=value, with or without a level such as index: or manifest-descriptor[linux/arm64]: before it',
  ],
  [
    "an annotation without a key",
    (image) => ({ ...good(image), annotations: "index:=x" }),
    'input "annotations": "index:=x" is not an annotation; expected key=value, with or without a level such as index: or manifest-descriptor[linux/arm64]: before it',
  ],
  [
    "an unknown annotation level",
    (image) => ({ ...good(image), annotations: "layer:a=b" }),
    'input "annotations": "layer:a=b" has the unknown level "layer"; expected key=value, with or without a level such as index: or manifest-descriptor[linux/arm64]: before it',
  ],
  [
    "an annotation for a platform that is absent",
    (image) => ({ ...good(image), annotations: "manifest-descriptor[linux/s390x]:a=b" }),
    'input "annotations": the sources have no image for linux/s390x; they have linux/amd64',
  ],
  [
    "an annotation for a platform that is none",
    (image) => ({ ...good(image), annotations: "manifest-descriptor[s390x]:a=b" }),
    'input "annotations": "s390x" is not a platform; expected os/architecture[/variant], such as linux/amd64, linux/arm64/v8 or windows(10.0.17763)/amd64',
  ],
  [
    "a registry over plain HTTP that is not loopback",
    (image) => ({
      tags: `${image}:1`,
      sources: `${image.replace("127.0.0.1", "0.0.0.0")}@${amd64.descriptor.digest}`,
    }),
    (image) =>
      `GET ${image.replace("127.0.0.1", "0.0.0.0").replace("/app", "")}/app/manifests/${amd64.descriptor.digest}: no TLS; if it speaks plain HTTP, list its host and port in "insecure-registries"`,
  ],
  [
    "a source with a URL scheme",
    (image) => ({ ...good(image), sources: `http://${image}:amd64` }),
    (image) =>
      `input "sources": "http://${image}:amd64" is not an image reference: it begins with a URL scheme; expected [registry/]repository[:tag][@digest]`,
  ],
];

const waitRows: Row<"wait-digests">[] = [
  ["no refs", () => ({ refs: "" }), 'input "refs": is required, and nothing was given'],
  ["refs of commas alone", () => ({ refs: " ,\n, " }), 'input "refs": is required, and nothing was given'],
  [
    "a bare digest without image",
    () => ({ refs: amd64.descriptor.digest }),
    `input "refs": the bare digest ${amd64.descriptor.digest} needs "image"; expected repository@sha256:…, repository:tag, or a bare sha256:… digest or a short tag together with "image"`,
  ],
  [
    "a malformed digest",
    (image) => ({ refs: `${image}@sha256:abc` }),
    'input "refs": "sha256:abc" is not a digest; expected sha256: with 64 lowercase hex digits or sha512: with 128',
  ],
  [
    "a malformed bare digest",
    (image) => ({ image, refs: "sha256:abc" }),
    'input "refs": "sha256:abc" is not a digest; expected sha256: with 64 lowercase hex digits or sha512: with 128',
  ],
  [
    "a reference without tag or digest",
    (image) => ({ refs: image }),
    (image) =>
      `input "refs": "${image}" names neither a tag nor a digest; expected repository@sha256:…, repository:tag, or a bare sha256:… digest or a short tag together with "image"`,
  ],
  [
    "a malformed reference",
    () => ({ refs: "Not an image" }),
    'input "refs": "Not an image" is not an image reference: it contains white space; expected [registry/]repository[:tag][@digest]',
  ],
  [
    "a malformed image",
    () => ({ image: "a b", refs: amd64.descriptor.digest }),
    'input "image": "a b" is not an image reference: it contains white space; expected [registry/]repository[:tag][@digest]',
  ],
  [
    "an image with a tag",
    (image) => ({ image: `${image}:1`, refs: amd64.descriptor.digest }),
    (image) =>
      `input "image": "${image}:1" carries a tag; expected a repository alone, such as ghcr.io/acme/app`,
  ],
  [
    "a timeout without a unit",
    (image) => ({ refs: `${image}:amd64`, timeout: "10" }),
    'input "timeout": "10" has no unit; expected a duration such as 90s, 10m or 1h30m',
  ],
  [
    "a timeout of nothing",
    (image) => ({ refs: `${image}:amd64`, timeout: "0s" }),
    'input "timeout": "0s" is zero; expected a duration such as 90s, 10m or 1h30m',
  ],
  [
    "a deep that is no boolean",
    (image) => ({ refs: `${image}:amd64`, deep: "maybe" }),
    'input "deep": "maybe" is not a boolean; expected true or false',
  ],
  [
    "an insecure registry with a path",
    (image) => ({ refs: `${image}:amd64`, "insecure-registries": "registry.lan/x" }),
    'input "insecure-registries": "registry.lan/x" is not a registry host; expected host or host:port without scheme or path',
  ],
];

describe.concurrent("publish-index", () => {
  test.each(publishRows)("%s", async (_, inputs, message) => {
    const run = await publish(inputs(app()), { cwd: space.path });
    const expected = typeof message === "function" ? message(app()) : message;
    expect(expectOneError(run)).toBe(expected);
    expect(run.annotations).toHaveLength(1);
    expect(run.outputs.digest).toBeUndefined();
    expect(run.outputs.refs ?? "").toBe("");
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

describe.concurrent("prune-images", () => {
  test.each<[inputs: ActionInputs<"prune-images">, message: string]>([
    [{ low: "85" }, 'input "low": 85 is not below "high", which is 85; expected a whole number from 1 to 84'],
    [{ "min-age": "1" }, 'input "min-age": "1" has no unit'],
    [{ busy: "wait" }, 'input "busy": "wait" is unknown; expected one of defer, fail'],
    [{ "max-delete": "0" }, 'input "max-delete": "0" is out of range'],
    [{ ledger: "ledger.json" }, 'input "ledger": "ledger.json" is not a path of a file on the host'],
    [{ keep: "https://ghcr.io/acme" }, 'input "keep": "https://ghcr.io/acme" matches no image'],
    [{ "dry-run": "yes" }, 'input "dry-run": "yes" is not a boolean; expected true or false'],
  ])("%j", async (inputs, message) => {
    const run = await runAction("prune-images", { inputs });
    expect(expectOneError(run)).toContain(message);
    expect(run.outputs).toEqual({});
  });
});
