import { describe, expect, test } from "vitest";
import { status as answer, lostAnswer, reset } from "../../support/forge/faults.ts";
import type { TokenKind } from "../../support/forge/runners.ts";
import type { ForgeProduct, ForgeRecord } from "../../support/forge/types.ts";
import type { RunResult } from "../../support/runner.ts";
import { endlessSecond, expectOneError } from "../step.ts";
import {
  expectStatus,
  folderOf,
  type GuardOptions,
  guard,
  type LaneInputs,
  type LaneServer,
  startLane,
  workflow,
} from "./lane.ts";

const jobToken = "token-of-the-job";
const [head, merged, pushed] = ["5".repeat(40), "6".repeat(40), "3".repeat(40)] as const;
const asked: LaneInputs = { "status-context": "lane-guard" };
const runs = { GITHUB_RUN_ID: "7042", GITHUB_RUN_NUMBER: "42" };
const target = { event: "pull_request_target", payload: { pull_request: { head: { sha: head } } } };

/** A forge with a runner of the lane, whose jobs have a token of their own. */
async function start(product: ForgeProduct, version: string, kind: TokenKind = "writer") {
  const server = await startLane(product, version === "" ? {} : { version });
  server.forge.runners.allow(jobToken, kind);
  const runner = server.forge.runners.add({ at: "org/app", labels: ["publish"] });
  server.app.objects.commit(head, { [`${folderOf[product]}/release.yml`]: workflow("publish") });
  return { server, runner };
}

function judge(server: LaneServer, inputs: LaneInputs = {}, { env, ...options }: GuardOptions = {}) {
  return guard(
    server,
    { ...asked, ...inputs },
    { ...target, jobToken, ...options, env: { ...runs, ...env } },
  );
}

const statusesOf = ({ app }: LaneServer) => app.statuses.map(({ sha, status }) => `${status} ${sha}`);
const onAnyStatus = (record: ForgeRecord) =>
  onStatuses(record) || /\/commits\/[35]{40}\/statuses$/.test(record.path);
const onStatuses = ({ method, path }: ForgeRecord) => method === "POST" && path.includes("/statuses/");

const setsTo = (state: string) => (record: ForgeRecord) =>
  onStatuses(record) && (record.body as { state: string }).state === state;

type OnSpawn = NonNullable<GuardOptions["onSpawn"]>;

/** Starts a run and stops its process when its success is on the way to the server, where it never arrives. */
async function heldBack(server: LaneServer, start: (onSpawn: OnSpawn) => Promise<RunResult>) {
  const held = Promise.withResolvers<() => void>();
  const older = start((child) =>
    server.forge.faults.add({
      match: setsTo("success"),
      act() {
        child.kill("SIGSTOP");
        held.resolve(() => void child.kill("SIGCONT"));
        return "reset";
      },
    }),
  );
  return { older, goOn: await held.promise };
}

const forges: readonly [ForgeProduct, string][] = [
  ["gitea", "1.22.6"],
  ["gitea", "1.24.7"],
  ["gitea", "1.26.3"],
  ["forgejo", "15.0.3+gitea-1.22.0"],
  ["github", ""],
];

