import { expect, test } from "vitest";
import { judgedRefs } from "../../src/lane/surroundings.ts";

const commit = "3".repeat(40);

test.each([
  ["a push", { GITHUB_REF: "refs/heads/feature/x" }, ["feature/x", "refs/heads/feature/x"]],
  ["a tag", { GITHUB_REF: "refs/tags/v1" }, ["v1", "refs/tags/v1"]],
  [
    "a pull request",
    { GITHUB_REF: "refs/pull/7/merge", GITHUB_BASE_REF: "main" },
    ["main", "refs/heads/main"],
  ],
  [
    "a merge queue",
    { GITHUB_REF: `refs/heads/gh-readonly-queue/release/1.x/pr-7-${commit}` },
    ["release/1.x", "refs/heads/release/1.x"],
  ],
  ["a pull request that tells no base", { GITHUB_REF: "refs/pull/7/head" }, []],
  ["nothing", {}, []],
])("the refs of %s", (_, env, expected) => {
  expect(judgedRefs(env, commit)).toEqual([commit, ...expected]);
  expect(judgedRefs(env, undefined)).toEqual(expected);
});
