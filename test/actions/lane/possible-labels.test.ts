import { describe, expect, test } from "vitest";
import { expectStatus, folderOf, guard, listing, places, reportOf, startLane, workflow } from "./lane.ts";

const folder = folderOf.gitea;
const file = `${folder}/release.yml`;
const fileOf = (runsOn: string, on = "push", rest = "") => ({
  [file]: workflow(JSON.stringify(runsOn), on) + rest,
});
const matrix = "    strategy: { matrix: { lane: [a, publish] } }\n";
const conditioned = (condition: string, on = "[push, pull_request]") => ({
  [file]: `${workflow("publish", on)}    if: ${condition}\n`,
});
const lane = (labels: readonly string[]) => ({
  at: "org/app",
  labels: [...labels],
  states: ["idle" as const],
});

/** What could ask for the lane, and for no more than these labels. */
const mayBeLane: readonly [string, string?][] = [
  ["${{ github.ref_type == 'tag' && 'publish' || 'linux' }}"],
  ["${{ vars.LANE || 'publish' }}"],
  ["${{ format('{0}', matrix.lane) }}", matrix],
  [`\${{ fromJSON('{"a":"publish"}')[matrix.lane] }}`, matrix],
  ["${{ case(github.actor == 'x', 'publish', 'linux') }}"],
  ["${{ join(fromJSON('[\"pub\",\"lish\"]'), '') }}"],
  [`\${{ fromJSON(vars.BIG == 'yes' && '["publish","x64"]' || '["linux"]') }}`],
];

describe("a job that may ask for the lane is a lane job", () => {
  test.concurrent.each(mayBeLane)("%s", async (runsOn, rest) => {
    await using server = await startLane();
    const files = fileOf(runsOn, "push", rest);
    const none = await guard(server, {}, { files });
    expectStatus(none, "no-runner");
    const [error] = none.annotations;
    expect(error?.message).toContain('; it asks for the lane by a value of "${{ ');
    expect(places(none)).toContain(`error ${file}:4:5`);

    server.forge.runners.add(lane(["publish", "x64"]));
    const one = await guard(server, {}, { files });
    expectStatus(one, "ok");

    const misused = await guard(server, { mode: "static" }, { files: fileOf(runsOn, "issue_comment", rest) });
    const message = expectStatus(misused, "violation");
    expect(message).toContain('remove "publish", a value of "${{ ');
    expect(message).toContain("issue_comment can start it");
  });
});

test.each(listing)("%s %s: what differs by event is judged by event", async (product, version) => {
  await using server = await startLane(product, version === "" ? {} : { version });
  const path = `${folderOf[product]}/release.yml`;
  const runsOn = "${{ github.event_name == 'push' && 'publish' || 'linux' }}";
  const files = { [path]: workflow(JSON.stringify(runsOn), "[push, pull_request]") };
  const run = await guard(server, { mode: "static" }, { files });
  expectStatus(run, "ok");
  expect(reportOf(run).jobs).toMatchObject([
    { events: [{ name: "push", trusted: true }], labels: [["publish"]] },
  ]);
});

describe("what can never be the lane", () => {
  test.concurrent.each([
    "runs-on=${{ github.run_id }}/spot",
    "${{ format('linux-{0}', vars.SIZE) }}",
    "${{ vars.BIG == 'yes' && 'large' || 'small' }}",
    "${{ inputs.lane || 'linux' }}",
  ])("%s", async (runsOn) => {
    await using server = await startLane();
    const run = await guard(
      server,
      { "on-unresolved": "fail" },
      { files: fileOf(runsOn, "[push, pull_request]") },
    );
    expectStatus(run, "ok");
    expect(run.stdout).toContain("no job asks for the lane");
    expect(run.stdout).not.toContain("could ask for anything");
    expect(run.annotations).toEqual([]);
  });
});

test("an input of a choice has its options as values, one of text any", async () => {
  await using server = await startLane();
  const on = (type: string) =>
    `{ workflow_dispatch: { inputs: { lane: { type: ${type}, options: [linux, arm64] } } } }`;
  const choice = await guard(server, {}, { files: fileOf("${{ inputs.lane }}", on("choice")) });
  expectStatus(choice, "ok");
  expect(reportOf(choice)).toMatchObject({ findings: [], unresolved: [] });
  const text = await guard(server, {}, { files: fileOf("${{ inputs.lane }}", on("string")) });
  expectStatus(text, "ok");
  expect(reportOf(text)).toMatchObject({ unresolved: [{ dependsOn: ["inputs.lane"] }] });
});

