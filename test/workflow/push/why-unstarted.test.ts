import { describe, expect, test } from "vitest";
import type { ForgeKind } from "../../../src/forge/forge.ts";
import { aboutWorkflow } from "../../../src/workflow/about-workflow.ts";
import type { Reader } from "../../../src/workflow/push/faults.ts";
import { whyDoubtful, whyUnstarted } from "../../../src/workflow/push/why-unstarted.ts";

const kinds = ["gitea", "forgejo", "github"] as const;
const push = { branch: "main", path: ".runtime-version" };

async function why(on: string, kind: ForgeKind, of = push): Promise<string | undefined> {
  return whyUnstarted((await aboutWorkflow(`on: ${on}\njobs: {b: }\n`)).trigger, of, kind);
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
    "workflow_call",
    "{workflow_run: {workflows: [ci]}}",
  ])("may start on: %s", async (on) => {
    for (const kind of kinds) expect(await why(on, kind), kind).toBeUndefined();
  });

  const branches = 'does not start on this push, since its filter "branches" leaves out the branch "main"';
  test.each([
    ["pull_request", "does not start on a push"],
    ["~", "does not start on a push"],
    ["[pull_request, {push: }]", "does not start on a push"],
    ["[push, {pull_request: }]", 'does not start on this push, since "on" lists what is no text'],
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
    ["{push: {branches: [main, [x]]}}", 'its filter "branches" lists what is no text'],
    ["{push: , pull_request: {branches: {a: b}}}", '"branches" under "pull_request" is a map'],
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

async function doubt(on: string, reader: ForgeKind | Reader): Promise<string | undefined> {
  return whyDoubtful((await aboutWorkflow(`on: ${on}\njobs: {b: }\n`)).trigger, push, reader);
}

// Its workflow-v1.0.json: what that does not know is an "Unexpected value".
describe("GitHub refuses", () => {
  test.each([
    ["{push: [main]}", '"push" is a list, and filters stand under keys such as "branches"'],
    ["{push: main}", '"push" is neither a map nor empty'],
    ["{push: true}", '"push" is neither a map nor empty'],
    ["{push: {branch: [main]}}", 'no forge knows its filter "branch"'],
    ["{push: {branches: [main], types: [x]}}", 'no forge knows its filter "types"'],
    ["{push: , branches: [main]}", '"branches" stands beside "push" and not under it'],
  ])("%s", async (on, said) => {
    expect(await why(on, "github")).toBe(`does not start on this push, since ${said}`);
    expect(await doubt(on, "github")).toBeUndefined();
  });
});

// `ParseRawOn` of act's jobparser: one in Gitea 1.22, which Forgejo's runner has developed, and one from Gitea 1.23 on.
describe("what versions of Gitea and Forgejo make of it", () => {
  type Answer = "no" | "maybe" | "yes";
  test.each<[string, Answer, Answer, Answer, Answer]>([
    // At `on`; before 1.23, from 1.23 on, either of them, Forgejo.
    ["{push: , workflow_dispatch: {inputs: {x: {type: string}}}}", "no", "yes", "maybe", "yes"],
    ["{push: , workflow_call: {inputs: {x: {type: string}}}}", "no", "maybe", "maybe", "maybe"],
    ["{push: , workflow_call: {secrets: {x: {required: true}}}}", "no", "maybe", "maybe", "maybe"],
    ["{push: , workflow_dispatch: {inputs: }}", "no", "yes", "maybe", "no"],
    ["{push: [main]}", "no", "maybe", "maybe", "no"],
    ["{push: main}", "yes", "yes", "yes", "maybe"],
    ["{push: true}", "no", "yes", "maybe", "no"],
    ["{push: , branches: [dev]}", "no", "yes", "maybe", "no"],
    ["{push: , branches: dev}", "yes", "yes", "yes", "maybe"],
    ["{push: {branch: [main]}}", "no", "no", "no", "no"],
    ["{push: {branches: [main, ]}}", "yes", "yes", "yes", "yes"],
    ["{push: {branches: [main, ~]}}", "no", "yes", "maybe", "no"],
    ["{push: {branches: [main, 1.0]}}", "no", "yes", "maybe", "no"],
    ["{push: {branches-ignore: }}", "no", "yes", "maybe", "no"],
    ["{push: {branches: '[m-n-o]ain'}}", "yes", "yes", "yes", "yes"],
    ["{pull_request: {branches: &b [main]}, push: {branches: *b}}", "yes", "no", "maybe", "yes"],
  ])("%s", async (on, ...expected) => {
    const answers: Answer[] = [];
    for (const reader of ["gitea before 1.23", "gitea from 1.23", "gitea", "forgejo"] as const) {
      const about = (await aboutWorkflow(`on: ${on}\njobs: {b: }\n`)).trigger;
      const unstarted = whyUnstarted(about, push, reader);
      answers.push(
        unstarted !== undefined ? "no" : (await doubt(on, reader)) === undefined ? "yes" : "maybe",
      );
    }
    expect(answers).toEqual(expected);
  });

  test("says which ones", async () => {
    const on = "{push: , workflow_dispatch: {inputs: {x: {type: string}}}}";
    expect(await doubt(on, "gitea")).toBe(
      'may not start on this push: Gitea before 1.23 starts nothing where "inputs" under "workflow_dispatch" is a map',
    );
    expect(await doubt("{push: [main]}", "gitea from 1.23")).toBe(
      'starts on every push, since "push" is a list, which filters nothing: filters stand under keys such as "branches"',
    );
    expect(await doubt("{push: main}", "forgejo")).toBe(
      'may not start on this push: Forgejo may start nothing where "push" is neither a map nor empty',
    );
  });
});

describe("no forge runs", () => {
  test.each([
    ["", "it is no map of keys"],
    ["- on: push\n", "it is no map of keys"],
    ["on: push\njobs:\n\tb:\n", "it is no valid YAML: "],
    ["on: push\njobs: {b: [\n", "it is no valid YAML: "],
    ["jobs: {b: }\n", 'it has no key "on"'],
    ["true: push\njobs: {b: }\n", 'it has no key "on"'],
    ["on: push\n", "it has no jobs"],
    ["on: push\njobs: {}\n", "it has no jobs"],
    ["on: push\njobs: [b]\n", "it has no jobs"],
    ["on: push\non: [push]\njobs: {b: }\n", 'it has the key "on" twice'],
    ["on: push\njobs: {b: , b: }\n", 'it has the key "b" twice'],
  ])("%j", async (text, said) => {
    for (const kind of kinds)
      expect(whyUnstarted((await aboutWorkflow(text)).trigger, push, kind)).toContain(
        `does not start on a push, since ${said}`,
      );
  });

  test.each([
    ["On: push\njobs: {b: }\n", 'it has no key "on" but "On"'],
    ["on: push\nJobs: {b: }\n", 'it has no key "jobs" but "Jobs"'],
  ])("perhaps %j", async (text, said) => {
    const { trigger } = await aboutWorkflow(text);
    for (const kind of kinds) {
      expect(whyUnstarted(trigger, push, kind)).toBeUndefined();
      expect(whyDoubtful(trigger, push, kind)).toBe(`may not start on this push, since ${said}`);
    }
  });

  test("a key twice deeper inside, which only GitHub surely refuses", async () => {
    const { trigger } = await aboutWorkflow("on: push\njobs: {b: {env: {a: b, a: c}}}\n");
    expect(whyUnstarted(trigger, push, "github")).toContain('the key "a" is there twice (line 2)');
    for (const kind of ["gitea", "forgejo"] as const) {
      expect(whyUnstarted(trigger, push, kind)).toBeUndefined();
      expect(whyDoubtful(trigger, push, kind)).toContain('the key "a" is there twice (line 2)');
    }
  });
});

test("filters of more than 20,000 characters are not looked at", async () => {
  const patterns = Array.from({ length: 4_000 }, (_, n) => `b${n}`).join(", ");
  for (const kind of kinds) expect(await why(`{push: {branches: [${patterns}]}}`, kind)).toBeUndefined();
});
