import { globSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { changedLines } from "../../../scripts/mutate/changed.ts";
import { folders } from "../../../scripts/mutate/folders.ts";
import { outcomeOf, type Tested } from "../../../scripts/mutate/outcome.ts";

test("what a change touched is read from git's words for it", () => {
  const diff = [
    "diff --git a/src/a.ts b/src/a.ts",
    "--- a/src/a.ts",
    "+++ b/src/a.ts",
    "@@ -3 +3,2 @@ function x() {",
    "-one",
    "+two",
    "+three",
    "@@ -9,2 +10,0 @@",
    "-gone",
    "-gone",
    "@@ -20 +19 @@",
    "-++ b/src/b.ts",
    "+four",
    "diff --git a/src/c.ts b/src/c.ts",
    "--- a/src/c.ts",
    "+++ /dev/null",
    "@@ -1,2 +0,0 @@",
  ].join("\n");
  expect(changedLines(diff)).toEqual([
    { file: "src/a.ts", from: 3, to: 4 },
    { file: "src/a.ts", from: 19, to: 19 },
  ]);
});

const mutant = (status: string, more: Partial<Tested> = {}): Tested => ({
  ...{ file: "src/a.ts", line: 1, original: "a > b", replacement: "a >= b", mutator: "EqualityOperator" },
  status,
  ...more,
});
const accepted = { file: "src/a.ts", original: "a > b", replacement: "a >= b", why: "they are never equal" };

test("what ran out of time was noticed, and what no test reaches was not", () => {
  const all = ["Killed", "Timeout", "Survived", "NoCoverage", "CompileError", "RuntimeError", "Ignored"];
  const tested = all.map((status, line) => mutant(status, { line }));
  const { score, noticed, survivors } = outcomeOf(tested, [], true);
  expect({ score, noticed }).toEqual({ score: 50, noticed: 2 });
  expect(survivors.map(({ status }) => status)).toEqual(["Survived", "NoCoverage"]);
  expect(outcomeOf([], [], true).score).toBeUndefined();
});

test("one that is accepted counts neither way, and is named once it is noticed", () => {
  const others = [mutant("Killed", { line: 2, replacement: "true" })];
  expect(outcomeOf([mutant("Survived"), ...others], [accepted], true)).toMatchObject({
    ...{ score: 100, accepted: 1, survivors: [], stale: [] },
  });
  expect(outcomeOf([mutant("Killed"), ...others], [accepted], true).stale).toEqual([accepted]);
  // A part of the mutants tells nothing of the others.
  expect(outcomeOf(others, [accepted], false).stale).toEqual([]);
  const elsewhere = [mutant("Survived", { file: "src/b.ts" })];
  expect(outcomeOf(elsewhere, [accepted], true)).toMatchObject({ score: 0, accepted: 0 });
});

test.each(folders)("$name has tests, and every file is in one folder", ({ name, sources, tests }) => {
  const files = globSync(sources);
  // What is not here yet has none.
  if (files.length > 0) expect(statSync(tests).isDirectory()).toBe(true);
  const others = folders.filter((one) => one.name !== name).flatMap((one) => globSync(one.sources));
  expect(files.filter((file) => others.includes(file))).toEqual([]);
});

test("what is accepted is in a file of its folder, with a reason", () => {
  for (const { sources, accepted: all = [] } of folders) {
    const files = globSync(sources);
    for (const { file, why } of all) {
      expect(files).toContain(file);
      expect(why).toMatch(/\w+ \w+ \w+/);
    }
  }
});
