import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { formatReference, parseImage } from "../../../src/image/reference.ts";
import { movesLast, parseTags } from "../../../src/publish/inputs/tags.ts";

/** Begun before the sources are imported. */
const work = await vi.hoisted(async () => (await import("../../support/work.ts")).countWork());

const image = { registry: "ghcr.io", repository: "org/app" };
const texts = (lines: string[], of?: typeof image) => parseTags(lines, of).map(formatReference);

test("short tags are the image's, full references their own, and each counts once", () => {
  expect(
    texts(["1.2.3", "ghcr.io/org/app:1.2.3", "docker.io/org/app:latest", "org/app:latest"], image),
  ).toEqual(["ghcr.io/org/app:1.2.3", "docker.io/org/app:latest"]);
});

test.each([
  "1.2.3",
  "latest",
  "ghcr.io/org/app",
  "ghcr.io/org/app:a b",
  `ghcr.io/org/app:1@sha256:${"a".repeat(64)}`,
])("%j is refused without an image", (text) => {
  expect(() => parseTags([text], undefined)).toThrow(UserError);
});

test.each(["ghcr.io/org/app:1", `ghcr.io/org/app@sha256:${"a".repeat(64)}`, "Org App", ""])(
  "%j is no image that qualifies tags",
  (text) => {
    expect(() => parseImage(text)).toThrow(UserError);
  },
);

test.each([
  ["latest", ["latest"], true],
  ["latest-arm", ["latest"], false],
  ["not-latest", ["latest"], false],
  ["latest-arm", ["latest*"], true],
  ["v1", ["v?"], true],
  ["v12", ["v?"], false],
  ["1.2", ["1.?"], true],
  ["1x2", ["1.2"], false],
  ["a.b", ["a.b", "c"], true],
  ["anything", [], false],
  ["x", ["(", "x"], true],
] as const)("tag %s and patterns %j: %s", (tag, patterns, expected) => {
  expect(movesLast(tag, patterns)).toBe(expected);
});

test.each([
  ["1.2", ["1.2.4"], true],
  ["1", ["1.2.4"], true],
  ["1", ["1.2"], true],
  ["v1", ["1.2.4"], true],
  ["1.2", ["v1.2.4"], true],
  ["1.3", ["1.2.4"], false],
  ["1.2", ["1.20.4"], false],
  ["12", ["1.2.4"], false],
  ["1.2.4", ["1.2.4", "1.2"], false],
  ["1.2", ["1.2.4-rc.1"], true],
  ["1.2", ["1.2.4rc1"], true],
  ["1.2.4", ["1.2.4-rc.1", "1.2.4rc1", "1.2.4.post1"], false],
  ["1.2.4", ["1.2.4.1"], true],
  ["1.2-alpine", ["1.2.4-alpine"], true],
  ["1.2-alpine", ["1.2.4", "1.2.4-slim"], false],
  ["api-1.2", ["api-v1.2.4"], true],
  ["api-1.2", ["1.2.4", "web-1.2.4"], false],
  ["latest", ["1.2.4", "latest.1"], false],
  ["sha-1234567", ["1.2.4"], false],
  ["1.2", [], false],
  ["floating", [], true],
] as const)("tag %s beside %j floats: %s", (tag, others, expected) => {
  expect(movesLast(tag, ["floating"], [tag, ...others])).toBe(expected);
  expect(movesLast(tag, ["latest-only"], [tag, ...others])).toBe(false);
});

test("a pattern without wildcards stands for itself alone", () => {
  const tag = fc.stringMatching(/^\w[\w.-]{0,20}$/);
  fc.assert(
    fc.property(tag, tag, (one, other) => {
      expect(movesLast(one, [one])).toBe(true);
      expect(movesLast(one, ["*"])).toBe(true);
      expect(movesLast(other, [one])).toBe(one === other);
    }),
  );
});

test("a pattern with many stars takes no time", async () => {
  // By way of a regular expression it would never end.
  const done = await work.in("/src/", () => {
    expect(movesLast("a".repeat(128), ["*a*a*a*a*a*a*b", `${"*a".repeat(60)}*b`])).toBe(false);
    expect(movesLast(`${"a".repeat(127)}b`, ["*a*a*a*a*a*a*b"])).toBe(true);
  });
  expect(done).toBeLessThan(10_000);
});
