import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { ForgeKind } from "../../src/forge/forge.ts";
import { judgeWorkflows } from "../../src/lane/judge.ts";
import { calledFileReader, readWorkspaceWorkflows } from "../../src/lane/workspace.ts";
import { mostPerCharacter } from "../support/work.ts";
import { workspace } from "../support/workspace.ts";

/** Begun before the sources are imported. */
const work = await vi.hoisted(async () => (await import("../support/work.ts")).countWork());

const judge = (text: string, kind: ForgeKind = "gitea") =>
  judgeWorkflows([{ path: ".gitea/workflows/a.yml", text }], {
    kind,
    labels: ["publish"],
    trustedEvents: ["push"],
  });
const onPullRequest = (job: string) => `on: pull_request\njobs:\n  a: ${job}\n`;
const violations = async (text: string, kind?: ForgeKind) =>
  (await judge(text, kind)).findings.filter(({ severity }) => severity === "violation").length;

describe("what the forges' parsers read otherwise is not judged", () => {
  test.each([
    ["U+0085", "on:\n  push:\n  # x\u0085  pull_request:\njobs: { a: { runs-on: publish } }\n"],
    ["U+2028", "on:\n  push:\n  # x\u2028  pull_request:\njobs: { a: { runs-on: publish } }\n"],
    ["U+2029", "on:\n  push:\n  # x\u2029  pull_request:\njobs: { a: { runs-on: publish } }\n"],
    ["a tag on a value", onPullRequest("{ runs-on: !!binary cHVibGlzaA== }")],
    ["a tag on a key", "!!binary b24=: pull_request\njobs: { a: { runs-on: publish } }\n"],
    ["a tag on a merge", "!!merge <<: { on: pull_request }\njobs: { a: { runs-on: publish } }\n"],
    ["a tag on a list", onPullRequest("{ runs-on: !x [publish] }")],
  ])("%s", async (_, text) => {
    const { problems } = await judge(text);
    expect(problems).toMatchObject([{ kind: "syntax", line: expect.any(Number) }]);
  });
});

describe("links", () => {
  test("a folder that is one does not hide the real one", async () => {
    const made = await workspace({
      "docs/x.yml": "on: push\n",
      ".github/workflows/x.yml": "on: push\n",
      ".gitea/": "",
    });
    await symlink("../docs", join(made.path, ".gitea/workflows"));
    const { files } = await readWorkspaceWorkflows(made.path, { kind: "gitea" });
    expect(files.map(({ path }) => path)).toEqual([".github/workflows/x.yml"]);
    await made.dispose();
  });

  test("a workflow that is one cannot be judged", async () => {
    const root = await mkdtemp(join(tmpdir(), "imgpub-link-"));
    const made = await workspace({ ".gitea/workflows/real.yml": "on: push\n" });
    await symlink("{on: pull_request}", join(made.path, ".gitea/workflows/l.yml"));
    const { problems } = await readWorkspaceWorkflows(made.path, { kind: "gitea" });
    expect(problems).toMatchObject([{ path: ".gitea/workflows/l.yml", kind: "unread" }]);
    await made.dispose();
    await rm(root, { recursive: true });
  });
});

test("a called workflow that cannot be read is a problem, not one that is not there", async () => {
  const made = await workspace({
    ".gitea/workflows/a.yml": onPullRequest("{ uses: ./.github/workflows/b.yml, runs-on: linux }"),
    ".github/workflows/b.yml": "x".repeat(1_048_577),
  });
  const { files } = await readWorkspaceWorkflows(made.path, { kind: "gitea" });
  const options = { kind: "gitea", labels: ["publish"], trustedEvents: ["push"] } as const;
  const { problems } = await judgeWorkflows(files, { ...options, read: calledFileReader(made.path) });
  expect(problems).toMatchObject([{ path: ".github/workflows/b.yml", kind: "unread" }]);
  await made.dispose();
});

