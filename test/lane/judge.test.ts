import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../src/base/errors.ts";
import type { Finding } from "../../src/lane/finding.ts";
import { type JudgeOptions, judgeWorkflows } from "../../src/lane/judge.ts";
import { parseShipJobs } from "../../src/lane/ship-jobs.ts";

const folder = ".gitea/workflows";
const defaults: JudgeOptions = {
  kind: "gitea",
  labels: ["publish"],
  trustedEvents: ["push", "release", "schedule", "workflow_dispatch", "repository_dispatch", "workflow_call"],
  expandsCalls: async () => true,
};
/** Judges files by their names in the folder of workflows. */
const judge = (files: Record<string, string>, options: Partial<JudgeOptions> = {}) =>
  judgeWorkflows(
    Object.entries(files).map(([name, text]) => ({ path: `${folder}/${name}`, text })),
    { ...defaults, ...options },
  );
const brief = (findings: readonly Finding[]) =>
  findings.map(
    ({ rule, severity, workflow, job, line }) =>
      `${severity} ${rule} ${workflow.slice(folder.length + 1)}:${job}:${line}`,
  );
const job = (on: string, runsOn: string) => `on: ${on}\njobs:\n  a:\n    runs-on: ${runsOn}\n`;
const calls = (on: string, name: string, input = "") =>
  `on: ${on}\njobs:\n  go:\n    uses: ./${folder}/${name}\n${input && `    with: { runner: ${input} }\n`}`;
const callee = `on:\n  workflow_call:\n    inputs: { runner: { type: string, default: linux } }\njobs:\n  a:\n    runs-on: \${{ inputs.runner }}\n`;

