import { describe, expect, test } from "vitest";
import type { ForgeKind } from "../../src/forge/forge.ts";
import { judgeWorkflows } from "../../src/lane/judge.ts";
import { loadWorkflowParser } from "../../src/workflow/workflow.ts";

const parse = await loadWorkflowParser();
const parsed = (text: string, path = ".gitea/workflows/a.yml") => parse({ path, text });
const joblessOf = (text: string, path?: string) => {
  const file = parsed(text, path);
  return "jobless" in file ? file.jobless : undefined;
};

const bom = "\uFEFF";

describe("a file that certainly is no workflow", () => {
  test.each([
    ["nothing", "", "it has no content"],
    ["nothing but a byte order mark", bom, "it has no content"],
    ["blanks", " \n\n", "it has no content"],
    ["comments", "# on: push\n# jobs:\n#   a: {}\n", "it has no content"],
    ["an empty document", "---\n# x\n", "it has no content"],
    ["another map", "version: 2\nupdates: []\n", 'it has no key "jobs"'],
    ["a map with jobs further in", "stages:\n  jobs: {}\n", 'it has no key "jobs"'],
    ["an empty map", "{}", 'it has no key "jobs"'],
    ["several documents", "kind: A\n---\nkind: B\n", 'it has no key "jobs"'],
    ["a merge of something else", "x: &x { a: b }\n<<: *x\n", 'it has no key "jobs"'],
  ])("%s", (_, text, message) => {
    expect(joblessOf(text)).toEqual({
      path: ".gitea/workflows/a.yml",
      message,
      isAttempt: false,
      line: expect.any(Number),
      column: expect.any(Number),
    });
  });

  test.each(["action.yml", ".gitea/workflows/build/action.yml", ".gitea/workflows/action.yaml"])(
    "%s, the metadata of an action",
    (path) => {
      const text = "name: x\nruns:\n  using: composite\n  steps: [{ run: make }]\n";
      expect(joblessOf(text, path)).toMatchObject({ message: "it is an action", isAttempt: false });
      expect(joblessOf(text, `${path}.yml`)).toMatchObject({ message: 'it has no key "jobs"' });
    },
  );
});

describe("an attempt at a workflow", () => {
  test.each<[string, string, unknown]>([
    ["no jobs", "name: x\non: push\n", 2],
    ["on in quotes", '"on": push\n', 1],
    ["on by an alias", "x: &o on\n*o : push\n", 2],
    ["on as a block", "? |-\n  on\n: push\n", expect.any(Number)],
    ["on by a merge", "x: &x { on: push }\n<<: *x\n", 1],
    ["On", "On: push\n", 1],
    ["true, as YAML 1.1 has it", "true: push\n", 1],
    ["job", "name: x\njob:\n  a: { runs-on: publish }\n", 2],
    [".jobs", ".jobs:\n  a: { runs-on: publish }\n", 1],
    ["an action with an event", "runs: {}\non: push\n", 2],
  ])("%s", (_, text, line) => {
    expect(joblessOf(text)).toMatchObject({ isAttempt: true, line });
  });

  test.each(["online: x", "jobset: x", "xjobs: x", "stages: { on: push, job: x }", "runs: {}"])(
    "but not %j",
    (text) => {
      expect(joblessOf(text)).toMatchObject({ isAttempt: false });
    },
  );
});

const job = "{ a: { runs-on: publish } }";