describe.concurrent.each(forges)("%s %s", (product, version) => {
  test("pending before anything else, then success, with the verdict and the run's page", async () => {
    const { server } = await start(product, version);
    await using _ = server;
    const run = await judge(server, version === "1.22.6" ? { "on-unknown": "warn" } : {});
    expectStatus(run, version === "1.22.6" ? "unknown" : "ok", { onUnknown: "warn" });
    expect(statusesOf(server)).toEqual([`pending ${head}`, `success ${head}`]);
    const page = `${server.serverUrl}/org/app/actions/runs`;
    for (const { context, target_url, creator } of server.app.statuses) {
      expect(context).toBe("lane-guard");
      expect(target_url).toBe(
        { gitea: `${page}/42?by_index=1`, forgejo: `${page}/42`, github: `${page}/7042` }[product],
      );
      expect(creator).toBe(product === "github" ? "github-actions[bot]" : null);
    }
    const [pending, last] = server.app.statuses;
    expect(pending?.description).toBe("the lane is being judged");
    expect(last?.description).toMatch(
      version === "1.22.6"
        ? /^unknown, but the merge may go on: make sure that a runner/
        : /^ok, judged by the list of/,
    );
    const [first, ...others] = server.forge.log;
    expect(first && onStatuses(first)).toBe(true);
    expect(others.findIndex(onStatuses)).toBe(others.length - 1);
    // The job's token sets and reads statuses and does nothing else; the other lists runners.
    for (const record of server.forge.log)
      expect(record.headers.authorization?.includes(jobToken)).toBe(onAnyStatus(record));
    expect(run.masks).toContain(jobToken);
    expect(run.stdout.replaceAll(/^::add-mask::.*$/gm, "") + run.summary).not.toContain(jobToken);
  });

  test("failure for another verdict, in 140 characters", async () => {
    const { server, runner } = await start(product, version);
    await using _ = server;
    runner.states.splice(0, 1, "offline");
    const run = await judge(server);
    const message = expectStatus(run, version === "1.22.6" ? "unknown" : "no-runner");
    expect(statusesOf(server)).toEqual([`pending ${head}`, `failure ${head}`]);
    const { description = "" } = server.app.statuses[1] ?? {};
    expect([...description].length).toBeLessThanOrEqual(140);
    expect(message.startsWith(description.replace(/…$/, ""))).toBe(true);
  });

  test("a token that may not set it: one sentence with the way out, and nothing is judged", async () => {
    const { server } = await start(product, version, "reader");
    await using _ = server;
    const run = await judge(server);
    const error = expectOneError(run);
    expect(error).toMatch(
      /^the commit status "lane-guard" of org\/app cannot be set to pending at 5{40}: give the job the permission /,
    );
    expect(error).toContain(
      product === "github" ? "statuses: write, and run it on pull_request_target" : "input status-token",
    );
    expect(run.outputs).toEqual({});
    expect(statusesOf(server)).toEqual([]);
    expect(server.forge.log.every(onStatuses)).toBe(true);
    // What the server names as the way out is one.
    server.forge.runners.allow("token-of-a-user", "owner");
    await judge(server, { "status-token": "token-of-a-user" });
    expect(statusesOf(server)[0]).toBe(`pending ${head}`);
  });

  test("an older run that ends later makes nothing green that a newer one has found red", async () => {
    const { server, runner } = await start(product, version);
    await using _ = server;
    const passing: LaneInputs = version === "1.22.6" ? { "on-unknown": "warn" } : {};
    const { older, goOn } = await heldBack(server, (onSpawn) => judge(server, passing, { onSpawn }));
    runner.states.splice(0, 1, "offline");
    expectStatus(await judge(server), version === "1.22.6" ? "unknown" : "no-runner");
    goOn();
    const run = await older;
    expect(run.exitCode).toBe(1);
    expect(run.annotations.at(-1)?.message).toMatch(
      /^another run is judging this commit now; go by its verdict: the commit status "lane-guard" of org\/app is "failure" at 5{40}, see "/,
    );
    expect(statusesOf(server)).toEqual(["pending", "pending", "failure"].map((state) => `${state} ${head}`));
  });

  test("a rerun renews it, and the newest wins", async () => {
    const { server, runner } = await start(product, version);
    await using _ = server;
    if (version === "1.22.6") return;
    runner.states.splice(0, 1, "offline");
    expectStatus(await judge(server), "no-runner");
    runner.states.splice(0, 1, "idle");
    expectStatus(await judge(server), "ok");
    expect(server.app.latestStatuses(head)).toMatchObject([{ context: "lane-guard", status: "success" }]);
  });
});

