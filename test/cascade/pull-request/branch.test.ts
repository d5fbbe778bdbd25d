import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePath } from "../../../src/cascade/inputs/file-path.ts";
import { pullRequestBranch } from "../../../src/cascade/pull-request/branch.ts";

const isPath = (text: string): boolean => {
  try {
    return parsePath(text) === text;
  } catch {
    return false;
  }
};
const piece = fc.constantFrom(
  ...[
    ".",
    "-",
    "_",
    "/",
    "a",
    "b",
    "A",
    "0",
    " ",
    "~",
    "^",
    ":",
    "?",
    "*",
    "[",
    "@{",
    "..",
    ".lock",
    "é",
    "😀",
  ],
  "runtime-version",
);
const path = fc
  .oneof(
    fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join("")),
    fc.string(),
  )
  .filter(isPath);

describe("the branch of a pull request", () => {
  test.each([
    [".runtime-version", "runtime-version"],
    ["a/b", "a-b"],
    ["a/.b", "a/b"],
    [".a", "a"],
    [".a.b", ".a-b"],
    ["é", "è"],
    ["A", "a"],
    [`${"long/".repeat(30)}one`, `${"long/".repeat(30)}other`],
    // A name made up to end as another path's branch does.
    [`.x-${createHash("sha256").update("x").digest("hex").slice(0, 8)}`, "x"],
  ])("of %j is not that of %j", (one, other) => {
    expect(pullRequestBranch("main", one)).not.toBe(pullRequestBranch("main", other));
  });

  test("keeps its short name for a dotfile", () => {
    expect(pullRequestBranch("main", ".runtime-version")).toBe("imgpub/main/runtime-version");
    expect(pullRequestBranch("release/1.x", ".node-version")).toBe("imgpub/release/1.x/node-version");
  });

  test("is another one for any other path or base, and the same one every time", () => {
    const base = fc.constantFrom("main", "release/1.x", "a");
    fc.assert(
      fc.property(base, base, path, path, (oneBase, otherBase, one, other) => {
        const same = oneBase === otherBase && one === other;
        expect(pullRequestBranch(oneBase, one) === pullRequestBranch(otherBase, other)).toBe(same);
      }),
    );
  });

  test("has a name that git accepts, which no file system is too small for", () => {
    fc.assert(
      fc.property(path, (one) => {
        const name = pullRequestBranch("main", one);
        execFileSync("git", ["check-ref-format", "--branch", name], { stdio: "ignore" });
        expect(name.length).toBeLessThan(100);
      }),
      { numRuns: 40 },
    );
    expect(pullRequestBranch("main", `.${"x".repeat(499)}`).length).toBeLessThan(100);
  });
});
