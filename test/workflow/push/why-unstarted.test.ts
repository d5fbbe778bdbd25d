import { describe, expect, test } from "vitest";
import type { ForgeKind } from "../../../src/forge/forge.ts";
import { aboutWorkflow } from "../../../src/workflow/about-workflow.ts";
import { whyUnstarted } from "../../../src/workflow/push/why-unstarted.ts";

const kinds = ["gitea", "forgejo", "github"] as const;
const push = { branch: "main", path: ".runtime-version" };

async function why(on: string, kind: ForgeKind, of = push): Promise<string | undefined> {
  return whyUnstarted((await aboutWorkflow(`on: ${on}\njobs: {}\n`)).trigger, of, kind);
}

describe("a push to main that changes .runtime-version", () => {
  test.each([
    "push",
    "[push, pull_request]",
    "{push: }",
    "{push: {}}",
    "{push: {branches: main}}",
    "{push: {branches: [main]}}",
    "{push: {branches: ['**']}}",
    "{push: {branches: ['m*', '!master']}}",
    "{push: {branches: ['!main', 'ma*']}}",
    "{push: {branches-ignore: [develop, 'release/**']}}",
    "{push: {branches: [main], tags: ['v*']}}",
    "{push: {branches-ignore: [x], tags-ignore: ['v*']}}",
    "{push: {paths: ['.runtime-version', 'src/**']}}",
    "{push: {paths: ['**']}}",
    "{push: {paths: ['*']}}",
    "{push: {paths: ['**', '!docs/**']}}",
    "{push: {paths-ignore: ['docs/**', '**.md']}}",
    "{push: {branches: [main], paths: ['.runtime-*']}}",
    "{push: {branches: []}}",
    // What cannot be told is not said.
    "~",
    "workflow_call",
    "{workflow_run: {workflows: [ci]}}",
  ])("may start on: %s", async (on) => {
    for (const kind of kinds) expect(await why(on, kind), kind).toBeUndefined();
  });

  const branches = 'does not start on this push, since its filter "branches" leaves out the branch "main"';
  test.each([
    ["pull_request", "does not start on a push"],
    ["{workflow_dispatch: , schedule: [{cron: 0 0 * * *}]}", "does not start on a push"],
    ["{push: {branches: [master]}}", branches],
    ["{push: {branches: ['release/**']}}", branches],
    ["{push: {branches: ['m*', '!main']}}", branches],
    ["{push: {branches: ['!master']}}", branches],
    ["{push: {branches: [master], tags: ['v*']}}", branches],
    ["{push: {branches: [master], paths: ['**']}}", branches],
    [
      "{push: {branches-ignore: ['m*']}}",
      'does not start on this push, since its filter "branches-ignore" leaves out the branch "main"',
    ],
    [
      "{push: {tags: ['v*']}}",
      'does not start on this push, since its filter "tags" leaves out all branches',
    ],
    [
      "{push: {tags-ignore: ['v*'], paths: ['**']}}",
      'does not start on this push, since its filter "tags-ignore" leaves out all branches',
    ],
    [
      "{push: {paths: ['src/**']}}",
      'does not start on this push, since its filter "paths" leaves out the file ".runtime-version"',
    ],
    [
      "{push: {paths: ['**', '!.*']}}",
      'does not start on this push, since its filter "paths" leaves out the file ".runtime-version"',
    ],
    [
      "{push: {branches: [main], paths-ignore: ['.*']}}",
      'does not start on this push, since its filter "paths-ignore" leaves out the file ".runtime-version"',
    ],
    [
      "{push: [main]}",
      'does not start on a push, since "push" is a list, and filters stand under keys such as "branches"',
    ],
  ])("does not start on: %s", async (on, said) => {
    for (const kind of kinds) expect(await why(on, kind), kind).toBe(said);
  });
});

test("another branch and another file are told apart", async () => {
  const on = "{push: {branches: ['release/*'], paths: ['docker/**']}}";
  const of = { branch: "release/1.x", path: "docker/.runtime-version" };
  for (const kind of kinds) {
    expect(await why(on, kind, of)).toBeUndefined();
    expect(await why(on, kind, { ...of, branch: "release/1/x" })).toContain('the branch "release/1/x"');
    expect(await why(on, kind, { ...of, path: ".runtime-version" })).toContain("the file");
  }
});

// `matchPushEvent` in modules/actions/workflows.go of Gitea 1.22 to 1.26, and `Filter` in act's workflowpattern.
describe("Gitea and Forgejo are unlike GitHub", () => {
  test.each([
    ["{push: {branches: [main], types: [x]}}", 'no forge knows its filter "types"'],
    ["{push: {branches: }}", 'its filter "branches" is no list of patterns'],
    ["{push: {branches: {a: b}}}", 'its filter "branches" is no list of patterns'],
    ["{push: {branches: [main, '[._]']}}", 'its filter "branches" has "[._]", which is no pattern'],
    ["{push: {paths-ignore: ['!docs/**']}}", 'its filter "paths-ignore" leaves out the file'],
    ["{push: {branches: [main], tags: [a], tags-ignore: [b]}}", 'its filter "tags" leaves out all branches'],
  ])("in not starting on: %s", async (on, said) => {
    for (const kind of ["gitea", "forgejo"] as const) expect(await why(on, kind)).toContain(said);
    if (!on.includes("tags-ignore")) expect(await why(on, "github")).toBeUndefined();
  });

  test.each(["branches", "paths"])("in starting with both %s and the same to ignore", async (key) => {
    const on = `{push: {${key}: ['**'], ${key}-ignore: [x]}}`;
    expect(await why(on, "gitea")).toBeUndefined();
    expect(await why(on, "forgejo")).toBeUndefined();
    expect(await why(on, "github")).toBe(
      `does not start on this push, since it has "${key}" beside "${key}-ignore", of which GitHub takes only one`,
    );
  });
});

test("filters of more than 20,000 characters are not looked at", async () => {
  const patterns = Array.from({ length: 4_000 }, (_, n) => `b${n}`).join(", ");
  for (const kind of kinds) expect(await why(`{push: {branches: [${patterns}]}}`, kind)).toBeUndefined();
});