describe.concurrent("the commit", () => {
  const payloads = { pull_request: { head: { sha: head } }, merge_group: { head_sha: merged } };
  test.each([
    ["pull_request", head],
    ["pull_request_review_approved", head],
    ["merge_group", merged],
    ["push", pushed],
    ["workflow_dispatch", pushed],
  ])("of %s", async (event, commit) => {
    for (const product of ["gitea", "github"] as const) {
      const { server } = await start(product, "");
      await using _ = server;
      expectStatus(await judge(server, {}, { event, payload: payloads }), "ok");
      expect(statusesOf(server)).toEqual([`pending ${commit}`, `success ${commit}`]);
    }
  });

  test("is another's where the event does not tell, and is not guessed", async () => {
    const { server } = await start("gitea", "");
    await using _ = server;
    for (const event of ["pull_request", "merge_group"])
      expect(expectOneError(await judge(server, {}, { event, payload: {} }))).toBe(
        `input "status-context": found the event "${event}" without a commit to set the status at; expected an event that a forge wrote`,
      );
    expect(server.forge.log).toEqual([]);
  });

  test("is on the server that the run itself names, also where server-url knows a better address", async () => {
    const { server } = await start("gitea", "");
    await using _ = server;
    const inputs = { "server-url": server.serverUrl };
    const run = await judge(server, inputs, { env: { GITHUB_SERVER_URL: "http://127.0.0.1:9" } });
    expect(run.exitCode).toBe(1);
    expect(JSON.stringify(server.forge.log.map(({ headers }) => headers))).not.toContain(jobToken);
  });

  test("is the run's own, whatever repository and server are judged", async () => {
    const { server } = await start("gitea", "");
    await using _ = server;
    const { server: other } = await start("gitea", "");
    await using __ = other;
    other.forge.repository("org/other");
    const inputs = { "server-url": other.serverUrl, repository: "org/other" };
    await judge(server, inputs, { event: "push" });
    expect(statusesOf(server)[0]).toBe(`pending ${pushed}`);
    expect(other.app.statuses).toEqual([]);
    expect(JSON.stringify(other.forge.log.map(({ headers }) => headers))).not.toContain(jobToken);
  });
});