describe("who may use the lane", () => {
  test("trusted events may", async () => {
    const { findings, laneJobs } = await judge({ "r.yml": job("[push, schedule]", "[publish, linux]") });
    expect(findings).toEqual([]);
    expect(laneJobs).toEqual([
      {
        workflow: `${folder}/r.yml`,
        job: "a",
        line: 4,
        column: 5,
        events: [
          { name: "push", tellsOfClosed: false, isBarred: false, chain: [], trusted: true },
          { name: "schedule", tellsOfClosed: false, isBarred: false, chain: [], trusted: true },
        ],
        expressions: [],
        sets: [{ labels: ["publish", "linux"], unresolved: [] }],
      },
    ]);
  });

  test("no other event may, and each is named", async () => {
    const { findings } = await judge({
      "r.yml": job("[push, pull_request_target, issue_comment]", "publish"),
    });
    expect(findings).toEqual([
      {
        rule: "may-use",
        severity: "violation",
        workflow: `${folder}/r.yml`,
        job: "a",
        line: 4,
        column: 5,
        message:
          'remove "publish" from the runs-on of the job "a", or keep untrusted events away from it: issue_comment and pull_request_target can start it',
      },
    ]);
    const trustedEvents = ["issue_comment", "pull_request_target", "push"];
    expect(
      (await judge({ "r.yml": job("[push, issue_comment]", "publish") }, { trustedEvents })).findings,
    ).toEqual([]);
  });

  test("labels are told apart by case, except on GitHub, where a group counts too", async () => {
    const files = {
      "r.yml": job("pull_request", "Publish"),
      "g.yml": job("pull_request", "{ group: publish }"),
    };
    expect(brief((await judge(files)).findings)).toEqual(["violation may-use g.yml:a:4"]);
    expect(brief((await judge(files, { kind: "forgejo" })).findings)).toEqual([
      "violation may-use g.yml:a:4",
    ]);
    expect(brief((await judge(files, { kind: "github" })).findings)).toEqual([
      "violation may-use g.yml:a:4",
      "violation may-use r.yml:a:4",
    ]);
  });

  test("any of several reserved labels makes the lane", async () => {
    const { findings, laneJobs } = await judge(
      { "r.yml": job("pull_request", "[deploy, publish, x]") },
      { labels: ["publish", "deploy"] },
    );
    expect(laneJobs).toHaveLength(1);
    expect(findings[0]?.message).toMatch(/^remove "publish" and "deploy" from/);
  });

  test("an event that reaches the job by calls is named with its way", async () => {
    const { findings, laneJobs } = await judge({
      "ci.yml": calls("pull_request", "mid.yml"),
      "mid.yml": calls("workflow_call", "x.yml", "publish"),
      "release.yml": calls("push", "x.yml", "publish"),
      "x.yml": callee,
    });
    expect(brief(findings)).toEqual(["violation may-use x.yml:a:6"]);
    expect(findings[0]?.message).toContain("pull_request (by way of ci.yml:go → mid.yml:go) can start it");
    expect(laneJobs[0]?.events.map(({ name, trusted, chain }) => [name, trusted, chain.length])).toEqual([
      ["pull_request", false, 2],
      ["push", true, 1],
    ]);
  });

  test("only the calls with the lane count, when others have other inputs", async () => {
    const { findings, laneJobs } = await judge({
      "ci.yml": calls("pull_request", "x.yml"),
      "release.yml": calls("push", "x.yml", "publish"),
      "x.yml": callee,
    });
    expect(findings).toEqual([]);
    expect(laneJobs[0]?.events.map(({ name }) => name)).toEqual(["push"]);
  });

  test("a matrix of calls gives each its own inputs", async () => {
    const matrix = "    strategy: { matrix: { os: [linux, publish] } }\n";
    const { findings } = await judge({
      "ci.yml": calls("pull_request", "x.yml", '"${{ matrix.os }}"').replace("  go:\n", `  go:\n${matrix}`),
      "x.yml": callee,
    });
    expect(brief(findings)).toEqual(["violation may-use x.yml:a:6"]);
  });

  test("what only a run can tell is a warning, unless the lane is certain", async () => {
    const { findings } = await judge({
      "a.yml": job("push", "${{ vars.X }}"),
      "b.yml": job("pull_request", "[publish, '${{ vars.X }}']"),
      "c.yml": calls("workflow_dispatch", "x.yml", '"${{ inputs.any }}"'),
      "x.yml": callee,
    });
    expect(brief(findings)).toEqual([
      "warning may-use a.yml:a:4",
      "violation may-use b.yml:a:4",
      "warning may-use x.yml:a:6",
    ]);
    expect(findings[0]?.message).toContain('"${{ vars.X }}"');
  });

  test("an empty runs-on is a violation on Gitea alone, whatever the events", async () => {
    for (const files of [
      { "r.yml": job("push", "[]") },
      { "r.yml": "on: push\njobs:\n  a:\n\n    steps: []\n" },
    ]) {
      expect((await judge(files)).findings).toMatchObject([{ severity: "violation", rule: "may-use" }]);
      for (const kind of ["forgejo", "github"] as const)
        expect((await judge(files, { kind })).findings).toMatchObject([{ severity: "warning" }]);
    }
    expect((await judge({ "r.yml": job("push", "''") })).findings).toEqual([]);
  });
});

