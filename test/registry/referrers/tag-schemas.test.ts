import { expect, test } from "vitest";
import type { Digest } from "../../../src/image/digest.ts";
import { cosignTags, isDigestTag, referrersTag } from "../../../src/registry/referrers/tag-schemas.ts";

const hex = "0123456789abcdef".repeat(4);
const sha256: Digest = `sha256:${hex}`;
const sha512: Digest = `sha512:${hex}${hex}`;

// OCI distribution specification 1.1, "Referrers Tag Schema": the hash is cut to 64 characters.
test("the referrers tag of a digest", () => {
  expect(referrersTag(sha256)).toBe(`sha256-${hex}`);
  expect(referrersTag(sha512)).toBe(`sha512-${hex}`);
});

test("the tags that cosign keeps things under, none where they would be too long for a tag", () => {
  expect(cosignTags(sha256, "all")).toEqual([`sha256-${hex}.sig`, `sha256-${hex}.att`, `sha256-${hex}.sbom`]);
  expect(cosignTags(sha256, "signatures")).toEqual([`sha256-${hex}.sig`]);
  expect(cosignTags(sha512, "all")).toEqual([]);
});

test.each([
  [`sha256-${hex}`, true],
  [`sha256-${hex}.sig`, true],
  [`sha512-${hex}`, true],
  ["sha256-short", false],
  ["latest", false],
])("%s may be about a digest: %s", (tag, expected) => {
  expect(isDigestTag(tag)).toBe(expected);
});