describe("what some forge may run is no other file, however it is dressed up", () => {
  test.each([
    ["jobs without on", `jobs: ${job}`],
    ["a byte order mark before it", `${bom}on: pull_request\njobs: ${job}\n`],
    ["a merge of jobs", `x: &x { jobs: ${job} }\non: pull_request\n<<: *x\n`],
    ["a merge of a list", `x: &x { jobs: ${job} }\non: pull_request\n<<: [{ a: b }, *x]\n`],
    ["an alias as the key", `x: &j jobs\non: pull_request\n*j : ${job}\n`],
    ["an alias as the value", `x: &j ${job}\non: pull_request\njobs: *j\n`],
    ["an anchor on the key", `on: pull_request\n&x jobs: ${job}\n`],
    ["a key in quotes", `on: pull_request\n"jobs": ${job}\n`],
    ["a key in escapes", `on: pull_request\n"\\x6aobs": ${job}\n`],
    ["a key as a block", `on: pull_request\n? |-\n  jobs\n: ${job}\n`],
    ["JSON", `{"on": "pull_request", "jobs": ${job}}`],
    ["another document behind it", `on: pull_request\njobs: ${job}\n---\na: b\n`],
    ["a directive before it", `%YAML 1.1\n---\non: pull_request\njobs: ${job}\n`],
    ["a folder and the name of an action", `runs: {}\non: pull_request\njobs: ${job}\n`],
  ])("%s: it is judged", async (_, text) => {
    const files = [{ path: ".gitea/workflows/x/action.yml", text }];
    const options = { kind: "gitea", labels: ["publish"], trustedEvents: ["push"] } as const;
    const { laneJobs, jobless, problems } = await judgeWorkflows(files, options);
    expect({ jobless, problems }).toEqual({ jobless: [], problems: [] });
    expect(laneJobs).toHaveLength(1);
  });

  test.each([
    ["jobs that is a list", "on: push\njobs: [a]\n", "no-workflow"],
    ["jobs without a value", "on: push\njobs:\n", "no-workflow"],
    ["a job that is no map", "on: push\njobs:\n  a:\n", "no-workflow"],
    ["a list", "- on\n", "no-workflow"],
    ["a text", "on push\n", "no-workflow"],
    ["Jobs", `on: push\nJobs: ${job}\n`, "no-workflow"],
    ["JOBS by a merge", `x: &x { JOBS: ${job} }\non: push\n<<: *x\n`, "no-workflow"],
    ["jobs with blanks", `on: push\n" jobs ": ${job}\n`, "no-workflow"],
    ["jobs in wide letters", `on: push\n\uFF4A\uFF4F\uFF42\uFF53: ${job}\n`, "no-workflow"],
    ["a key that is a list", `on: push\n? [jobs]\n: ${job}\n`, "no-workflow"],
    ["a key that is a map", `on: push\n? { jobs: x }\n: ${job}\n`, "no-workflow"],
    ["jobs in the second document", `a: b\n---\non: push\njobs: ${job}\n`, "no-workflow"],
    ["jobs at the begin of a line in quotes", `on: push\nname: "x\njobs:\n  a: b"\n`, expect.any(String)],
    ["jobs at the begin of a line in brackets", "on: push\nx: {\njobs: a\n}\n", expect.any(String)],
    ["a byte order mark before the key", `on: push\n${bom}jobs: ${job}\n`, "syntax"],
    ["a byte order mark before each key", `${bom}${bom}jobs: ${job}\n`, "syntax"],
    ["a byte order mark after a comment", `# x\n${bom}jobs: ${job}\n`, "syntax"],
    ["another line end before the key", `on: push # x\u2028jobs: ${job}\n`, "syntax"],
    ["another line end in a comment", `# x\u0085jobs: ${job}\n`, "syntax"],
    ["a character without a meaning", `on: push\nx\0jobs: ${job}\n`, "syntax"],
    ["a tag on the key", `on: push\n!!str jobs: ${job}\n`, "syntax"],
    ["a tag that decodes the key", `on: push\n!!binary am9icw==: ${job}\n`, "syntax"],
    ["a tag on a merge", `x: &x { jobs: ${job} }\n!!merge <<: *x\n`, "syntax"],
    ["a tag on all", `!x\non: push\njobs: ${job}\n`, "syntax"],
    ["a merge of a text", "on: push\n<<: jobs\n", "syntax"],
    ["jobs twice", `on: push\njobs: {}\njobs: ${job}\n`, "syntax"],
    ["no YAML", "on: [\n", "syntax"],
  ])("%s: it stays unknown", (_, text, kind) => {
    expect(parsed(text)).toMatchObject({ unjudged: { kind } });
  });
});

describe.each(["gitea", "forgejo", "github"] as const)("on %s", (kind: ForgeKind) => {
  const judge = (files: Record<string, string>) =>
    judgeWorkflows(
      Object.entries(files).map(([path, text]) => ({ path, text })),
      { kind, labels: ["publish"], trustedEvents: ["push"] },
    );

  test("a call of what is no workflow is a warning at its line", async () => {
    const { findings, problems, jobless } = await judge({
      "a.yml": "on: push\njobs:\n  go:\n    runs-on: []\n    uses: ./b.yml\n",
      "b.yml": "runs: {}\n",
    });
    expect(findings.filter(({ rule }) => rule === "calls")).toMatchObject([
      {
        severity: "warning",
        workflow: "a.yml",
        line: 5,
        message: 'the job "go" calls "b.yml", which is not a workflow; make it one, or correct "uses"',
      },
    ]);
    expect(problems).toEqual([]);
    expect(jobless).toMatchObject([{ path: "b.yml" }]);
  });

  test("a ship job in what is no workflow does not exist", async () => {
    await expect(
      judgeWorkflows([{ path: "release.yml", text: "# later\n" }], {
        kind,
        labels: ["publish"],
        trustedEvents: [],
        shipJobs: [{ workflow: "release.yml", job: "deploy", text: "release.yml:deploy" }],
      }),
    ).rejects.toThrow(/there is no job "release\.yml:deploy"/);
  });
});
