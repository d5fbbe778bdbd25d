import { expect, test } from "vitest";
import { parsePattern } from "../../../src/workflow/push/pattern.ts";

const matches = (pattern: string, text: string) => parsePattern(pattern)?.matches(text);

// The examples of GitHub's cheat sheet, which are also the cases that act is tested with.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
test.each([
  ["feature/*", ["feature/my-branch"], ["feature/a/b", "feature"]],
  ["feature/**", ["feature/beta-a/my-branch", "feature/mona/the/octocat"], ["feature", "x/feature/y"]],
  ["main", ["main"], ["master", "main2", "a/main", "Main"]],
  ["*", ["main", "releases", ".runtime-version", ""], ["all/the/branches"]],
  ["**", ["all/the/branches", ".github/x", ""], []],
  ["*feature", ["mona-feature", "feature", "ver-10-feature"], ["feature/x", "a/feature"]],
  ["v2*", ["v2", "v2.0", "v2.9"], ["v1", "a/v2"]],
  ["v[12].[0-9]+.[0-9]+", ["v1.10.1", "v2.0.0"], ["v3.0.0", "v1.10", "v1.x.1"]],
  ["*.jsx?", ["page.js", "page.jsx"], ["page.jsxx", "a/page.js"]],
  ["**.js", ["index.js", "src/js/app.js"], ["index.jsx"]],
  ["docs/**/*.md", ["docs/README.md", "docs/a/markdown/file.md"], ["README.md", "docs/a/b"]],
  ["**/docs/**", ["docs/hello.md", "space/docs/plan/space.doc"], ["docs", "mydocs/x"]],
  ["**/README.md", ["README.md", "js/README.md"], ["a-README.md"]],
  ["**/*src/**", ["a/src/app.js", "my-src/code/js/app.js"], ["src"]],
  ["**/migrate-*.sql", ["migrate-10909.sql", "db/sept/migrate-v1.sql"], ["migrate.sql"]],
  [".*", [".runtime-version", "."], ["x", "a/.b"]],
  ["[CB]at", ["Cat", "Bat"], ["at", "CBat"]],
  ["[m-n-o]ain", ["main", "oain", "-ain"], ["lain", "pain"]],
  ["[1-3-5-7]", ["2", "-", "6"], ["4", "8"]],
  ["a+b", ["ab", "aaab"], ["b", "a+b"]],
  ["?a+?", ["?a", "?aa"], ["a"]],
  ["\\!file\\*", ["!file*"], ["file*", "!filex"]],
  ["é?", ["é", ""], ["e"]],
  ["\u{1F600}+", ["\u{1F600}\u{1F600}"], [""]],
  ["", [""], ["x"]],
])("%s", (pattern, those, others) => {
  for (const text of those) expect(matches(pattern, text), text).toBe(true);
  for (const text of others) expect(matches(pattern, text), text).toBe(false);
});

test("an exclamation mark at the begin is no part of it", () => {
  const pattern = parsePattern("!docs/**");
  expect(pattern?.isNegative).toBe(true);
  expect(pattern?.matches("docs/x")).toBe(true);
  expect(parsePattern("docs/**")?.isNegative).toBe(false);
});

test.each([
  "[",
  "[a",
  "[]",
  "[.]",
  "[z-a]",
  "[a-9]",
  "[-a]",
  "[a-c-]",
  "[a-c-b]",
  "a\\",
  "a??+",
  "a++",
  "*+",
  "**/+",
  "a+??",
])("%s is none, as in act", (pattern) => {
  expect(parsePattern(pattern)).toBeUndefined();
});

test("takes no more time than it is long, however it repeats", () => {
  const hostile = `${"**a".repeat(3_000)}b`;
  expect(matches(hostile, "a".repeat(500))).toBe(false);
  expect(matches("**/".repeat(3_000), "a/".repeat(250))).toBe(true);
});
