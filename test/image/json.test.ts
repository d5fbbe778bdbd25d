import { expect, test } from "vitest";
import { canonicalJson, canonicalManifest } from "../../src/image/canonical-json.ts";
import { sha256 } from "../../src/image/digest.ts";
import { isExactNumber, parseExactly } from "../../src/image/exact-json.ts";
import { sortedBy } from "../../src/image/sorted-by.ts";

test.each(["1", "-1.5", "12345678901234567890", "1.0", "1e3", "1.10", "0.1", "-0"])(
  "the number %s stays as it is written",
  (text) => {
    const value = parseExactly(`{"n":${text},"deep":[${text}]}`);
    expect(canonicalJson(value)).toBe(`{"deep":[${text}],"n":${text}}`);
  },
);

test("only what JavaScript would write otherwise is kept as text", () => {
  const value = parseExactly('{"a":1,"b":1.0,"c":"1.0"}') as Record<string, unknown>;
  expect([value.a, value.c]).toEqual([1, "1.0"]);
  expect([value.a, value.b, value.c].map(isExactNumber)).toEqual([false, true, false]);
  expect(parseExactly("{")).toBeUndefined();
  expect(parseExactly("null")).toBeNull();
});

test("members come in the order that readers expect, and the others by name", () => {
  const value = {
    annotations: { z: 1, a: 2 },
    manifests: [{ size: 1, platform: { os: "x", architecture: "y" }, digest: "d", mediaType: "m" }],
    artifactType: "t",
    mediaType: "m",
    schemaVersion: 2,
    Z: null,
  };
  expect(canonicalJson(value)).toBe(
    '{"schemaVersion":2,"mediaType":"m","artifactType":"t","manifests":[{"mediaType":"m","digest":"d","size":1,"platform":{"architecture":"y","os":"x"}}],"Z":null,"annotations":{"a":2,"z":1}}',
  );
  const { bytes, digest, mediaType } = canonicalManifest("a/b", value);
  expect(Buffer.from(bytes).toString()).toBe(canonicalJson(value));
  expect([digest, mediaType]).toEqual([sha256(canonicalJson(value)), "a/b"]);
});

test("items are sorted by code units, and the list that was given stays as it is", () => {
  const items = ["b", "a", "B", "ä", "10", "9"];
  expect(sortedBy(items, (one) => one)).toEqual(["10", "9", "B", "a", "b", "ä"]);
  expect(items[0]).toBe("b");
});
