import { readdir, readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { faults, startGitServer } from "../../support/git-server/index.ts";
import { endlessSecond, expectOneError, expectSuccess } from "../step.ts";
import {
  cascade,
  folder,
  onPush,
  pushes,
  reportOf,
  reportsOf,
  template,
  workflow,
  workflowPath,
} from "./cascade.ts";

const unstarted = { [workflowPath]: workflow.replace("on: push", "on: {push: {tags: ['v*']}}") };
const unwired = { [workflowPath]: workflow.replace(".runtime-version", "VERSION") };
const keys = [
  "template",
  "state",
  "branch",
  "from",
  "to",
  "commit",
  "pullRequest",
  "attempts",
  "seconds",
  "run",
  "wave",
  "error",
];

/** The groups of a log: title and lines, in the order they came. */
function groupsOf(stdout: string): { title: string; lines: string[] }[] {
  const groups: { title: string; lines: string[] }[] = [];
  let open = false;
  for (const line of stdout.split("\n")) {
    const [, title] = /^::group::(.*)$/.exec(line) ?? [];
    if (title !== undefined) {
      expect(open, "a group within a group").toBe(false);
      open = true;
      groups.push({ title, lines: [] });
    } else if (line === "::endgroup::") open = false;
    else if (open) groups.at(-1)?.lines.push(line);
  }
  expect(open).toBe(false);
  return groups;
}

test("all states of one run: log, table, summary, outputs, json", async () => {
  await using server = await startGitServer();
  const names = [
    "updated",
    "unchanged",
    "superseded",
    "skipped",
    "unwired",
    "unstarted",
    "failed",
    "missing",
    "empty",
  ];
  const updated = await template(server, "org/updated");
  await template(server, "org/unchanged", { version: "1.1.0\n" });
  await template(server, "org/superseded", { version: "3.0.0\n" });
  await server.repository("org/skipped", { files: { ".runtime-version": "1.0.0\n" } });
  await template(server, "org/unwired", { files: unwired });
  await template(server, "org/unstarted", { files: unstarted });
  await template(server, "org/failed", { version: { symlink: "Dockerfile" } });
  await server.repository("org/empty");
  const templates = names.map((name) => `org/${name}`).join("\n");
  const run = await cascade(server, { templates, "on-newer": "skip" });
  const error = expectOneError(run);
  expect(error).toMatch(
    /^4 of 9 templates failed: org\/unwired: .*; org\/unstarted: .*; org\/failed: .*; org\/missing: /,
  );

  const head = await updated.head();
  expect(run.outputs).toEqual({
    updated: "org/updated",
    unchanged: "org/unchanged",
    superseded: "org/superseded",
    skipped: "org/skipped\norg/empty",
    failed: "org/unwired\norg/unstarted\norg/failed\norg/missing",
    held: "",
    json: run.outputs.json,
  });
  const reports = reportsOf(run);
  for (const report of reports) {
    expect(Object.keys(report)).toEqual(keys);
    expect(report.seconds).toBeGreaterThanOrEqual(0);
    expect(report).toMatchObject({ to: "1.1.0", pullRequest: null, run: null });
  }
  const of = (state: string, branch: string | null, from: string | null) => ({ state, branch, from });
  expect(reports).toMatchObject([
    { ...of("updated", "main", "1.0.0"), commit: head, attempts: 1, error: null },
    { ...of("unchanged", "main", "1.1.0"), commit: null, attempts: 0, error: null },
    { ...of("superseded", "main", "3.0.0"), commit: null, error: expect.any(String) },
    { ...of("skipped", "main", "1.0.0"), commit: null, error: expect.any(String) },
    { ...of("unwired", "main", "1.0.0"), commit: null, error: expect.any(String) },
    { ...of("unstarted", "main", "1.0.0"), commit: null, error: expect.any(String) },
    { ...of("failed", "main", null), commit: null, error: expect.any(String) },
    { ...of("failed", null, null), commit: null, error: expect.any(String) },
    { ...of("skipped", null, null), commit: null, error: expect.any(String) },
  ]);

  const groups = groupsOf(run.stdout);
  expect(groups.map(({ title }) => title.split(":")[0]).sort()).toEqual(templates.split("\n").sort());
  const group = groups.find(({ title }) => title.startsWith("org/updated:"));
  expect(group?.title).toBe("org/updated: updated, 1.0.0 → 1.1.0");
  expect(group?.lines.at(-1)).toBe(`pushed ${head}`);
  // The table is the last thing in the log, before the one annotation; failures come first.
  const afterGroups = run.stdout.slice(run.stdout.lastIndexOf("::endgroup::\n") + "::endgroup::\n".length);
  const rows = afterGroups
    .trim()
    .split("\n")
    .filter((line) => !line.startsWith("::"));
  expect(rows[0]).toMatch(/^template +from → to +state +commit +attempts +seconds$/);
  expect(rows.filter((row) => row.includes("org/")).map((row) => /org\/(\w+)/.exec(row)?.[1])).toEqual([
    "unwired",
    "unstarted",
    "failed",
    "missing",
    "updated",
    "unchanged",
    "superseded",
    "skipped",
    "empty",
  ]);
  expect(rows.find((row) => row.includes("org/updated"))).toContain(
    `${server.url}/org/updated/commit/${head}`,
  );
  expect(afterGroups.trim().split("\n").at(-1)).toMatch(/^::error::4 of 9/);

  expect(run.summary).toContain("### Cascade: 5 of 9 templates");
  const summaryRows = run.summary.split("\n").filter((line) => /^\| (✅|⏭️|❌|⚠️) \|/u.test(line));
  expect(summaryRows).toHaveLength(9);
  expect(summaryRows.slice(0, 4).every((row) => row.startsWith("| ❌"))).toBe(true);
  expect(run.summary).toContain(`/org/updated/commit/${head}">${head?.slice(0, 10)}</a>`);
});

test("groups come whole and in the order in which templates finish", async () => {
  await using server = await startGitServer();
  const names = ["org/slow", "org/middle", "org/fast"];
  for (const name of names) await template(server, name);
  const gates = new Map(names.map((name) => [name, Promise.withResolvers<void>()]));
  // Each push is held until the one that is to come before it was answered.
  for (const name of ["org/slow", "org/middle"])
    server.faults.add({
      match: { repository: name, ...onPush },
      act: faults.before(() => gates.get(name)?.promise),
    });
  const running = cascade(
    server,
    { templates: names.join("\n"), concurrency: "3" },
    {
      onSpawn: (child) => {
        child.stdout?.on("data", (text: string) => {
          if (text.includes("::group::org/fast")) gates.get("org/middle")?.resolve();
          if (text.includes("::group::org/middle")) gates.get("org/slow")?.resolve();
        });
      },
    },
  );
  const run = await running;
  expectSuccess(run);
  expect(groupsOf(run.stdout).map(({ title }) => title.split(":")[0])).toEqual([...names].reverse());
  expect(run.outputs.updated).toBe(names.join("\n"));
});

test("a version of a template that looks like a command is not obeyed, nor Markdown", async () => {
  await using server = await startGitServer();
  await template(server, "org/app", { version: "::error::x | <b>`1` ##[error]y\n" });
  const run = await cascade(server);
  expectSuccess(run);
  expect(run.annotations).toEqual([]);
  expect(run.log).not.toMatch(/^\s*::|##\[/m);
  expect(run.summary).not.toContain("<b>");
});

/** Whether any process's arguments or environment hold a text. */
async function processesWith(text: string, except: number | undefined): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid) || pid === String(except)) continue;
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (line.includes(text)) found.push(line.replaceAll("\0", " "));
  }
  return found;
}

