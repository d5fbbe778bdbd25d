import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { compareVersions, readVersion } from "../../../src/cascade/inputs/version.ts";

describe("a semantic version", () => {
  test.each(["1.4.2", "0.0.0", "1.0.0-rc.1+build.7", "1.0.0+0.build", "1.0.0--", `1.2.${2 ** 53 - 1}`])(
    "%s is kept as it is",
    (text) => {
      expect(readVersion(text, "semver")).toEqual({ version: text, notice: undefined });
    },
  );

  test("loses its leading v with a notice", () => {
    expect(readVersion("v1.4.2+b.1", "semver")).toEqual({
      version: "1.4.2+b.1",
      notice: expect.stringContaining("v1.4.2+b.1"),
    });
  });

  test.each([
    "",
    "1",
    "1.2",
    "1.2.3.4",
    "01.2.3",
    "vv1.2.3",
    "V1.2.3",
    "=1.2.3",
    "v 1.2.3",
    " 1.2.3",
    "1.2.3\n",
    "1.2.3-",
    "1.2.3-01",
    "1.2.3+",
    "1.2.3+a+b",
    "latest",
    "1.0rc1",
  ])("%j is none, and the way out is told", (text) => {
    expect(() => readVersion(text, "semver")).toThrow(UserError);
    expect(() => readVersion(text, "semver")).toThrow(/is not a semantic version.*version-scheme: any/);
  });

  test("is bounded in length and in its numbers", () => {
    expect(() => readVersion(`1.0.0+${"a".repeat(195)}`, "semver")).toThrow(
      /has 201 characters; at most 200 are allowed/,
    );
    expect(() => readVersion("1.2.20240101000000000", "semver")).toThrow(
      /has the number 20240101000000000, which is larger than/,
    );
  });
});

describe("any version", () => {
  test.each(["1.0rc1", "v2024.01", "2!1.0.post3+local", "jammy-20240101", "1.2.3", "ß→2", "$(x)"])(
    "%j is kept as it is",
    (text) => {
      expect(readVersion(text, "any")).toEqual({ version: text, notice: undefined });
    },
  );

  test.each([
    "",
    "1 2",
    "1\n2",
    "1\t",
    "\u001b[2J",
    "1\u2028",
    "1\u200b",
    "1\u202e2",
    "\ud800",
    "1\u00a02",
    "1\u0085",
  ])("%j is no printable word", (text) => {
    expect(() => readVersion(text, "any")).toThrow(/is not one printable word/);
  });

  test("is bounded in length", () => {
    expect(() => readVersion("a".repeat(201), "any")).toThrow(UserError);
    expect(readVersion("a".repeat(200), "any").version).toHaveLength(200);
  });
});

describe("the order", () => {
  test.each([
    ["1.10.0", "1.9.0", 1],
    ["v1.10.0", "1.9.0", 1],
    ["1.0.0-rc.1", "1.0.0", -1],
    ["1.0.0-rc.2", "1.0.0-rc.10", -1],
    ["1.0.0+a", "1.0.0+b", 0],
    ["1.0", "1.0.0", undefined],
    ["", "1.0.0", undefined],
    ["1.0rc1", "1.0.0", undefined],
    [" 1.0.0", "1.0.0", undefined],
    [`1.0.0+${"a".repeat(300)}`, "1.0.0", undefined],
  ] as const)("of semantic versions: %s against %s is %s", async (existing, wanted, expected) => {
    expect((await compareVersions("semver"))(existing, wanted)).toBe(expected);
  });

  test.each([
    ["1.10.0", "1.9.0", 1],
    ["1.0.0-1", "1.0.0", -1],
    ["1.0rc1", "1.0", -1],
    ["1.0rc1", "1.0.0", -1],
    ["v1.0.post1", "1.0", 1],
    ["1!0.1", "2024.1", 1],
    ["2024.01.15", "2024.1.15", 0],
    ["1.0+b", "1.0+a", 1],
    ["jammy", "1.0", undefined],
    ["jammy", "focal", undefined],
  ] as const)("of any versions: %s against %s is %s", async (existing, wanted, expected) => {
    expect((await compareVersions("any"))(existing, wanted)).toBe(expected);
  });

  test("is the opposite the other way round, and nothing is higher than itself", async () => {
    const number = fc.nat({ max: 12 });
    const semver = fc
      .tuple(
        number,
        number,
        number,
        fc.constantFrom("", "-rc.1", "-rc.11", "-a", "-1"),
        fc.constantFrom("", "+b", "+c"),
      )
      .map(([a, b, c, pre, build]) => `${a}.${b}.${c}${pre}${build}`);
    const python = fc
      .tuple(number, number, fc.constantFrom("", "a1", "rc2", ".post1", ".dev0"), fc.constantFrom("", "+l.1"))
      .map(([a, b, more, local]) => `${a}.${b}${more}${local}`);
    const version = fc.oneof(semver, python, fc.constantFrom("", "jammy", "v1.0.0"));
    for (const scheme of ["semver", "any"] as const) {
      const compare = await compareVersions(scheme);
      fc.assert(
        fc.property(version, version, (one, other) => {
          const there = compare(one, other);
          const back = compare(other, one);
          expect(there === undefined ? undefined : Math.sign(there) + 0).toBe(
            back === undefined ? undefined : 0 - Math.sign(back),
          );
          expect([0, undefined]).toContain(compare(one, one));
        }),
      );
    }
  });
});