describe("a job that calls", () => {
  const files = { "ci.yml": calls("pull_request", "x.yml"), "x.yml": job("workflow_call", "linux") };

  test("takes any runner itself on Gitea before 1.27", async () => {
    const at = "may-use ci.yml:go:3";
    expect(brief((await judge(files, { expandsCalls: async () => undefined })).findings)).toEqual([
      `warning ${at}`,
    ]);
    expect(brief((await judge(files, { expandsCalls: async () => false })).findings)).toEqual([
      `violation ${at}`,
    ]);
    for (const kind of ["forgejo", "github"] as const)
      expect((await judge(files, { kind, expandsCalls: async () => undefined })).findings).toEqual([]);
  });

  test("is a warning on Gitea before 1.27 where no untrusted event reaches it", async () => {
    const old = { expandsCalls: async () => false };
    const called = job("workflow_call", "linux");
    const trusted = { "ci.yml": calls("push", "x.yml"), "x.yml": called };
    expect(brief((await judge(trusted, old)).findings)).toEqual(["warning may-use ci.yml:go:3"]);
    const unstarted = { "ci.yml": calls("workflow_call", "x.yml"), "x.yml": called };
    expect(brief((await judge(unstarted, old)).findings)).toEqual(["warning may-use ci.yml:go:3"]);
    const reached = { ...unstarted, "pr.yml": calls("pull_request", "ci.yml") };
    expect((await judge(reached, old)).findings.map(({ severity, message }) => [severity, message])).toEqual([
      // The call in ci.yml is on the runner that the one in pr.yml takes.
      ["violation", expect.stringMatching(/"go" .*, and pull_request can start it$/)],
    ]);
  });

  test("asks for the labels it names on Gitea and Forgejo; Forgejo looks no further", async () => {
    const both = {
      "ci.yml": calls("pull_request", "x.yml").replace("  go:\n", "  go:\n    runs-on: publish\n"),
      "x.yml": job("workflow_call", "publish"),
    };
    const [caller, called] = ["violation may-use ci.yml:go:4", "violation may-use x.yml:a:4"];
    expect(brief((await judge(both)).findings)).toEqual([caller, called]);
    expect(brief((await judge(both, { kind: "forgejo" })).findings)).toEqual([caller]);
    expect(brief((await judge(both, { kind: "github" })).findings)).toEqual([called]);
  });

  test("into another repository is a notice when an untrusted event reaches it", async () => {
    const remote = (on: string, uses: string) => ({
      "ci.yml": `on: ${on}\njobs:\n  go:\n    uses: ${uses}\n`,
    });
    for (const uses of ["org/repo/.github/workflows/x.yml@v1", "./${{ github.ref }}/x.yml"]) {
      expect(brief((await judge(remote("pull_request", uses))).findings)).toEqual([
        "notice calls ci.yml:go:4",
      ]);
      expect((await judge(remote("push", uses))).findings).toEqual([]);
    }
  });

  test("of a file that is not there is a warning, of one that cannot be read only that problem", async () => {
    const { findings, problems } = await judge({
      "a.yml": calls("push", "none.yml"),
      "b.yml": calls("push", "bad.yml"),
      "bad.yml": "a: [",
    });
    expect(brief(findings)).toEqual(["warning calls a.yml:go:4"]);
    expect(problems.map(({ path }) => path)).toEqual([`${folder}/bad.yml`]);
  });

  test("finds files elsewhere by reading them, which no event starts", async () => {
    const elsewhere: Record<string, string> = {
      ".github/workflows/x.yml": job("[pull_request, workflow_call]", "publish"),
    };
    const asked: string[] = [];
    const read = async (path: string) => {
      asked.push(path);
      return elsewhere[path];
    };
    const text = calls("push", "x.yml").replace(`./${folder}/x.yml`, "./.github/./y/../workflows/x.yml");
    const { findings, laneJobs } = await judge({ "r.yml": text }, { read });
    expect(findings).toEqual([]);
    expect(laneJobs).toMatchObject([{ workflow: ".github/workflows/x.yml", events: [{ name: "push" }] }]);
    expect(asked).toEqual([".github/workflows/x.yml"]);
  });

  test("in a circle ends, with one warning where it closes", async () => {
    const { findings, laneJobs } = await judge({
      "a.yml": calls("[pull_request, workflow_call]", "b.yml"),
      "b.yml": `${calls("workflow_call", "a.yml")}  lane:\n    runs-on: publish\n`,
      "self.yml": calls("workflow_call", "self.yml"),
    });
    expect(brief(findings)).toEqual([
      "warning calls b.yml:go:4",
      "violation may-use b.yml:lane:6",
      "warning calls self.yml:go:4",
    ]);
    expect(laneJobs).toHaveLength(1);
  });

  test("with ever longer inputs in a circle ends too, and counts as any input", async () => {
    const grows = `on: { pull_request: , workflow_call: { inputs: { runner: { type: string } } } }\njobs:\n  go:\n    uses: ./${folder}/a.yml\n    with: { runner: "x\${{ inputs.runner }}" }\n  lane:\n    runs-on: \${{ inputs.runner }}\n`;
    expect(brief((await judge({ "a.yml": grows })).findings)).toEqual([
      "warning calls a.yml:go:4",
      "warning may-use a.yml:lane:7",
    ]);
  });

  test("more than ten levels deep is a warning, and followed", async () => {
    const files: Record<string, string> = { "w0.yml": calls("pull_request", "w1.yml") };
    for (let at = 1; at < 12; at++) files[`w${at}.yml`] = calls("workflow_call", `w${at + 1}.yml`);
    files["w12.yml"] = job("workflow_call", "publish");
    const { findings } = await judge(files);
    expect(brief(findings)).toEqual([
      "warning calls w10.yml:go:4",
      "warning calls w11.yml:go:4",
      "violation may-use w12.yml:a:4",
      "warning calls w9.yml:go:4",
    ]);
  });

  test("in layers that each call the whole next one is judged once a layer", async () => {
    const files: Record<string, string> = {};
    for (let layer = 0; layer < 9; layer++)
      for (let at = 0; at < 12; at++) {
        const targets = Array.from(
          { length: 12 },
          (_, to) => `  j${to}:\n    uses: ./${folder}/l${layer + 1}-${to}.yml\n`,
        );
        files[`l${layer}-${at}.yml`] = `on: [pull_request, workflow_call]\njobs:\n${targets.join("")}`;
      }
    for (let at = 0; at < 12; at++) files[`l9-${at}.yml`] = job("workflow_call", "publish");
    expect((await judge(files)).findings).toHaveLength(12);
  });
});