describe.concurrent("cancelled while the server hangs", () => {
  test.each([
    ["in the clone", { service: "upload-pack", phase: "refs" }],
    ["in the transfer", { service: "upload-pack", phase: "rpc" }],
    ["when the push begins", { service: "receive-pack", phase: "refs" }],
    ["in the push", onPush],
  ] as const)("%s: ends at once, and leaves nothing", async (_, match) => {
    await using server = await startGitServer();
    await using made = await folder();
    const app = await template(server);
    await template(server, "org/waiting");
    const head = await app.head();
    let cancel = () => {};
    server.faults.add({
      match: { repository: "org/app", ...match },
      times: Infinity,
      act: {
        name: "hang, and cancel",
        run: () => {
          setTimeout(() => cancel(), 50);
          return "hang";
        },
      },
    });
    let pid: number | undefined;
    const run = await cascade(
      server,
      { templates: "org/app\norg/waiting", concurrency: "1" },
      {
        ...endlessSecond,
        env: { RUNNER_TEMP: made.path },
        onSpawn: (child) => {
          pid = child.pid;
          cancel = () => void child.kill("SIGTERM");
        },
      },
    );
    expect(expectOneError(run, 143)).toMatch(/^cancelled by SIGTERM/);
    expect(await processesWith(new URL(server.url).host, pid)).toEqual([]);
    expect(await readdir(made.path)).toEqual([]);
    await server.settled();
    expect(await app.head()).toBe(head);
    expect(server.requests.some(({ repository }) => repository === "org/waiting")).toBe(false);
    // Also what it had not begun is accounted for.
    expect(reportsOf(run).map(({ state }) => state)).toEqual(["failed", "failed"]);
    expect(run.outputs.failed).toBe("org/app\norg/waiting");
  });
});

