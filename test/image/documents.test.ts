import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/image/digest.ts";
import { readImage, readIndex } from "../../src/image/documents.ts";
import { MalformedDocument } from "../../src/image/errors.ts";
import { imageIndex, imageManifest } from "../../src/image/media-types.ts";

const manifestOf = (value: unknown, mediaType = imageIndex) => {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return { mediaType, bytes, digest: sha256(bytes) };
};
const child = { mediaType: imageManifest, digest: sha256("child"), size: 7 };
const platform = { architecture: "arm", os: "linux", variant: "v6" };

describe("what is null or empty is absent", () => {
  test.each([
    ["null", { platform: null, annotations: null, artifactType: null, urls: null, data: null }],
    ["empty", { platform: {}, annotations: {}, artifactType: "", urls: [] }],
    ["a platform of empty texts, as Go writes it", { platform: { architecture: "", os: "" } }],
  ])("%s", (_, more) => {
    expect(readIndex(manifestOf({ manifests: [{ ...child, ...more }] }))).toEqual([child]);
  });

  test("within a platform and annotations", () => {
    const given = {
      platform: { ...platform, "os.version": "", "os.features": [], features: null },
      annotations: { a: "", b: null },
    };
    expect(readIndex(manifestOf({ manifests: [{ ...child, ...given }] }))).toEqual([
      { ...child, platform, annotations: { a: "" } },
    ]);
  });

  test("in an image", () => {
    expect(readImage(manifestOf({ config: child, layers: null, artifactType: "" }))).toEqual({
      config: child,
      layers: [],
    });
    expect(readImage(manifestOf({ config: child, artifactType: "a/b" }))).toEqual({
      config: child,
      layers: [],
      artifactType: "a/b",
    });
  });

  test("what nobody here knows stays, empty or not", () => {
    const unknown = { ...child, "x-empty": "", "x-list": [], "x-object": {}, "x-deep": { null: null } };
    expect(readIndex(manifestOf({ manifests: [unknown] }))).toEqual([unknown]);
  });

  test("a list of manifests that is null is empty, and one that is missing makes no index", () => {
    expect(readIndex(manifestOf({ manifests: null }))).toEqual([]);
    const image = manifestOf({ config: child, layers: [] });
    expect(() => readIndex(image)).toThrow(
      new MalformedDocument(`index ${image.digest} does not list its manifests as the OCI image index says`),
    );
  });
});

test("whatever is null, optional and added to a document changes nothing that is read", () => {
  const optional = fc.subarray(["platform", "annotations", "artifactType", "urls", "data", "x"]);
  const inPlatform = fc.subarray(["variant", "os.version", "os.features", "features", "x"]);
  const nulls = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, null]));
  fc.assert(
    fc.property(optional, inPlatform, fc.boolean(), (own, below, full) => {
      const whole = full ? { ...child, platform, annotations: { a: "b" } } : child;
      const given = { ...nulls(own), ...whole, ...(full && { platform: { ...nulls(below), ...platform } }) };
      expect(readIndex(manifestOf({ manifests: [given] }))).toEqual([whole]);
    }),
  );
});

test.each([
  [{ config: null, layers: [] }, "the config is null"],
  [{ layers: [] }, "the config is missing"],
  [{ config: child, layers: {} }, '"layers" is an object'],
  [{ config: { ...child, digest: null }, layers: [] }, '"digest" is missing in the config'],
  [{ config: child, layers: [child, 7] }, "layer 2 is the number 7"],
  [{ config: child, layers: [{ ...child, urls: ["a", 1] }] }, `"urls" is a list in layer 1, ${child.digest}`],
])("a manifest %j is refused by the member", (value, fault) => {
  const manifest = manifestOf(value, imageManifest);
  expect(() => readImage(manifest)).toThrow(
    new MalformedDocument(`manifest ${manifest.digest} does not name its config and layers: ${fault}`),
  );
});