describe.each(["gitea", "forgejo", "github"] as const)(
  "a call by the full name of the repository, on %s",
  (kind) => {
    const own = { owner: "org", name: "app", serverUrl: "https://git.example.com", refs: ["main"] };
    const full = (on: string, name: string, ref = "main") =>
      calls(on, name).replace("./", "Org/App/").replace(name, `${name}@${ref}`);
    const judgeOwn = (files: Record<string, string>, options: Partial<JudgeOptions> = {}) =>
      judge(files, { kind, own, ...options });
    const lane = job("workflow_call", "publish");

    test("is followed like a local one", async () => {
      const { findings } = await judgeOwn({
        "ci.yml": full("pull_request", "mid.yml"),
        "mid.yml": calls("workflow_call", "x.yml"),
        "x.yml": lane,
      });
      expect(brief(findings)).toEqual(["violation may-use x.yml:a:4"]);
      expect(findings[0]?.message).toContain("pull_request (by way of ci.yml:go → mid.yml:go) can start it");
    });

    test("at another ref is followed too, and that the file may differ is a notice", async () => {
      const { findings } = await judgeOwn({ "ci.yml": full("pull_request", "x.yml", "v1"), "x.yml": lane });
      expect(brief(findings)).toEqual(["notice calls ci.yml:go:4", "violation may-use x.yml:a:4"]);
      expect(findings[0]?.message).toBe(
        `the job "go" calls "${folder}/x.yml" as it is at "v1", which may differ from the file that is judged here; call "./${folder}/x.yml" to have the same`,
      );
      const trusted = await judgeOwn({ "ci.yml": full("push", "x.yml", "v1"), "x.yml": lane });
      expect(brief(trusted.findings)).toEqual(["notice calls ci.yml:go:4"]);
    });

    test("where the refs are not known is one at another ref", async () => {
      const options = { own: { ...own, refs: [] } };
      const { findings } = await judgeOwn({ "ci.yml": full("push", "x.yml"), "x.yml": lane }, options);
      expect(brief(findings)).toEqual(["notice calls ci.yml:go:4"]);
    });

    test("of a file that is not there is a warning, unless it may be there at another ref", async () => {
      expect(brief((await judgeOwn({ "ci.yml": full("push", "none.yml") })).findings)).toEqual([
        "warning calls ci.yml:go:4",
      ]);
      const { findings } = await judgeOwn({
        "ci.yml": full("pull_request", "none.yml", "v1"),
        "push.yml": full("push", "none.yml", "v1"),
      });
      expect(brief(findings)).toEqual(["notice calls ci.yml:go:4"]);
      expect(findings[0]?.message).toMatch(/^check yourself whether .* it cannot be followed/);
    });

    test("is read from where it is, once", async () => {
      const asked: string[] = [];
      const read = async (path: string) => {
        asked.push(path);
        return lane;
      };
      const { laneJobs } = await judgeOwn(
        {
          "a.yml": full("push", "x.yml").replace(folder, ".github/workflows"),
          "b.yml": calls("push", "x.yml").replace(folder, ".github/workflows"),
        },
        { read },
      );
      expect(asked).toEqual([".github/workflows/x.yml"]);
      expect(laneJobs).toMatchObject([{ workflow: ".github/workflows/x.yml", events: [{ name: "push" }] }]);
    });

    test("closes a circle, unless it is at another ref", async () => {
      const circle = (ref: string) => ({
        "a.yml": full("[push, workflow_call]", "b.yml"),
        "b.yml": full("workflow_call", "a.yml", ref),
      });
      expect(brief((await judgeOwn(circle("main"))).findings)).toEqual(["warning calls b.yml:go:4"]);
      const { findings } = await judgeOwn(circle("v1"));
      expect(brief(findings)).toEqual(["notice calls b.yml:go:4"]);
    });

    test("by a ship job leads to where its work is done", async () => {
      const ship = (runsOn: string, ref?: string) =>
        judgeOwn(
          { "r.yml": full("push", "x.yml", ref), "x.yml": job("workflow_call", runsOn) },
          { shipJobs: parseShipJobs("r.yml:go") },
        );
      expect((await ship("publish")).findings).toEqual([]);
      expect(brief((await ship("linux")).findings)).toEqual(["violation must-use r.yml:go:3"]);
      expect(brief((await ship("publish", "v1")).findings)).toEqual(["notice calls r.yml:go:4"]);
      expect(brief((await ship("linux", "v1")).findings)).toEqual([
        "violation must-use r.yml:go:3",
        "notice calls r.yml:go:4",
      ]);
    });
  },
);

