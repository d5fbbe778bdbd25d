import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { contentOf, firstLine, versionIn } from "../../../src/cascade/file-content.ts";
import { parsePath, parseWorkflow } from "../../../src/cascade/inputs/file-path.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("the file holds the version and one newline", () => {
  expect(contentOf("1.2.3+b")).toEqual(bytes("1.2.3+b\n"));
});

test.each([
  ["1.2.3\n", "1.2.3"],
  ["\n  v1.2.3 \r\nmore\n", "v1.2.3"],
  ["\uFEFF1.0.0", "1.0.0"],
  ["", ""],
  [" \n", ""],
  ["a\u001b[31mb\u202ec", "a\uFFFD[31mb\uFFFDc"],
  ["x".repeat(81), `${"x".repeat(79)}…`],
  ["x".repeat(80), "x".repeat(80)],
])("a file with %j says %j", (text, expected) => {
  expect(versionIn(bytes(text))).toBe(expected);
});

test("bytes that are no text are shown all the same, and no file is none", () => {
  expect(versionIn(Uint8Array.of(0xff, 0x00, 0x31))).toBe("\uFFFD\uFFFD1");
  expect(versionIn(undefined)).toBeUndefined();
  expect(firstLine(bytes(`1.0.0+${"a".repeat(150)}\n`))).toHaveLength(156);
});

test("whatever it holds, what is shown is one short line", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (content) => {
      expect([...(versionIn(content) ?? "")].length).toBeLessThanOrEqual(80);
      expect(versionIn(content)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test.each([
  ".runtime-version",
  "docker/.runtime-version",
  "a b/ü",
  ".gitea/x",
  "git/x",
  "...",
  "a.git/x",
  ".github/v",
])("%j is a path", (text) => {
  expect(parsePath(text)).toBe(text);
});

describe("what is no path inside the repository is refused", () => {
  test.each([
    ["", /is empty/],
    ["/etc/x", /is absolute/],
    ["//x", /is absolute/],
    ["C:/x", /begins with a drive/],
    ["c:x", /begins with a drive/],
    ["a\\b", /holds a backslash/],
    ["a/", /names a folder/],
    ["a//b", /has an empty part/],
    ["../x", /leave the repository/],
    ["a/../../x", /leave the repository/],
    ["./x", /is to be left off/],
    ["a/./x", /is to be left off/],
    [".git/config", /git's own folder/],
    ["a/.GIT/x", /git's own folder/],
    [".Git", /git's own folder/],
    ["git~1/x", /git's own folder/],
    ["GIT~1", /git's own folder/],
    [".git./x", /git's own folder/],
    [".git . /x", /git's own folder/],
    [".git::$INDEX_ALLOCATION/x", /git's own folder/],
    [".g\u200cit/x", /invisible/],
    ["a\nb", /control/],
    ["a\u0000", /control/],
    ["a".repeat(501), /longer than 500/],
  ])("%j", (text, message) => {
    expect(() => parsePath(text)).toThrow(UserError);
    expect(() => parsePath(text)).toThrow(message);
  });
});

test("no accepted path leads out of the repository, however it is resolved", () => {
  const part = fc.oneof(
    fc.constantFrom("..", ".", "", "a", ".git", "~", "C:", "b\\..\\.."),
    fc.string({ maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
      const text = parts.join("/");
      try {
        parsePath(text);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
        return;
      }
      const url = new URL(text.replace(/[?#%:]/g, "_"), "file:///base/repository/");
      expect(url.pathname.startsWith("/base/repository/")).toBe(true);
      expect(url.pathname.length).toBeGreaterThan("/base/repository/".length);
    }),
  );
});

test.each(["publish-image.yml", "a.yaml", "my build.yml"])("%j is a workflow", (text) => {
  expect(parseWorkflow(text)).toBe(text);
});

test.each([
  [".github/workflows/a.yml", /is a path, and is looked for/],
  ["a\\b.yml", /is a path/],
  ["a", /is not the name of a YAML file/],
  ["a.yml.bak", /is not the name of a YAML file/],
  [".yml", /is not the name of a YAML file/],
  ["", /is not the name of a YAML file/],
  ["a\n.yml", /control/],
])("%j is no workflow", (text, message) => {
  expect(() => parseWorkflow(text)).toThrow(UserError);
  expect(() => parseWorkflow(text)).toThrow(message);
});
