import { expect, test } from "vitest";
import type { Manifest } from "../../src/image/descriptor.ts";
import { sha256 } from "../../src/image/digest.ts";
import { imageIndex } from "../../src/image/media-types.ts";
import { equalButCreated } from "../../src/publish/equal-but-created.ts";

const created = "org.opencontainers.image.created";

function manifest(document: unknown, mediaType = imageIndex): Manifest {
  const bytes = new TextEncoder().encode(typeof document === "string" ? document : JSON.stringify(document));
  return { mediaType, bytes, digest: sha256(bytes) };
}
const index = (annotations: unknown, child: unknown = {}) =>
  manifest({
    schemaVersion: 2,
    manifests: [
      { digest: "a", annotations: child },
      { digest: "b", size: 1 },
    ],
    annotations,
  });

test.each<[string, Manifest, Manifest, boolean]>([
  ["another time", index({ [created]: "1", title: "a" }), index({ title: "a", [created]: "2" }), true],
  ["a time that one alone has", index({ [created]: "1" }), index(undefined), true],
  ["annotations that are null", index(null), index({}, null), true],
  ["another time of a child", index({}, { [created]: "1" }), index({}, { [created]: "2" }), true],
  ["another annotation of a child", index({}, { title: "1" }), index({}, { title: "2" }), false],
  ["another annotation", index({ title: "a" }), index({ title: "b" }), false],
  ["an annotation more", index({ title: "a", [created]: "1" }), index({ [created]: "1" }), false],
  ["another media type", index({}), { ...index({}), mediaType: "application/json" }, false],
  ["another order of children", manifest({ manifests: [1, 2] }), manifest({ manifests: [2, 1] }), false],
  [
    "another order of properties",
    manifest('{"b":1,"manifests":[]}'),
    manifest('{"manifests":[],"b":1}'),
    true,
  ],
  ["no list of manifests", manifest({ config: {} }), manifest({ config: {} }), false],
  ["no JSON", manifest("{"), manifest("{"), false],
])("indexes with %s", (_, one, other, equal) => {
  expect(equalButCreated(one, other)).toBe(equal);
  expect(equalButCreated(other, one)).toBe(equal);
});