describe.concurrent("what goes wrong", () => {
  test("without the input nothing is set, and the job's token is not looked at", async () => {
    const { server } = await start("gitea", "");
    await using _ = server;
    const run = await judge(server, { "status-context": "" });
    expectStatus(run, "ok");
    expect(statusesOf(server)).toEqual([]);
    expect(run.masks).not.toContain(jobToken);
  });

  test("mode: static asks the server for nothing but the status", async () => {
    const { server } = await start("gitea", "");
    await using _ = server;
    const run = await judge(server, { mode: "static", token: "" }, { event: "push" });
    expect(run.outputs.status).toBe("ok");
    expect(statusesOf(server)).toEqual([`pending ${pushed}`, `success ${pushed}`]);
    expect(server.forge.log.every(onAnyStatus)).toBe(true);
  });

  test.each<[string, LaneInputs, GuardOptions, RegExp]>([
    ["a heartbeat", { mode: "beat" }, { event: "push" }, /"lane-guard" is for a verdict, and mode: beat/],
    ["no token", {}, { jobToken: "" }, /is given, but the input "status-token" is empty/],
    ["no context", { "status-context": "a\tb" }, {}, /is not the context of a commit status/],
    ["no server", {}, { env: { GITHUB_SERVER_URL: "" } }, /no server is given/],
  ])("%s is a mistake", async (_, inputs, options, expected) => {
    const { server } = await start("gitea", "");
    await using __ = server;
    const run = await judge(server, { "server-url": server.serverUrl, ...inputs }, options);
    const error = expectOneError(run);
    expect(error).toMatch(/^input "status-context": /);
    expect(error).toMatch(expected);
    expect(server.forge.log).toEqual([]);
  });

  test("an error on the way to a verdict is a failure", async () => {
    const { server } = await start("gitea", "");
    await using _ = server;
    const run = await judge(server, { mode: "static" });
    expect(expectOneError(run)).toMatch(/^input "mode": "static" reads the workspace/);
    expect(server.app.statuses).toMatchObject([
      { status: "pending" },
      {
        status: "failure",
        description: expect.stringMatching(/^input "mode": "static" reads the workspace/),
      },
    ]);
  });

  test("a server that hiccups is asked again", async () => {
    const { server } = await start("gitea", "");
    await using _ = server;
    for (const act of [answer(502), reset()]) server.forge.faults.add({ match: onStatuses, act });
    expectStatus(await judge(server), "ok");
    expect(statusesOf(server)).toEqual([`pending ${head}`, `success ${head}`]);
  });

  test("a success that cannot be told fails the step, and the status stays pending", async () => {
    const { server } = await start("gitea", "");
    await using _ = server;
    server.forge.faults.add({ match: setsTo("success"), times: 100, act: answer(404) });
    const run = await judge(server);
    expect(run.exitCode).toBe(1);
    expect(run.annotations.at(-1)?.message).toMatch(
      /^the commit status .* cannot be set to success at 5{40}: POST/,
    );
    expect(statusesOf(server)).toEqual([`pending ${head}`]);
  });

  test("a pending that cannot be set leaves what an earlier run has set", async () => {
    const { server } = await start("gitea", "");
    await using _ = server;
    expectStatus(await judge(server), "ok");
    server.forge.faults.add({ match: onStatuses, times: 100, act: answer(403) });
    expect(expectOneError(await judge(server))).toMatch(/ cannot be set to pending at 5{40}: /);
    expect(statusesOf(server)).toEqual([`pending ${head}`, `success ${head}`]);
  });

  test("a success whose answer is lost is no other run's", async () => {
    const { server } = await start("gitea", "");
    await using _ = server;
    server.forge.faults.add({ match: setsTo("success"), act: lostAnswer() });
    expectStatus(await judge(server), "ok");
    expect(statusesOf(server)).toEqual(["pending", "success", "success"].map((state) => `${state} ${head}`));
  });

  test("what another run has begun to judge is not called a success", async () => {
    const { server } = await start("gitea", "");
    await using _ = server;
    server.forge.faults.add({
      match: ({ path }) => path.endsWith("/actions/runners"),
      act(_request, next) {
        const first = server.app.statuses[0];
        if (first) server.app.statuses.push({ ...first, target_url: "" });
        return next();
      },
    });
    const run = await judge(server);
    expect(run.exitCode).toBe(1);
    expect(run.annotations.at(-1)?.message).toMatch(
      /^another run is judging .* is "pending" at 5{40}, and is left/,
    );
    expect(statusesOf(server)).toEqual([`pending ${head}`, `pending ${head}`]);
  });

  test("statuses that cannot be read let nothing be called a success", async () => {
    const { server } = await start("gitea", "");
    await using _ = server;
    const match = (record: ForgeRecord) => onAnyStatus(record) && record.method === "GET";
    server.forge.faults.add({ match, times: 100, act: answer(502) });
    const run = await judge(server);
    expect(run.exitCode).toBe(1);
    expect(run.annotations.at(-1)?.message).toMatch(
      /it is not known whether another run is judging it now: GET /,
    );
    expect(statusesOf(server)).toEqual([`pending ${head}`]);
  });

  test("a failure that cannot be told is told beside what failed", async () => {
    const { server, runner } = await start("gitea", "");
    await using _ = server;
    runner.states.splice(0, 1, "offline");
    server.forge.faults.add({ match: setsTo("failure"), times: 100, act: answer(404) });
    const run = await judge(server);
    expect(expectStatus(run, "no-runner")).toMatch(
      /^start a runner .*; the commit status .* cannot be set to failure/,
    );
    expect(statusesOf(server)).toEqual([`pending ${head}`]);
  });

  test.each(["SIGTERM", "SIGINT", "SIGKILL"] as const)("%s leaves it pending", async (signal) => {
    const { server, runner } = await start("gitea", "");
    await using _ = server;
    runner.states.splice(0, 1, "offline");
    let kill = (): void => {};
    server.forge.faults.add({
      match: ({ path }) => path.endsWith("/actions/runners"),
      act(_request, next) {
        kill();
        return next();
      },
    });
    const onSpawn = (child: { kill(signal: NodeJS.Signals): boolean }) => {
      kill = () => void child.kill(signal);
    };
    const run = await judge(server, { "wait-timeout": "10m" }, { ...endlessSecond, onSpawn });
    expect(run.exitCode).not.toBe(0);
    expect(statusesOf(server)).toEqual([`pending ${head}`]);
  });
});