test("a chain of 3,000 calls is followed to its end", async () => {
  const files: Record<string, string> = {};
  for (let at = 0; at < 3_000; at++) files[`w${at}.yml`] = calls("workflow_call", `w${at + 1}.yml`);
  const { findings } = await judge({ ...files, "w3000.yml": calls("workflow_call", "w0.yml") });
  expect(brief(findings)).toEqual(["warning calls w3000.yml:go:4"]);
});

test("inputs that grow in a circle of 200 calls end in any input", async () => {
  const next = (at: number) => `./${folder}/w${(at + 1) % 200}.yml`;
  const text = (at: number) =>
    `on:\n  ${at === 0 ? "push" : "x"}:\n  workflow_call: { inputs: { a: } }\njobs:\n  go: { uses: ${next(at)}, with: { a: "x\${{ inputs.a }}" } }\n  a: { runs-on: "\${{ inputs.a }}" }\n`;
  const files = Array.from({ length: 200 }, (_, at) => [`w${at}.yml`, text(at)] as const);
  const { unresolved } = await judge(Object.fromEntries(files));
  expect(unresolved).toHaveLength(200);
});

test("what nothing starts is a lane job without events", async () => {
  const { findings, laneJobs } = await judge({ "x.yml": job("workflow_call", "publish") });
  expect(findings).toEqual([]);
  expect(laneJobs).toMatchObject([{ job: "a", events: [] }]);
});

test.each(["workflow_call", "{ workflow_call: { inputs: { runner: { type: string } } } }"])(
  "what nothing starts is open as far as only a run can tell: %s",
  async (on) => {
    const text = job(on, on === "workflow_call" ? "${{ vars.LANE }}" : "${{ inputs.runner }}");
    const { findings, unresolved } = await judge({ "x.yml": text });
    expect(brief(findings)).toEqual(["warning may-use x.yml:a:4"]);
    expect(unresolved).toMatchObject([
      { job: "a", dependsOn: [on === "workflow_call" ? "vars.LANE" : "inputs.runner"] },
    ]);
  },
);

