import { describe, expect, test } from "vitest";
import type { Descriptor, Manifest } from "../../../src/image/descriptor.ts";
import { type Digest, sha256 } from "../../../src/image/digest.ts";
import { imageIndex, imageManifest } from "../../../src/image/media-types.ts";
import { aboutOf, listedIn, listingOf, listWith } from "../../../src/registry/referrers/documents.ts";

const digest: Digest = `sha256:${"a".repeat(64)}`;
const other: Digest = `sha256:${"b".repeat(64)}`;
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const manifestOf = (value: unknown): Manifest => ({
  digest,
  mediaType: imageManifest,
  bytes: bytesOf(value),
});
const jsonOf = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes));

// OCI distribution specification 1.1, "Listing Referrers": the artifact type is the manifest's or else its config's media
// type, and the annotations are the manifest's.
describe("what a manifest says that refers to another", () => {
  test.each([
    [{ artifactType: "a/b", config: { mediaType: "c/d" } }, "a/b"],
    [{ config: { mediaType: "c/d" } }, "c/d"],
    [{ artifactType: null, config: { mediaType: "c/d" } }, "c/d"],
    [{ artifactType: "" }, ""],
    [{ config: null }, ""],
    [{}, ""],
    ["no object", ""],
  ])("the artifact type of %j is %j", (document, expected) => {
    expect(aboutOf(manifestOf(document)).artifactType).toBe(expected);
  });

  test.each([
    [{ subject: { digest: other } }, other],
    [{ subject: { digest: "sha256:short" } }, undefined],
    [{ subject: null }, undefined],
    [{}, undefined],
  ])("the subject of %j is %j", (document, expected) => {
    expect(aboutOf(manifestOf(document)).subject).toBe(expected);
  });

  test("makes its descriptor in a list", () => {
    const manifest = manifestOf({ artifactType: "a/b", annotations: { c: "d" } });
    const size = manifest.bytes.byteLength;
    expect(listingOf(manifest)).toEqual({
      mediaType: imageManifest,
      digest,
      size,
      artifactType: "a/b",
      annotations: { c: "d" },
    });
    const plain = manifestOf({ annotations: { c: 1 } });
    expect(listingOf(plain)).toEqual({ mediaType: imageManifest, digest, size: plain.bytes.byteLength });
  });
});

describe("a list of referrers", () => {
  const more: Descriptor = { mediaType: imageManifest, digest: other, size: 3 };

  test("names what can be read of it", () => {
    const manifests = [
      null,
      { digest },
      { digest: "x", mediaType: "a/b" },
      { digest, mediaType: "a/b", artifactType: null },
      more,
    ];
    expect(listedIn(bytesOf({ manifests }))).toEqual([
      { digest, mediaType: "a/b", artifactType: "" },
      { digest: other, mediaType: imageManifest, artifactType: "" },
    ]);
    for (const none of [{}, { manifests: null }, [], "text"]) expect(listedIn(bytesOf(none))).toBeUndefined();
  });

  test("is made, and keeps what others have put into it, byte for byte in its entries", () => {
    const made = listWith(undefined, [more]);
    expect(jsonOf(made.bytes)).toEqual({ schemaVersion: 2, mediaType: imageIndex, manifests: [more] });
    expect(made).toMatchObject({ mediaType: imageIndex, digest: sha256(made.bytes) });
    const known = { manifests: [{ unknown: ["to", "us"] }], annotations: { a: "b" }, schemaVersion: 2 };
    expect(new TextDecoder().decode(listWith(bytesOf(known), [more]).bytes)).toBe(
      JSON.stringify({ ...known, manifests: [...known.manifests, more] }),
    );
  });
});