test("a second run with the same version makes no commit and no push", async () => {
  await using server = await startGitServer();
  const one = await template(server, "org/one");
  const two = await template(server, "org/two", { branch: "trunk" });
  expectSuccess(await cascade(server, { templates: "org/one\norg/two" }));
  const heads = [await one.head(), await two.head()];
  server.clearRequests();
  const again = await cascade(server, { templates: "org/one\norg/two" });
  expectSuccess(again);
  expect(again.outputs).toMatchObject({ updated: "", unchanged: "org/one\norg/two" });
  expect([await one.head(), await two.head()]).toEqual(heads);
  expect(pushes(server)).toEqual([]);
});

describe.concurrent("what a server says", () => {
  const packet = (text: string) => `${(text.length + 4).toString(16).padStart(4, "0")}${text}`;

  test.each([
    ["a long word", "A".repeat(60_000)],
    ["a long sentence", "please go away ".repeat(4000)],
    ["control characters", "\u001b[2J\u202e\u2066\u0007".repeat(9000)],
  ])("in refusal, %s, is bounded wherever it is shown", async (_, words) => {
    await using server = await startGitServer();
    await template(server);
    const text = Buffer.from(words).subarray(0, 60_000).toString("latin1");
    server.faults.add({
      match: { phase: "refs" },
      times: Infinity,
      act: {
        name: "refusal in git's protocol",
        run: () => ({
          status: 200,
          headers: { "content-type": "application/x-git-upload-pack-advertisement" },
          body: Buffer.from(
            `${packet("# service=git-upload-pack\n")}0000${packet(`ERR ${text}\n`)}`,
            "latin1",
          ),
        }),
      },
    });
    const run = await cascade(server);
    const message = expectOneError(run);
    expect(message).toMatch(/^org\/app: git clone failed: remote error: /);
    expect(message.length).toBeLessThan(500);
    expect(reportOf(run).error?.length).toBeLessThan(500);
    expect(run.summary.length).toBeLessThan(3000);
    expect(run.stdout.length).toBeLessThan(5000);
    // What people read; the runner itself shows the annotations.
    expect(run.log).not.toMatch(/[^\P{Cc}\n\t]|\p{Bidi_C}/u);
  });
});