test("of several that only a run can tell, the one that may be the lane is named", async () => {
  const runsOn = `["size-\${{ vars.SIZE }}", "\${{ vars.LANE }}"]`;
  const { findings, unresolved } = await judge({ "x.yml": job("push", runsOn) });
  expect(unresolved).toMatchObject([{ text: "${{ vars.LANE }}", dependsOn: ["vars.LANE"] }]);
  expect(findings[0]?.message).toContain('what "${{ vars.LANE }}" is');
});

describe("what a run is given", () => {
  const dispatched = (input: string, runsOn: string) =>
    job(`{ workflow_dispatch: { inputs: { lane: ${input} } } }`, runsOn);

  test.each<[JudgeOptions["kind"], string, boolean]>([
    ["github", "{ type: choice, options: [linux] }", true],
    ["gitea", "{ type: choice, options: [linux], required: true }", true],
    ["forgejo", "{ type: choice, options: [linux], required: true }", false],
    ["github", "{ type: choice, options: [linux], required: true }", false],
    ["github", "{ type: choice, options: [linux], default: linux }", false],
    ["gitea", "{ type: choice, options: [linux], default: publish }", true],
  ])("%s: what is left out of a choice %s", async (kind, input, isLane) => {
    const files = { "x.yml": dispatched(input, "${{ inputs.lane || 'publish' }}") };
    const { laneJobs } = await judge(files, { kind });
    expect(laneJobs).toHaveLength(isLane ? 1 : 0);
  });

  test.each<[string, string, boolean]>([
    ["pull_request", "github.ref_name == 'main'", false],
    ["{ pull_request: { types: [closed] } }", "github.ref_name == 'main'", true],
    ["pull_request_target", "github.ref_name == 'main'", true],
    ["pull_request", "github.head_ref == ''", false],
    ["pull_request_target", "!github.base_ref", false],
    ["issue_comment", "!github.base_ref", true],
    ["pull_request", "github.base_ref == 'main'", true],
  ])("%s: the lane where %s", async (on, condition, isLane) => {
    const runsOn = `\${{ ${condition} && 'publish' || 'linux' }}`;
    const { findings } = await judge({ "x.yml": job(on, runsOn) });
    expect(brief(findings)).toEqual(isLane ? ["violation may-use x.yml:a:4"] : []);
  });

  test.each([
    ["|\n      github.event_name == 'push'", false],
    ["|-\n      ${{ github.event_name == 'push' }}", false],
    ["|\n      ${{ github.event_name == 'push' }}", true],
    ["\" ${{ github.event_name == 'push' }}\"", true],
  ])("white space beside an expression makes an if true: %s", async (condition, isTrue) => {
    const { findings } = await judge({ "x.yml": `${job("pull_request", "publish")}    if: ${condition}\n` });
    expect(brief(findings)).toEqual([`${isTrue ? "violation" : "notice"} may-use x.yml:a:4`]);
  });

  test.each(["|\n        ${{ false }}", '"${{ false }} "'])(
    "white space beside an expression makes a text of what a job gives: %s",
    async (given) => {
      const { laneJobs } = await judge({
        "r.yml": `${calls("push", "x.yml")}    with:\n      ci: ${given}\n`,
        "x.yml": reading("ci: { type: string }", "${{ inputs.ci && 'publish' || 'linux' }}"),
      });
      expect(laneJobs).toHaveLength(1);
    },
  );

  test("the result of a job that is not needed is empty", async () => {
    const text = job("push", "${{ needs.b.result == '' && 'publish' || 'linux' }}");
    expect((await judge({ "x.yml": text })).laneJobs).toHaveLength(1);
  });

  test("what is open is named by the whole way to it", async () => {
    const { unresolved } = await judge({ "x.yml": job("push", "${{ github.event.inputs.lane }}") });
    expect(unresolved).toMatchObject([{ dependsOn: ["github.event.inputs.lane"] }]);
  });

  const reading = (on: string, runsOn: string) => job(`{ workflow_call: { inputs: { ${on} } } }`, runsOn);

  test.each([
    ["type: boolean", "{ ci: 'false' }"],
    ["type: boolean", `{ ci: "\${{ 'false' }}" }`],
    ["type: boolean, default: 'false'", "{}"],
  ])("a text that stands for a boolean may be read: %s, %s", async (type, given) => {
    const { laneJobs } = await judge({
      "r.yml": `${calls("push", "x.yml")}    with: ${given}\n`,
      "x.yml": reading(`ci: { ${type} }`, "${{ inputs.ci && 'linux' || 'publish' }}"),
    });
    expect(laneJobs).toMatchObject([{ job: "a", sets: [{ labels: ["publish"] }] }]);
  });

  test.each([
    ["", "${{ github.event_name == 'push' && 'publish' || 'linux' }}"],
    [
      `    strategy: { matrix: { lane: ["\${{ github.event_name == 'push' && 'publish' || 'linux' }}"] } }\n`,
      "${{ matrix.lane }}",
    ],
  ])("what a job gives by event is judged by event, also further on: %s%s", async (matrix, given) => {
    const { findings, laneJobs } = await judge({
      "r.yml": calls("[push, pull_request]", "x.yml", `"${given}"`) + matrix,
      "s.yml": job("schedule", "linux"),
      "x.yml": calls("{ workflow_call: { inputs: { runner: } } }", "y.yml", '"${{ inputs.runner }}"'),
      "y.yml": callee,
    });
    expect(findings).toEqual([]);
    expect(laneJobs).toMatchObject([{ job: "a", events: [{ name: "push" }] }]);
    expect(laneJobs[0]?.events).toHaveLength(1);
  });

  test.each(["", "~", "null"])("in place of nothing the default may be taken: %s", async (given) => {
    const { laneJobs } = await judge({
      "r.yml": `${calls("push", "x.yml")}    with: { lane: ${given} }\n`,
      "x.yml": reading("lane: { type: string, default: publish }", "${{ inputs.lane || 'linux' }}"),
    });
    expect(laneJobs).toHaveLength(1);
  });

  test.each(["with: ${{ fromJSON(vars.X) }}", "with: { '${{ insert }}': '${{ fromJSON(vars.X) }}' }"])(
    "what only a run can tell may give any input: %s",
    async (given) => {
      const { unresolved } = await judge({
        "r.yml": `${calls("push", "x.yml")}    ${given}\n`,
        "x.yml": reading("lane: { type: string, default: linux }", "${{ inputs.lane }}"),
      });
      expect(unresolved).toMatchObject([{ job: "a", dependsOn: ["inputs.lane"] }]);
    },
  );
});

