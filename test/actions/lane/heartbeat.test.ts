import { describe, expect, test } from "vitest";
import { status } from "../../support/forge/faults.ts";
import type { OtherStatus } from "../../support/forge/repository.ts";
import { expectOneError } from "../step.ts";
import {
  expectStatus,
  folderOf,
  guard,
  type LaneServer,
  listing,
  now,
  reportOf,
  root,
  startLane,
  withoutList,
  workflow,
} from "./lane.ts";

const minutes = 60_000;
const ago = (ms: number) => new Date(now - ms);
const stamp = (date: Date) => date.toISOString().replace(/\.\d+Z$/, "Z");

/** A heartbeat as `mode: beat` leaves it, so many milliseconds ago. */
function addHeartbeat({ app }: LaneServer, ms: number, more: Partial<OtherStatus> = {}): void {
  const created_at = stamp(ago(ms));
  app.statuses.push({
    sha: root,
    context: "lane/publish",
    status: "success",
    target_url: "",
    description: `${created_at} pub-1`,
    created_at,
    ...more,
  });
}

const schedule = { event: "schedule" };
const forges = [...withoutList, ...listing];

describe.concurrent.each(withoutList)("%s %s, which has no list of runners", (product, version) => {
  const start = () => startLane(product, { version, kind: "writer" });

  test("a fresh heartbeat is ok, and the verdict says what it rests on", async () => {
    await using server = await start();
    addHeartbeat(server, 10 * minutes);
    const run = await guard(server);
    expectStatus(run, "ok");
    expect(reportOf(run).evidence).toBe(
      `no list of runners, and the heartbeats at commit ${root.slice(0, 10)}`,
    );
    expect(reportOf(run).jobs[0]?.why).toEqual([
      "the last heartbeat of the lane publish, by pub-1, is 10 min old",
    ]);
    expect(run.outputs.online).toBe("");
    expect(run.log).toContain("ok, judged by no list of runners, and the heartbeats at commit");
  });

  test("a stale one is no runner, and is waited for", async () => {
    await using server = await start();
    addHeartbeat(server, 31 * minutes);
    const run = await guard(server, { "wait-timeout": "3s" });
    expect(expectStatus(run, "no-runner")).toMatch(
      /^start a runner with the label "publish": the last heartbeat of the lane publish, by pub-1, is 31 min old, more than 30 min/,
    );
    expect(run.log).toContain("waiting for it");
    expectStatus(await guard(server, { "heartbeat-max-age": "1h" }), "ok");
  });

  test("none is unknown", async () => {
    await using server = await start();
    const run = await guard(server);
    expect(expectStatus(run, "unknown")).toContain("no heartbeat of the lane publish is known");
  });
});

describe.concurrent("what is no heartbeat", () => {
  test.each<[string, Partial<OtherStatus>]>([
    ["a person's", { creator: "mallory" }],
    ["one that claims a time to come", { description: `${stamp(ago(-60 * minutes))} pub-1` }],
    ["one that claims no time", { description: "pub-1 is fine" }],
    ["one of another commit", { sha: "3".repeat(40) }],
    ["one of another lane", { context: "lane/publish-2" }],
    ["one of another case", { context: "lane/Publish" }],
    ["a failure", { status: "failure" }],
  ])("%s", async (_, more) => {
    await using server = await startLane("gitea", { version: "1.22.6", kind: "writer" });
    addHeartbeat(server, minutes, more);
    expectStatus(await guard(server), "unknown");
    // And it does not hide the true one below it.
    server.app.statuses.reverse();
    addHeartbeat(server, 20 * minutes);
    server.app.statuses.reverse();
    expectStatus(await guard(server), "ok");
  });

  test("on GitHub one that a person set, or nobody did", async () => {
    await using server = await startLane("github", { kind: "writer" });
    for (const creator of ["mallory", null]) addHeartbeat(server, minutes, { creator });
    expectStatus(await guard(server), "unknown");
    addHeartbeat(server, minutes, { creator: "github-actions[bot]" });
    expectStatus(await guard(server), "ok");
  });

  test("the text does not make it younger", async () => {
    await using server = await startLane("gitea", { version: "1.22.6" });
    addHeartbeat(server, 60 * minutes, { description: `${stamp(ago(90 * minutes))} pub-1` });
    expect(expectStatus(await guard(server), "no-runner")).toContain("is 60 min old");
  });

  test("its age is told by the server's clock, not by the runner's", async () => {
    await using server = await startLane("gitea", { version: "1.22.6" });
    server.forge.now = () => now + 60 * minutes;
    addHeartbeat(server, minutes);
    expect(expectStatus(await guard(server), "no-runner")).toContain("is 61 min old");
  });
});

