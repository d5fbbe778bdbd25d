import { describe, expect, it, test } from "vitest";
import { UserError } from "../../src/base/errors.ts";
import { checkMarks, hostPath, readKeep } from "../../src/prune/options.ts";

test("the low mark lies below the high one", () => {
  expect(() => checkMarks({ high: 85, low: 84 })).not.toThrow();
  for (const low of [85, 90])
    expect(() => checkMarks({ high: 85, low })).toThrow(
      new UserError(
        `input "low": ${low} is not below "high", which is 85; expected a whole number from 1 to 84`,
      ),
    );
});

test.each(["/var/lib/imgpub/ledger.json", "/a"])("%s is a path of a file", (path) => {
  expect(hostPath(path)).toBe(path);
});

test.each(["ledger.json", "", "/", "/a/", "/a/../b", "../a", "/a\0b"])(
  "%j is no path of a file on the host",
  (path) => {
    expect(() => hostPath(path)).toThrow(/is not a path of a file on the host; expected an absolute one/);
  },
);

describe("patterns of what stays", () => {
  it.each([
    ["alpine", "alpine:3.20", true],
    ["alpine", "alpine@sha256:1", true],
    ["alpine", "acme/alpine:1", false],
    ["docker.io/library/alpine", "alpine:latest", true],
    ["alpine:3.*", "alpine:3.20", true],
    ["alpine:3.*", "alpine:edge", false],
    ["ghcr.io/acme/*", "ghcr.io/acme/app:1", true],
    ["ghcr.io/acme/*", "ghcr.io/acme/deep/app:1", false],
    ["ghcr.io/acme/**", "ghcr.io/acme/deep/app:1", true],
    ["base@sha256:*", "base@sha256:abc", true],
    ["base@sha256:*", "base:1", false],
    ["localhost:5000/app", "localhost:5000/app:1", true],
  ])("%s and %s: %j", async (pattern, reference, expected) => {
    expect((await readKeep([pattern]))(reference)).toBe(expected);
  });

  it("are none without any", async () => {
    expect((await readKeep([]))("alpine:1")).toBe(false);
  });

  it.each(["a b", "https://ghcr.io/acme/app", "Acme/app"])(
    "that match nothing, such as %j, are refused",
    async (one) => {
      await expect(readKeep([one])).rejects.toThrow(/matches no image; expected a pattern of references/);
    },
  );
});
