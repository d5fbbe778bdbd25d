import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/image/digest.ts";
import { annotationFault, readImage, readIndex, readObject } from "../../src/image/documents.ts";
import { MalformedDocument } from "../../src/image/errors.ts";
import { isHost } from "../../src/image/host.ts";
import { platformIn } from "../../src/image/image-config.ts";
import { imageIndex, imageManifest } from "../../src/image/media-types.ts";

const manifestOf = (value: unknown, mediaType = imageIndex) => {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return { mediaType, bytes, digest: sha256(bytes) };
};
const child = { mediaType: imageManifest, digest: sha256("child"), size: 7 };
const own = { os: "linux", architecture: "arm64" };

/** What is wrong with a child of an index; undefined for one that is read. */
function faultOf(value: unknown): string | undefined {
  const index = manifestOf({ manifests: [child, value] });
  try {
    readIndex(index);
    return undefined;
  } catch (error) {
    if (!(error instanceof MalformedDocument)) throw error;
    const before = `index ${index.digest} does not list its manifests as the OCI image index says: `;
    expect(error.message.startsWith(before), error.message).toBe(true);
    return error.message.slice(before.length).replace(child.digest, "<digest>");
  }
}

test.each<[unknown, string | undefined]>([
  [child, undefined],
  [{ ...child, size: 0 }, undefined],
  [{ ...child, platform: { ...own, variant: "v8", "os.version": "1", "os.features": ["a"] } }, undefined],
  [{ ...child, platform: own, annotations: { a: "" }, artifactType: "a/b", urls: ["u"] }, undefined],
  [null, "manifest 2 is null"],
  [[], "manifest 2 is a list"],
  ["x", 'manifest 2 is the text "x"'],
  [true, "manifest 2 is the boolean true"],
  [{}, '"mediaType" is missing in manifest 2'],
  [{ ...child, mediaType: "" }, '"mediaType" is the text "" in manifest 2, <digest>'],
  [{ ...child, mediaType: 1 }, '"mediaType" is the number 1 in manifest 2, <digest>'],
  [{ ...child, digest: "sha256:00" }, '"digest" is the text "sha256:00" in manifest 2'],
  [{ ...child, digest: 1 }, '"digest" is the number 1 in manifest 2'],
  [{ ...child, size: -1 }, '"size" is the number -1 in manifest 2, <digest>'],
  [{ ...child, size: 1.5 }, '"size" is the number 1.5 in manifest 2, <digest>'],
  [{ ...child, size: "7" }, '"size" is the text "7" in manifest 2, <digest>'],
  [{ ...child, platform: "linux" }, '"platform" is the text "linux" in manifest 2, <digest>'],
  [{ ...child, platform: { os: "linux" } }, '"platform.architecture" is missing in manifest 2, <digest>'],
  [{ ...child, platform: { ...own, os: 1 } }, '"platform.os" is the number 1 in manifest 2, <digest>'],
  [
    { ...child, platform: { ...own, variant: 8 } },
    '"platform.variant" is the number 8 in manifest 2, <digest>',
  ],
  [
    { ...child, platform: { ...own, "os.version": {}, "os.features": "a" } },
    '"platform.os.features" is the text "a" in manifest 2, <digest>',
  ],
  [
    { ...child, platform: { ...own, "os.features": ["a", 1] } },
    '"platform.os.features" is a list in manifest 2, <digest>',
  ],
  [{ ...child, annotations: [1] }, '"annotations" is a list in manifest 2, <digest>'],
  [{ ...child, annotations: { a: {} } }, '"annotations.a" is an object in manifest 2, <digest>'],
  [{ ...child, artifactType: 1 }, '"artifactType" is the number 1 in manifest 2, <digest>'],
  [{ ...child, urls: "u" }, '"urls" is the text "u" in manifest 2, <digest>'],
])("an index with %j: %s", (value, fault) => {
  expect(faultOf(value)).toBe(fault);
});

test("what is no object, or no JSON, is no document; a long value is cut", () => {
  for (const bytes of ["[]", "null", "7", "{"].map((text) => new TextEncoder().encode(text))) {
    const digest = sha256(bytes);
    expect(() => readObject({ mediaType: "a/b", bytes, digest })).toThrow(
      new MalformedDocument(`${digest} is not a JSON object`),
    );
  }
  expect(faultOf({ ...child, mediaType: { a: "x" } })).toContain('"mediaType" is an object');
  expect(faultOf({ ...child, size: "x".repeat(500) })?.length).toBeLessThan(200);
  for (const manifests of ["x", {}, 1])
    expect(() => readIndex(manifestOf({ manifests }))).toThrow("not list");
});

test("the artifact type of an image is a text, or none", () => {
  expect(readImage(manifestOf({ config: child, artifactType: 7 }))).not.toHaveProperty("artifactType");
  expect(annotationFault({ a: "b" })).toBeUndefined();
  expect(annotationFault(undefined)).toBeUndefined();
  expect(annotationFault([1])).toBeUndefined();
});

describe("a config", () => {
  const of = (config: unknown) => platformIn(new TextEncoder().encode(JSON.stringify(config)));
  test.each([
    [{ ...own, os: 1 }, undefined],
    [{ ...own, architecture: 1 }, undefined],
    [{ ...own, os: "" }, undefined],
    [{ ...own, variant: 1 }, own],
    [{ ...own, "os.version": "" }, own],
    [{ ...own, "os.features": ["a", 1] }, own],
    [{ ...own, "os.features": "a" }, own],
    [
      { ...own, "os.features": ["a"] },
      { ...own, "os.features": ["a"] },
    ],
  ])("%j is for %j", (config, platform) => {
    expect(of(config)).toEqual(platform);
  });
});

test.each([
  ["a.io", true],
  ["a", true],
  ["a-b.io:5000", true],
  ["1.2.3.4", true],
  ["[::1]:5000", true],
  ["A.IO", true],
  ["", false],
  ["-a.io", false],
  ["a-.io", false],
  ["a..io", false],
  [".a.io", false],
  ["a.io:", false],
  ["a.io:x", false],
  ["a.io:70000", false],
  ["1.2.3.4.5", false],
  ["[::1", false],
  ["::1", false],
  ["a.io/b", false],
  ["xa.io\n", false],
  ["user@a.io", false],
])("%j names a host: %s", (text, does) => {
  expect(isHost(text)).toBe(does);
});
