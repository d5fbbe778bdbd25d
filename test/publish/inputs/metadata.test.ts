import { expect, test } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { parseBuildMetadata } from "../../../src/publish/inputs/build-metadata.ts";
import { parseMetadata } from "../../../src/publish/inputs/metadata.ts";

const digest = `sha256:${"a".repeat(64)}` as const;
const other = `sha256:${"b".repeat(64)}` as const;

test("docker/metadata-action's json: tags and annotations, the rest is not ours", () => {
  const json = {
    tags: ["ghcr.io/org/app:1"],
    labels: { a: "b" },
    annotations: ["manifest:a=b"],
    "tag-names": ["1"],
  };
  expect(parseMetadata(JSON.stringify(json))).toEqual({ tags: json.tags, annotations: json.annotations });
  expect(parseMetadata('{"tags":[]}')).toEqual({ tags: [], annotations: [] });
});

test.each([
  "",
  "tags",
  "[]",
  "null",
  "7",
  '{"labels":{}}',
  '{"tags":"a"}',
  '{"tags":[1]}',
  '{"tags":[],"annotations":{}}',
])("%j is no metadata", (text) => {
  expect(() => parseMetadata(text)).toThrow(UserError);
});

test("a build's metadata names its image, with or without where it was pushed", () => {
  const file = {
    "buildx.build.provenance": {},
    "containerimage.digest": digest,
    "image.name": "a/b:1, ghcr.io/a/b",
  };
  expect(parseBuildMetadata(JSON.stringify(file))).toEqual([{ digest, names: ["a/b:1", "ghcr.io/a/b"] }]);
  expect(parseBuildMetadata(JSON.stringify({ "containerimage.digest": digest }))).toEqual([
    { digest, names: [] },
  ]);
});

test("imagetools create names a descriptor, and null is absent", () => {
  const descriptor = { mediaType: "application/vnd.oci.image.index.v1+json", digest, size: 7 };
  const file = { "containerimage.descriptor": descriptor, "image.name": "a/b,ghcr.io/a/b" };
  expect(parseBuildMetadata(JSON.stringify(file))).toEqual([{ digest, names: ["a/b", "ghcr.io/a/b"] }]);
  const both = { "containerimage.digest": null, ...file, "image.name": null };
  expect(parseBuildMetadata(`\uFEFF${JSON.stringify(both)}`)).toEqual([{ digest, names: [] }]);
});

test("a bake file has one image for each target", () => {
  const file = {
    "buildx.build.warnings": [],
    app: { "containerimage.digest": digest, "image.name": "a/app" },
    worker: { "containerimage.digest": other },
    cacheonly: { "buildx.build.ref": "x" },
  };
  expect(parseBuildMetadata(JSON.stringify(file))).toEqual([
    { digest, names: ["a/app"] },
    { digest: other, names: [] },
  ]);
});

test.each([
  "",
  "{}",
  "[]",
  '{"app":{}}',
  '{"containerimage.digest":"sha256:1"}',
  `{"containerimage.digest":"${digest}","image.name":7}`,
])("%j is no build's metadata", (text) => {
  expect(() => parseBuildMetadata(text)).toThrow(UserError);
});