describe("what leaves a job on the lane", () => {
  const matrix = (text: string) =>
    onPullRequest(`{ strategy: { matrix: ${text} }, runs-on: "\${{ matrix.r }}" }`);

  test.each([
    ["an exclude of nothing", "{ r: [publish], exclude: [{}] }"],
    ["an exclude of another spelling", "{ r: [publish], v: [1], exclude: [{ v: 1.0 }] }"],
    ["an exclude of an octal number", "{ r: [publish], v: [010], exclude: [{ v: 10 }] }"],
    [
      "more combinations than are worked out",
      `{ r: [publish], a: [${Array.from({ length: 1_100 }, (_, n) => n)}] }`,
    ],
  ])("%s", async (_, text) => {
    expect(await violations(matrix(text))).toBe(1);
  });

  test("GitHub: an exclude takes out what it matches", async () => {
    expect(await violations(matrix("{ r: [publish, x], v: [1], exclude: [{ r: publish }] }"), "github")).toBe(
      0,
    );
    expect(await violations(matrix("{ r: [publish], v: [1], exclude: [{ v: 1 }] }"), "gitea")).toBe(1);
  });

  test("GitHub: a runner group by its owner", async () => {
    for (const owner of ["org", "organization", "ent", "enterprise"])
      expect(await violations(onPullRequest(`{ runs-on: { group: ${owner}/publish } }`), "github")).toBe(1);
  });

  test("Gitea: a group that it cannot decode", async () => {
    expect(await violations(onPullRequest("{ runs-on: { group: [x], labels: foo } }"))).toBe(1);
  });

  test.each([
    ["a row whose name is an expression", "{ \"${{ 'r' }}\": [publish] }"],
    ["rows that an expression inserts", '{ "${{ insert }}": "${{ fromJSON(\'{}\') }}" }'],
    [
      "rows that an expression inserts into an include",
      '{ include: [{ "${{ insert }}": "${{ fromJSON(\'{}\') }}" }] }',
    ],
  ])("%s is told of, as it may be the lane", async (_, text) => {
    for (const kind of ["gitea", "forgejo", "github"] as const)
      expect((await judge(matrix(text), kind)).findings).toMatchObject([{ severity: "warning" }]);
  });

  test("so is what an expression inserts into runs-on or into a strategy", async () => {
    for (const job of [
      '{ runs-on: { labels: x, "${{ insert }}": "${{ fromJSON(\'{}\') }}" } }',
      '{ strategy: { "${{ insert }}": { matrix: { r: [publish] } } }, runs-on: "${{ matrix.r }}" }',
    ])
      expect((await judge(onPullRequest(job))).findings).toMatchObject([{ severity: "warning" }]);
  });

  test("Gitea: an alias in place of runs-on or its labels is told of, as it may count as none", async () => {
    const warned = async (runsOn: string, kind: ForgeKind) =>
      (await judge(`x: &l ubuntu\n${onPullRequest(`{ runs-on: ${runsOn} }`)}`, kind)).findings.map(
        ({ severity }) => severity,
      );
    for (const runsOn of ["*l", "{ labels: *l }"]) {
      expect(await warned(runsOn, "gitea")).toEqual(["warning"]);
      expect(await warned(runsOn, "github")).toEqual([]);
    }
    for (const runsOn of ["[*l]", "ubuntu"]) expect(await warned(runsOn, "gitea")).toEqual([]);
  });

  test.each(["", "''", "~", '" "'])(
    "Gitea: a call of nothing (%s) is a job without a runs-on",
    async (uses) => {
      expect(await violations(onPullRequest(`{ uses: ${uses}, steps: [{ run: id }] }`))).toBe(1);
    },
  );

  test.each([
    "\n      ./.gitea/workflows/b.yml",
    " >-\n      ./.gitea/workflows/b.yml",
    ' "./.gitea/workflows/b\\x2eyml"',
  ])("Gitea: the server is asked what it makes of the call at uses:%j", async (uses) => {
    const files = [
      { path: ".gitea/workflows/a.yml", text: `on: pull_request\njobs:\n  a:\n    uses:${uses}\n` },
      { path: ".gitea/workflows/b.yml", text: "on: workflow_call\njobs: { b: { runs-on: x } }\n" },
    ];
    const options = { kind: "gitea", labels: ["publish"], trustedEvents: ["push"] } as const;
    const { findings } = await judgeWorkflows(files, { ...options, expandsCalls: async () => false });
    expect(findings).toMatchObject([{ severity: "violation", job: "a" }]);
  });

  test("60 other values before it, through a call", async () => {
    const values = [...Array.from({ length: 60 }, (_, n) => `l${n}`), "publish"].join(", ");
    const files = [
      {
        path: ".gitea/workflows/a.yml",
        text: onPullRequest(
          `{ strategy: { matrix: { r: [${values}] } }, uses: ./.gitea/workflows/b.yml, with: { r: "\${{ matrix.r }}" } }`,
        ),
      },
      {
        path: ".gitea/workflows/b.yml",
        text: 'on: { workflow_call: { inputs: { r: { type: string } } } }\njobs: { b: { runs-on: "${{ inputs.r }}" } }\n',
      },
    ];
    const options = { kind: "gitea", labels: ["publish"], trustedEvents: ["push"] } as const;
    const { findings } = await judgeWorkflows(files, options);
    expect(findings.filter(({ severity, job }) => severity === "violation" && job === "b")).toHaveLength(1);
  });
});

