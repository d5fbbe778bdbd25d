import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/base/errors.ts";
import { algorithmOf, hasher, isDigest, parseDigest, sha256 } from "../../src/image/digest.ts";

const EMPTY = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

describe("parseDigest", () => {
  it.each([EMPTY, `sha512:${"0".repeat(128)}`])("accepts %s", (text) => {
    expect(parseDigest(text)).toBe(text);
  });

  it.each([
    "",
    "sha256:",
    EMPTY.slice(7),
    EMPTY.toUpperCase(),
    `sha256:${EMPTY.slice(7).toUpperCase()}`,
    EMPTY.slice(0, -1),
    `${EMPTY}0`,
    `${EMPTY}\n`,
    ` ${EMPTY}`,
    `sha512:${EMPTY.slice(7)}`,
    `md5:${"0".repeat(32)}`,
    `sha256-${EMPTY.slice(7)}`,
  ])("refuses %j with one sentence", (text) => {
    expect(isDigest(text)).toBe(false);
    expect(() => parseDigest(text)).toThrow(UserError);
    expect(() => parseDigest(text)).toThrow(/ is not a digest; expected sha256:.*sha512:/);
    expect(() => parseDigest(text)).not.toThrow(/\n/);
  });
});

describe("hashing", () => {
  it("knows the empty digest", () => {
    expect(sha256("")).toBe(EMPTY);
    expect(sha256(new Uint8Array())).toBe(EMPTY);
  });

  it("hashes text as UTF-8", () => {
    expect(sha256("größe")).toBe(sha256(new TextEncoder().encode("größe")));
  });

  it("gives the same digest however the bytes are cut", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), fc.constantFrom("sha256", "sha512"), (chunks, algorithm) => {
        const hash = hasher(algorithm);
        for (const chunk of chunks) hash.update(chunk);
        const digest = hash.digest();
        expect(isDigest(digest)).toBe(true);
        expect(algorithmOf(digest)).toBe(algorithm);
        const hex = createHash(algorithm).update(Buffer.concat(chunks)).digest("hex");
        expect(digest).toBe(`${algorithm}:${hex}`);
      }),
    );
  });
});
