import { expect, test } from "vitest";
import { besideName, isLeftBeside } from "../../../src/cascade/commit/beside.ts";
import { markOf } from "../../../src/cascade/commit/mark.ts";
import { pullRequestBranch } from "../../../src/cascade/pull-request/branch.ts";

const id = "0b5cf1e5-0000-4000-8000-000000000001";
const branch = "imgpub/main/runtime-version";
const day = 24 * 60 * 60;

test("a branch beside another one is never that of another path", () => {
  const name = besideName(branch, 1000, markOf(id));
  expect(name).toBe(`${branch}.1000.${id}`);
  expect(pullRequestBranch("main", name.replace("imgpub/main/", "."))).not.toBe(name);
});

test.each<[what: string, name: string, now: number, isLeft: boolean]>([
  ["after a day", `${branch}.1000.${id}`, 1001 + day, true],
  ["while its run may be at work", `${branch}.1000.${id}`, 1000 + day, false],
  ["with another ending", `${branch}.1000.${id}-x`, 9e9, false],
  ["without a time", `${branch}.${id}`, 9e9, false],
  ["of another branch", `${branch}-next.1000.${id}`, 9e9, false],
])("%s", (_, name, now, isLeft) => {
  expect(isLeftBeside(name, branch, now)).toBe(isLeft);
});