describe("a job that could ask for anything", () => {
  const runsOn = "${{ format('{0}', needs.plan.outputs.lane) }}";
  const files = fileOf(runsOn, "pull_request");

  test("is a warning, and told of beside ok", async () => {
    await using server = await startLane();
    const run = await guard(server, {}, { files });
    expectStatus(run, "ok");
    expect(places(run)).toEqual([`warning ${file}:4:5`]);
    expect(run.stdout).toContain(
      "ok, 1 job could ask for anything, judged by the workflows alone (no job asks for the lane for certain)",
    );
    expect(run.summary).toContain("✅ ok, 1 job could ask for anything");
    expect(run.summary).toContain("#### Jobs that could ask for anything");
    expect(run.summary).toContain("needs.plan.outputs.lane");
    expect(reportOf(run)).toMatchObject({
      unresolved: [
        { workflow: file, job: "deploy", line: 4, text: runsOn, dependsOn: ["needs.plan.outputs.lane"] },
      ],
    });
  });

  test("fails the step with on-unresolved: fail, whatever on-unknown says", async () => {
    await using server = await startLane();
    const run = await guard(server, { "on-unresolved": "fail", "on-unknown": "warn" }, { files });
    const message = expectStatus(run, "unresolved");
    expect(message).toContain(
      `${file}:4: write out the runs-on of the job "deploy", or settle it in resolved`,
    );
    expect(run.summary).toContain("❔ unresolved, 1 job could ask for anything");
  });

  test("is settled by a line, also to be the lane", async () => {
    await using server = await startLane();
    const away = await guard(
      server,
      { "on-unresolved": "fail", resolved: "release.yml:deploy = linux, arm64 + large" },
      { files },
    );
    expectStatus(away, "ok");
    expect(away.stdout).not.toContain("could ask for anything");
    const onto = await guard(
      server,
      { resolved: "# a comment\nrelease.yml:deploy = linux, publish" },
      { files },
    );
    expect(expectStatus(onto, "violation")).toContain("pull_request can start it");
  });

  test.each<[string, string, RegExp]>([
    [
      "that is no longer there",
      "release.yml:deplay = linux",
      /there is no such job, and the nearest are "release\.yml:deploy"/,
    ],
    ["of another workflow", "build.yml:deploy = linux", /there is no such job/],
    ["for what cannot be so", "other.yml:deploy = linux", /"linux" is nothing that ".*" can come to/],
    [
      "that leaves nothing open",
      "known.yml:deploy = linux",
      /asks for nothing that could be the lane and that only a run can tell/,
    ],
  ])("a line for a job %s is an error", async (_, resolved, expected) => {
    await using server = await startLane();
    const others = {
      [`${folder}/other.yml`]: workflow(`"pub\${{ vars.REST }}"`),
      [`${folder}/known.yml`]: workflow("linux"),
    };
    const run = await guard(server, { resolved }, { files: { ...files, ...others } });
    expect(run.exitCode).toBe(1);
    expect(run.outputs.status).toBeUndefined();
    const [error] = run.annotations.filter(({ level }) => level === "error");
    expect(error?.message).toMatch(/^input "resolved": ".*" does not fit any more: /);
    expect(error?.message).toMatch(expected);
  });

  test.each([
    "release.yml = linux",
    "release.yml:deploy",
    "release.yml:deploy =",
    "a/release.yml:deploy = x",
    "release.yml:deploy = ${{ vars.X }}",
    "release.yml:deploy = a,,b",
  ])("%s is no line", async (resolved) => {
    await using server = await startLane();
    const run = await guard(server, { resolved }, { files });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('input "resolved": ');
    expect(server.forge.log).toEqual([]);
  });

  test("has one line", async () => {
    await using server = await startLane();
    const run = await guard(
      server,
      { resolved: "release.yml:deploy = a\nrelease.yml:deploy = b" },
      { files },
    );
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('the job "release.yml:deploy" has two lines');
  });
});

describe("a job's if", () => {
  test.concurrent.each([
    "github.event_name == 'push'",
    "${{ github.event_name != 'pull_request' }}",
    "startsWith(github.ref, 'refs/tags/v')",
    "github.ref == 'refs/heads/main' && !cancelled()",
    "${{ always() && github.ref_type == 'tag' }}",
    "false",
  ])("%s keeps untrusted events away: a notice", async (condition) => {
    await using server = await startLane();
    const run = await guard(server, { mode: "static" }, { files: conditioned(condition) });
    expectStatus(run, "ok");
    expect(places(run)).toEqual([`notice ${file}:4:5`]);
    const [notice] = run.annotations;
    expect(notice?.message).toContain("keep the condition that keeps pull_request away");
    expect(run.summary).toMatch(/request &#40;kept away by if&#41;/);
  });

  test.concurrent.each([
    "github.event_name == 'pull_request'",
    "vars.DEPLOY == 'yes'",
    "github.repository == 'org/app'",
    "success() || failure()",
    "${{ github.event_name == 'push' }} && true",
    "github.event_name = 'push'",
    "needs.plan.outputs.deploy",
    "''",
  ])("%s may be true: a violation", async (condition) => {
    await using server = await startLane();
    const run = await guard(server, { mode: "static" }, { files: conditioned(condition) });
    expectStatus(run, "violation");
  });

  test("a pull request that is merged has the ref of its branch", async () => {
    await using server = await startLane();
    const on = (types: string) => `{ pull_request: { types: ${types} }, push: }`;
    for (const [types, status] of [
      ["[opened]", "ok"],
      ["[opened, closed]", "violation"],
      ["[labeled]", "violation"],
    ] as const) {
      const files = conditioned("github.ref == 'refs/heads/main'", on(types));
      expectStatus(await guard(server, { mode: "static" }, { files }), status);
    }
  });

  test("that of a job that calls counts for what it calls", async () => {
    await using server = await startLane();
    const caller = (condition: string) =>
      `on: [push, pull_request]\njobs:\n  call:\n    if: ${condition}\n    runs-on: linux\n    uses: ./${folder}/release.yml\n`;
    const files = (condition: string) => ({
      [`${folder}/ci.yml`]: caller(condition),
      [file]: workflow("publish", "workflow_call"),
    });
    const away = await guard(server, { mode: "static" }, { files: files("github.event_name == 'push'") });
    expectStatus(away, "ok");
    expect(places(away)).toEqual([`notice ${file}:4:5`]);
    const open = await guard(server, { mode: "static" }, { files: files("success()") });
    expectStatus(open, "violation");
  });
});