/** Jobs that share a matrix of 1,024 combinations, its rows counted from `first`. */
function sharedMatrix(runsOn: (job: number) => string, count = 2_000, first = 0): string {
  const row = `[${Array.from({ length: 32 }, (_, at) => first + at)}]`;
  const jobs = Array.from({ length: count }, (_, job) => {
    const said = runsOn(job);
    return `  j${job}: { strategy: *s, runs-on: ${said.startsWith("[") ? said : JSON.stringify(said)} }`;
  });
  return `x: &s { matrix: { a: ${row}, b: ${row} } }\non: push\njobs:\n${jobs.join("\n")}\n`;
}

let rows = 0;
const nextRow = () => ++rows * 1_000;

describe("what would keep a runner busy takes no more work than the text is long", () => {
  test.each([
    ["quotes without an end", onPullRequest(`{ runs-on: "\${{ ${"''".repeat(3_000)}" }`)],
    [
      "aliases that multiply in on",
      `x:\n  - &a0 [push]\n${Array.from({ length: 8 }, (_, n) => `  - &a${n + 1} [${`*a${n}, `.repeat(10)}]`).join("\n")}\non: *a8\njobs: { a: { runs-on: publish } }\n`,
    ],
    ["calls in calls", onPullRequest(`{ runs-on: "\${{ ${"fromJSON(".repeat(20_000)} }}" }`)],
    [
      "a line of many characters beyond U+FFFF",
      `on: [\u{1F600}${",a".repeat(250_000)}]\njobs: { a: { runs-on: x } }\n`,
    ],
    ["many expressions that do not end", onPullRequest(`{ runs-on: "${"${{".repeat(300_000)}" }`)],
    [
      "the word uses, over and over",
      onPullRequest(`{ runs-on: x, env: { A: "${"uses ".repeat(200_000)}" } }`),
    ],
    [
      "a row that many jobs share",
      `x: &l [${Array.from({ length: 1_000 }, (_, n) => n)}]\non: push\njobs:\n${Array.from({ length: 3_000 }, (_, n) => `  j${n}: { runs-on: "\${{ matrix.x }}", strategy: { matrix: { x: *l } } }`).join("\n")}\n`,
    ],
    ["a matrix that many jobs share", sharedMatrix(() => "l${{ matrix.a }}")],
    ["a matrix that many jobs share, each in its own words", sharedMatrix((n) => `l${n}\${{ matrix.a }}`)],
    ["a matrix of which many jobs use all rows", sharedMatrix(() => "l${{ matrix.a }}${{ matrix.b }}")],
  ])("%s", async (_, text) => {
    expect(await work.in("/src/", () => judge(text))).toBeLessThan(mostPerCharacter * text.length);
  });

  test.each([
    ["in the same words", () => "l${{ matrix.a }}"],
    ["each in its own words", (job: number) => `l${job}\${{ matrix.a }}`],
    ["by all rows", () => "l${{ matrix.a }}${{ matrix.b }}"],
    ["on the lane", () => "[publish, 'l${{ matrix.a }}${{ matrix.b }}']"],
  ])("a matrix that 2,000 jobs share %s is worked out once", async (_, runsOn) => {
    const workOf = (jobs: number, first: number, part: string) =>
      work.in(part, () => judge(sharedMatrix(runsOn, jobs, first)));
    // By other numbers, as what is known of the same ones would be found again.
    const one = await workOf(1, nextRow(), "/values/matrix.ts");
    expect(one).toBeGreaterThan(1_024);
    expect(await workOf(2_000, nextRow(), "/values/matrix.ts")).toBeLessThan(1.1 * one);
  });

  test("what 2,000 jobs say of it in the same words is judged once", async () => {
    const runsOn = () => "l${{ matrix.a }}${{ matrix.b }}";
    const workOf = (jobs: number, first: number) =>
      work.in("/lane/lane.ts", () => judge(sharedMatrix(runsOn, jobs, first)));
    const one = await workOf(1, nextRow());
    expect(one).toBeGreaterThan(1_024);
    // Each job is looked up.
    expect(await workOf(2_000, nextRow())).toBeLessThan(1.1 * one + 20 * 2_000);
  });

  test("a row that 2,000 matrices share is looked at once", async () => {
    const row = (jobs: number, first: number) =>
      `x: &l [${Array.from({ length: 1_000 }, (_, at) => first + at)}]\non: push\njobs:\n${Array.from({ length: jobs }, (_, job) => `  j${job}: { runs-on: "\${{ matrix.x }}", strategy: { matrix: { x: *l } } }`).join("\n")}\n`;
    const workOf = (jobs: number, first: number) =>
      work.in("/values/value.ts", () => judge(row(jobs, first)));
    const one = await workOf(1, 10_000);
    expect(one).toBeGreaterThan(1_000);
    expect(await workOf(2_000, 20_000)).toBeLessThan(1.1 * one + 20 * 2_000);
  });
});