describe.concurrent("what heartbeats tell", () => {
  const files = { ".gitea/workflows/a.yml": workflow("[publish, linux]") };
  const start = () => startLane("gitea", { version: "1.22.6" });

  test("all labels of a job need one, by the same runner", async () => {
    await using server = await start();
    addHeartbeat(server, minutes);
    expect(expectStatus(await guard(server, {}, { files }), "unknown")).toContain(
      "no heartbeat of the lane linux",
    );
    const other = { context: "lane/linux", description: `${stamp(ago(minutes))} pub-2` };
    addHeartbeat(server, minutes, other);
    expect(expectStatus(await guard(server, {}, { files }), "unknown")).toContain("by different runners");
    addHeartbeat(server, 0, { ...other, description: `${stamp(ago(minutes))} pub-1` });
    expectStatus(await guard(server, {}, { files }), "ok");
  });

  test("they cannot count", async () => {
    await using server = await start();
    addHeartbeat(server, minutes);
    const message = expectStatus(await guard(server, { "min-online": "2" }), "unknown");
    expect(message).toContain("does not tell how many runners there are");
  });

  test("they are not asked for where the list tells that there is no runner", async () => {
    await using server = await startLane("gitea");
    addHeartbeat(server, minutes);
    expectStatus(await guard(server), "no-runner");
    expect(server.forge.asked("GET", "/commits")).toEqual([]);
  });

  test("they tell where the instance is hidden", async () => {
    await using server = await startLane("gitea", { kind: "owner" });
    addHeartbeat(server, minutes);
    const run = await guard(server);
    expectStatus(run, "ok");
    expect(reportOf(run).evidence).toMatch(
      /^the list of runners of the repository org\/app and the owner org, and the heartbeats/,
    );
  });

  test("none can be left in a repository without commits", async () => {
    await using server = await start();
    server.app.objects.history.length = 0;
    expect(expectStatus(await guard(server), "unknown")).toContain(
      "there is no commit that could hold a heartbeat",
    );
  });

  test("a server that does not show them", async () => {
    await using server = await start();
    server.forge.faults.add({ match: ({ path }) => path.endsWith("/commits"), times: 100, act: status(403) });
    const message = expectStatus(await guard(server), "unknown");
    expect(message).toMatch(/has no list of runners.*; the heartbeats cannot be read either: .*HTTP 403/);
  });

  test("one that is left during the wait", async () => {
    await using server = await startLane("gitea", {
      version: "1.22.6",
      onRequest: ({ path }, forge) => {
        const asked = forge.asked("GET", "/statuses").length;
        if (path.endsWith("/statuses") && asked === 2) addHeartbeat(server, 0);
      },
    });
    addHeartbeat(server, 45 * minutes);
    expectStatus(await guard(server, { "wait-timeout": "4s" }), "ok");
  });
});

describe.concurrent.each(forges)("mode: beat on %s %s", (product, version) => {
  test("leaves a heartbeat at the first commit with the job's own token, which check then reads", async () => {
    await using server = await startLane(product, { ...(version !== "" && { version }), kind: "writer" });
    const run = await guard(server, { mode: "beat", labels: "publish, linux" }, { ...schedule, files: {} });
    expect(run.exitCode, run.stdout).toBe(0);
    expect(run.annotations).toEqual([]);
    expect(server.app.statuses).toMatchObject([
      {
        sha: root,
        context: "lane/publish",
        status: "success",
        description: expect.stringMatching(/Z pub-1$/),
      },
      { sha: root, context: "lane/linux" },
    ]);
    expect(run.log).toContain(`lane/publish at commit ${root}: pub-1, 20`);
    // The default branch moves on.
    server.app.objects.history.unshift("4".repeat(40));
    const files = { [`${folderOf[product]}/a.yml`]: workflow("[publish, linux]") };
    expectStatus(await guard(server, {}, { files }), "ok");
  });
});

describe.concurrent("mode: beat", () => {
  test.each(["pull_request", "pull_request_target", "issue_comment", ""])("not on %s", async (event) => {
    await using server = await startLane("gitea");
    const payload = { pull_request: { head: { sha: "5".repeat(40) } } };
    const run = await guard(server, { mode: "beat" }, { event, payload });
    expect(expectOneError(run)).toMatch(
      /^input "mode": "beat" is only for runs that a trusted event started/,
    );
    expect(server.forge.log).toEqual([]);
  });

  test("a person's token leaves none", async () => {
    await using server = await startLane("gitea", { kind: "owner" });
    const run = await guard(server, { mode: "beat" }, schedule);
    expect(expectOneError(run)).toMatch(/^give the input "token" the job's own token: .*the user "olive"/);
  });

  test("no token", async () => {
    await using server = await startLane("gitea");
    const run = await guard(server, { mode: "beat", token: "" }, schedule);
    expect(expectOneError(run)).toMatch(/^input "token": is required for mode: beat/);
  });

  test("a token that may not", async () => {
    await using server = await startLane("github", { kind: "reader" });
    const run = await guard(server, { mode: "beat" }, schedule);
    expect(expectOneError(run)).toMatch(
      /^let the job set commit statuses of org\/app: .*statuses: write; .*HTTP 403/,
    );
  });

  test("GitHub takes 1,000", async () => {
    await using server = await startLane("github", { kind: "writer" });
    for (let n = 0; n < 1_000; n++) addHeartbeat(server, minutes);
    const run = await guard(server, { mode: "beat" }, schedule);
    expect(expectOneError(run)).toMatch(/^leave heartbeats less often: GitHub stores 1,000/);
  });

  test("a repository without commits", async () => {
    await using server = await startLane("gitea", { kind: "writer" });
    server.app.objects.history.length = 0;
    const run = await guard(server, { mode: "beat" }, schedule);
    expect(expectOneError(run)).toBe("org/app has no commit on its default branch to leave a heartbeat at");
  });
});
