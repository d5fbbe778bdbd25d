import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { parsePath } from "../../../src/cascade/inputs/file-path.ts";

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
    ["a\\b", /contains a backslash/],
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
      const url = new URL(text.replace(/[?#%:|]/g, "_"), "file:///base/repository/");
      expect(url.pathname.startsWith("/base/repository/")).toBe(true);
      expect(url.pathname.length).toBeGreaterThan("/base/repository/".length);
    }),
  );
});
