import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { parseBranch } from "../../../src/cascade/inputs/branch-name.ts";
import { parseTemplate, parseTemplates } from "../../../src/cascade/inputs/templates.ts";

const refusal = (parse: () => unknown) => {
  try {
    parse();
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  }
  throw new Error("nothing was refused");
};

test("owner, repository and branch are told apart, and case is kept", () => {
  expect(parseTemplate("Org/My.Repo_1")).toEqual({
    text: "Org/My.Repo_1",
    owner: "Org",
    name: "My.Repo_1",
    branch: undefined,
  });
  expect(parseTemplate("o/r@feat/a@2")).toMatchObject({ owner: "o", name: "r", branch: "feat/a@2" });
  expect(Object.isFrozen(parseTemplate("o/r"))).toBe(true);
});

test("comments and blanks are left out, and equal templates collapse to the first", () => {
  const texts = parseTemplates(["b/x", "# none", "  a/x ", "", "b/x", "B/x", "b/x@main"]).map(
    ({ text }) => text,
  );
  expect(texts).toEqual(["b/x", "a/x", "B/x", "b/x@main"]);
});

describe("what is no template is refused in words that name it", () => {
  test.each([
    ["repo", /the template "repo" needs exactly one slash before the branch, and has 0/],
    ["a/b/c", /needs exactly one slash before the branch, and has 2/],
    ["/r", /names no owner/],
    ["o/", /names no repository/],
    ["o/..", /has "\.\." as its repository/],
    ["./r", /has "\." as its owner/],
    ["o w/r", /has "o w" as its owner/],
    ["o/ré", /has "ré" as its repository/],
    ["o/r.git", /ends with \.git, which must be left off/],
    ["o/r.GIT@main", /ends with \.git/],
    ["o/r@", /the template "o\/r@": the branch "" is empty/],
    ["o/r@a b", /the branch "a b" contains white space/],
    ["o/r@refs/heads/main", /begins with refs\//],
    ["o/r\u001b[2J", /has "r\uFFFD" as its repository/],
    ["https://git.example.com/o/r", /a template is given as a URL; expected owner\/repo/],
    ["git@example.com:o/r", /is given as a URL/],
  ])("%j", (text, message) => {
    expect(refusal(() => parseTemplate(text))).toMatch(message);
  });

  test.each(["https://me:secret@example.com/o/r", "me:secret@example.com/o/r"])(
    "a password in a URL is not repeated",
    (text) => {
      expect(refusal(() => parseTemplate(text))).not.toContain("secret");
    },
  );
});

test("what is read is what was written", () => {
  const part = fc.stringMatching(/^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,20}[A-Za-z0-9_-]$/);
  const branch = fc.stringMatching(/^[a-z0-9]{1,9}(\/[a-z0-9@_-]{1,9}){0,3}$/);
  fc.assert(
    fc.property(part, part, fc.option(branch, { nil: undefined }), (owner, name, of) => {
      fc.pre(!/\.git$/i.test(name));
      const text = `${owner}/${name}${of === undefined ? "" : `@${of}`}`;
      expect(parseTemplate(text)).toEqual({ text, owner, name, branch: of });
    }),
  );
});

test.each(["main", "release/1.x", "a@b", "@b", "ünï", "a-b_c.d", "HEAD/x", "x]", "refsx"])(
  "%j is a branch",
  (name) => {
    expect(parseBranch(name)).toBe(name);
  },
);

test.each([
  ["", /is empty/],
  ["-d", /begins with "-"/],
  ["HEAD", /stands for/],
  ["@", /stands for/],
  [".a", /begins with "\."/],
  ["a/.b", /begins with "\."/],
  ["a.lock", /ends with \.lock/],
  ["a.lock/b", /ends with \.lock/],
  ["a..b", /holds "\.\."/],
  ["a\u007f", /control character/],
  ["a~1", /contains one of/],
  ["a\\b", /contains one of/],
  ["/a", /empty part/],
  ["a//b", /empty part/],
  ["a/", /empty part/],
  ["a.", /ends with "\."/],
  ["a@{1}", /holds "@\{"/],
  ["\ud800", /control character/],
  ["a".repeat(201), /longer than 200/],
])("%j is no branch", (name, message) => {
  expect(refusal(() => parseBranch(name))).toMatch(message);
});

test("git accepts every branch that is accepted, and no ASCII one that is refused for its characters", () => {
  const names = fc.sample(fc.stringMatching(/^[a-c./@{}~^:?*[\] -]{1,6}(\.lock)?(\/[a-c.@-]{1,3}){0,2}$/), {
    numRuns: 150,
    seed: 7,
  });
  for (const name of names) {
    let accepted = true;
    try {
      parseBranch(name);
    } catch {
      accepted = false;
    }
    let valid = true;
    try {
      execFileSync("git", ["check-ref-format", `refs/heads/${name}`], { stdio: "ignore" });
    } catch {
      valid = false;
    }
    if (name.startsWith("-") || name === "@") valid = false;
    expect({ name, accepted }).toEqual({ name, accepted: valid });
  }
});
