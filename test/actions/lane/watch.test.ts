import { describe, expect, test } from "vitest";
import { now, startLane } from "./lane.ts";
import { expectWatched, minutes, requestsOf, waitingIn, watch, watchable } from "./watch-kit.ts";

const publish = { labels: ["publish"] };
const own = { at: "org/app", ...publish };

describe.concurrent.each(watchable)("%s %s", (product, version) => {
  const start = () => startLane(product, version === "" ? {} : { version });
  const tellsTime = product !== "forgejo" || version.startsWith("16");
  const tellsRun = tellsTime;

  test("ok: no job waits, and no runner is asked for", async () => {
    await using server = await start();
    server.forge.jobs.add({ labels: ["linux"] });
    server.forge.jobs.add({ ...publish, status: "running" });
    server.forge.jobs.add({ ...publish, status: "blocked" });
    server.forge.jobs.add({ ...publish, at: "org/other" });
    const run = await watch(server);
    expectWatched(run, "ok");
    expect(waitingIn(run)).toEqual([]);
    expect(requestsOf(server).join()).not.toMatch(/actions\/runners(\?|$)/m);
    expect(run.log).toMatch(/^ok: no job waits for the lane; judged by the waiting jobs of the repository/m);
    expect(run.summary).toContain("✅ ok");
    if (product !== "github") expect(server.forge.log).toHaveLength(1);
  });

  test("ok: a job waits that a free runner has yet to take", async () => {
    await using server = await start();
    server.forge.jobs.add(publish);
    server.forge.runners.add(own);
    const run = await watch(server);
    expectWatched(run, "ok");
    expect(waitingIn(run)).toHaveLength(1);
  });

  test("busy: jobs wait for less than max-wait, and all runners are taken", async () => {
    await using server = await start();
    server.forge.jobs.add({ ...publish, name: "second", created: now - minutes(2) });
    server.forge.jobs.add({ ...publish, name: "first", created: now - minutes(14) });
    server.forge.runners.add({ ...own, states: ["active"] });
    const run = await watch(server);
    expectWatched(run, "busy");
    expect(run.annotations).toEqual([]);
    expect(run.log).toContain(
      tellsTime ? "busy: 2 jobs wait for the lane, the oldest for 14 min" : "busy: 2 jobs wait for the lane;",
    );
    const order = tellsTime ? ["first", "second"] : ["second", "first"];
    expect(waitingIn(run).map(({ job }) => job)).toEqual(order);
    expect(run.summary).toContain("⏳ busy");
  });

  test("busy: a warning once a job has waited for longer than max-wait", async () => {
    await using server = await start();
    server.forge.jobs.add({ ...publish, created: now - minutes(16) });
    server.forge.runners.add({ ...own, states: ["active"] });
    const warning = expectWatched(await watch(server), "busy");
    if (!tellsTime) return expect(warning).toBe("");
    expect(warning).toMatch(
      /^start more runners of the lane, or look at those there are: 1 job has waited for more than 15 min \(max-wait\), all runners that have their labels are taken: deploy of release\.yml in org\/app for 16 min \(http:\S+\/org\/app\/actions\/\S+\); 1 job waits in all$/,
    );
    const later = await watch(server, { "max-wait": "1h" });
    expect(expectWatched(later, "busy")).toBe("");
    return undefined;
  });

  test("busy: a free runner does not take a job for longer than max-wait", async () => {
    await using server = await start();
    server.forge.jobs.add({ ...publish, created: now - minutes(16) });
    server.forge.runners.add(own);
    const run = await watch(server);
    if (!tellsTime) return expectWatched(run, "ok");
    expect(expectWatched(run, "busy")).toContain("though a runner that has their labels is free");
    return undefined;
  });

  test.each<[string, readonly string[], Parameters<typeof String>[0][], RegExp]>([
    ["no runner", ["publish"], [], /^start a runner with the label "publish": none is registered/],
    [
      "one that has but one of the labels",
      ["publish", "arm64"],
      [{ ...own }],
      /^start a runner with all of the labels "publish" and "arm64": none is registered/,
    ],
    ["one that is offline", ["publish"], [{ ...own, states: ["offline"] }], /runner-1 is offline/],
  ])("starved: a job that has only begun to wait, and %s", async (_, labels, runners, expected) => {
    await using server = await start();
    server.forge.jobs.add({ labels, created: now });
    for (const runner of runners) server.forge.runners.add(runner);
    const run = await watch(server);
    const message = expectWatched(run, "starved");
    expect(message).toMatch(expected);
    expect(message).toMatch(/\(waited for by deploy( of release\.yml)? in org\/app\)$/);
    expect(run.summary).toContain("❌ starved");
    expect(JSON.parse(run.outputs.json ?? "")).toMatchObject({
      status: "starved",
      waiting: [{ state: "starved" }],
      queue: { scope: "repository", name: "org/app", state: "read" },
    });
  });

  test("what is told of a job that waits", async () => {
    await using server = await start();
    const { id } = server.forge.jobs.add({ labels: ["publish", "linux"], created: now - minutes(3) });
    server.forge.runners.add({ at: "org/app", labels: ["publish", "linux", "x64"], states: ["active"] });
    const run = await watch(server);
    expectWatched(run, "busy");
    const since = `${new Date(now - minutes(3)).toISOString().slice(0, 19)}.000Z`;
    const [found] = waitingIn(run);
    expect(found).toEqual({
      repository: "org/app",
      workflow: tellsRun ? "release.yml" : null,
      job: "deploy",
      labels: ["publish", "linux"],
      since: tellsTime ? since : null,
      url: expect.stringMatching(
        new RegExp(`^${server.serverUrl}/org/app/actions${tellsRun ? `/runs/\\d+(/jobs?/(0|${id}))?` : ""}$`),
      ),
    });
    expect(run.log).toMatch(
      new RegExp(`^org/app +${tellsRun ? "release.yml +" : ""}deploy +publish, linux .*busy +http`, "m"),
    );
    expect(run.summary).toContain("<code>publish, linux</code>");
    expect(JSON.parse(run.outputs.runners ?? "")).toMatchObject([{ name: "runner-1", busy: true }]);
  });

  test("unknown: the jobs cannot be listed", async () => {
    await using server = await start();
    server.app.hidden = true;
    const run = await watch(server);
    expect(expectWatched(run, "unknown")).toMatch(
      /^make sure that all waiting jobs of the repository org\/app can be listed: GET .*HTTP 404/,
    );
    const warned = await watch(server, { "on-unknown": "warn" });
    expectWatched(warned, "unknown", { onUnknown: "warn" });
    expect(warned.annotations).toMatchObject([{ level: "warning" }]);
    expect(waitingIn(warned)).toEqual([]);
    expect(warned.log).toMatch(/^unknown: no job that could be read waits for the lane; judged by no whole/m);
  });

  test("unknown: the runners cannot be listed", async () => {
    await using server = await start();
    server.forge.jobs.add(publish);
    for (const path of ["/repos/org/app/actions/runners", "/orgs/org/actions/runners"])
      server.forge.faults.add({
        match: (request) => request.path === path,
        times: 100,
        act: () => ({ status: 403, json: { message: "no" } }),
      });
    const run = await watch(server);
    expect(expectWatched(run, "unknown")).toMatch(
      /^make sure that a runner with the label "publish" is online/,
    );
    expect(waitingIn(run)).toHaveLength(1);
  });

  test("unknown: a server that never answers properly", async () => {
    await using server = await start();
    server.forge.faults.add({ times: 1_000, act: () => ({ status: 200, json: { hello: "world" } }) });
    expect(expectWatched(await watch(server), "unknown")).toMatch(/the answer is not a list of (jobs|runs)/);
  });
});

describe.concurrent("a label in another case", () => {
  test.each([
    ["gitea", "ok"],
    ["forgejo", "ok"],
    ["github", "starved"],
  ] as const)("%s", async (product, status) => {
    await using server = await startLane(product);
    server.forge.jobs.add({ labels: ["Publish"] });
    expectWatched(await watch(server), status);
  });
});