describe("who must use the lane", () => {
  const ship = (files: Record<string, string>, lines: string, options: Partial<JudgeOptions> = {}) =>
    judge(files, { ...options, shipJobs: parseShipJobs(lines) });

  test("a ship job elsewhere is a violation, and one on the lane is none", async () => {
    const files = { "r.yml": job("push", "[x, publish]"), "s.yml": job("push", "linux") };
    expect((await ship(files, "r.yml:a")).findings).toEqual([]);
    const { findings } = await ship(files, "r.yml:a\ns.yml:a");
    expect(brief(findings)).toEqual(["violation must-use s.yml:a:4"]);
    expect(findings[0]?.message).toBe(
      'make the job "a" run on the lane: it is a ship job, so it has to ask for "publish"',
    );
  });

  test("every instance of a matrix has to be on the lane", async () => {
    const matrix = (values: string) =>
      job("push", "${{ matrix.os }}").replace(
        "  a:\n",
        `  a:\n    strategy: { matrix: { os: ${values} } }\n`,
      );
    expect(brief((await ship({ "r.yml": matrix("[publish, linux]") }, "r.yml:a")).findings)).toEqual([
      "violation must-use r.yml:a:5",
    ]);
    expect((await ship({ "r.yml": matrix("[publish, [publish, linux]]") }, "r.yml:a")).findings).toEqual([]);
  });

  test("a ship job that calls is on the lane when all that it calls is", async () => {
    const files = (input: string) => ({ "r.yml": calls("push", "x.yml", input), "x.yml": callee });
    expect((await ship(files("publish"), "r.yml:go")).findings).toEqual([]);
    const { findings } = await ship(files("linux"), "r.yml:go");
    expect(brief(findings)).toEqual(["violation must-use r.yml:go:3"]);
    expect(findings[0]?.message).toContain(`"a" of "${folder}/x.yml"`);
    const remote = { "r.yml": "on: push\njobs:\n  go:\n    uses: org/repo/.github/workflows/x.yml@v1\n" };
    expect(brief((await ship(remote, "r.yml:go")).findings)).toEqual(["warning must-use r.yml:go:3"]);
  });

  test("what only a run can tell is a warning", async () => {
    expect(brief((await ship({ "r.yml": job("push", "${{ vars.X }}") }, "r.yml:a")).findings)).toEqual([
      "warning may-use r.yml:a:4",
      "warning must-use r.yml:a:4",
    ]);
  });

  test("globs choose files and jobs, in folders too", async () => {
    const files = {
      "release-a.yml": job("push", "linux"),
      "deep/release-b.yml": job("push", "linux"),
      "other.yml": job("push", "linux"),
    };
    expect(brief((await ship(files, "release-*.yml:*")).findings)).toEqual([
      "violation must-use deep/release-b.yml:a:4",
      "violation must-use release-a.yml:a:4",
    ]);
  });

  test("one that does not exist is bad input, with what is near", async () => {
    const files = { "release.yml": job("push", "publish"), "bad.yml": "jobs: [" };
    await expect(ship(files, "relaese.yml:a")).rejects.toThrow(
      new UserError('input "ship-jobs": there is no job "relaese.yml:a"; the nearest is "release.yml:a"'),
    );
    await expect(ship(files, "release.yml:deploy")).rejects.toThrow(UserError);
    await expect(ship({}, "release.yml:a")).rejects.toThrow(/no workflow was found/);
    expect((await ship(files, "bad.yml:deploy")).problems).toHaveLength(1);
  });

  test("lines are read, and others refused", () => {
    expect(parseShipJobs(" release.yml:deploy \r\n\n# all\nr*.yaml:*\n")).toEqual([
      { workflow: "release.yml", job: "deploy", text: "release.yml:deploy" },
      { workflow: "r*.yaml", job: "*", text: "r*.yaml:*" },
    ]);
    for (const line of ["release.yml", "a/release.yml:deploy", ":a", "a.yml:", "a.yml:b:c", "a.yml:b c"])
      expect(() => parseShipJobs(line)).toThrow(UserError);
  });
});

test("whatever a file holds, there is a verdict on it", async () => {
  const pieces = fc.constantFrom(
    ..."on: push\n|jobs:\n|  a:\n|  b: &b\n|    runs-on: |    uses: |    strategy:\n|      matrix: |    <<: *b\n|*b |&b |publish|[|]|{ |} |, |: |- |'|\"|\n|\t|${{ |matrix.x|inputs.y| }}|fromJSON(|)|./.gitea/workflows/f.yml|include|~|---\n|? |!!map |%|# || \u0000|\uFEFF|\ud800".split(
      "|",
    ),
  );
  const text = fc.array(fc.oneof({ weight: 20, arbitrary: pieces }, { weight: 1, arbitrary: fc.string() }), {
    maxLength: 40,
  });
  await fc.assert(
    fc.asyncProperty(text, fc.constantFrom("gitea", "forgejo", "github"), async (parts, kind) => {
      const { problems, findings } = await judge(
        { "f.yml": `on: push\njobs:\n  a:\n    ${parts.join("")}` },
        { kind },
      );
      for (const { line, column, message } of [...problems, ...findings]) {
        expect(line).toBeGreaterThan(0);
        expect(column).toBeGreaterThan(0);
        expect(message).toMatch(/^[^\n]+$/);
      }
    }),
    { numRuns: 1_000 },
  );
});
