import { describe, expect, test } from "vitest";
import { status } from "../../support/forge/faults.ts";
import type { ForgeProduct } from "../../support/forge/types.ts";
import { now, startLane } from "./lane.ts";
import { expectWatched, minutes, requestsOf, waitingIn, watch, watchable } from "./watch-kit.ts";

const publish = { labels: ["publish"] };
const taken = { ...publish, at: "org/app", states: ["active" as const] };
const forges: readonly ForgeProduct[] = ["gitea", "forgejo", "github"];
const listsOfJobs = /\/actions\/(jobs|runners\/jobs|runs(\/\d+\/jobs)?)(\?|$)/;

describe.concurrent("requests", () => {
  test.each(watchable.filter(([product]) => product !== "github"))(
    "%s %s: 4 at most for a repository with 49 waiting jobs, wherever the runner is",
    async (product, version) => {
      for (const at of ["org/app", "org", "instance", "nowhere"]) {
        await using server = await startLane(product, { version });
        for (let n = 0; n < 49; n++) server.forge.jobs.add({ ...publish, run: 1 + (n % 7) });
        server.forge.runners.add({ ...taken, at });
        const run = await watch(server, { "on-unknown": "warn" });
        expect(waitingIn(run)).toHaveLength(49);
        expect(server.forge.log.length, requestsOf(server).join("\n")).toBeLessThanOrEqual(4);
      }
    },
  );

  test("Gitea: the owner's runners are asked for only where the others leave it open", async () => {
    await using server = await startLane("gitea");
    server.forge.jobs.add(publish);
    server.forge.runners.add(taken);
    expect(waitingIn(await watch(server))).toMatchObject([{ workflow: "release.yml" }]);
    expect(requestsOf(server).join()).not.toMatch(/orgs|sudo/);
    server.forge.runners.all.length = 0;
    server.forge.log.length = 0;
    const starved = await watch(server);
    expect(expectWatched(starved, "starved")).toMatch(
      /looked for in the lists of the repository org\/app, the owner org and the instance/,
    );
    expect(waitingIn(starved)).toMatchObject([{ workflow: "release.yml" }]);
    expect(requestsOf(server).join()).not.toMatch(/orgs|sudo/);
    server.forge.runners.add({ ...taken, at: "org" });
    server.forge.log.length = 0;
    expectWatched(await watch(server), "busy");
    expect(requestsOf(server).at(-1)).toContain("/user/actions/runners?sudo=org");
    expect(requestsOf(server)).toHaveLength(4);
  });

  test("Gitea: an owner whose list is not shown in their name is asked for as an organisation", async () => {
    await using server = await startLane("gitea");
    server.forge.runners.allow(server.forge.token, "admin", { lacks: ["user"] });
    server.forge.jobs.add(publish);
    server.forge.runners.add({ ...taken, at: "org" });
    expectWatched(await watch(server), "busy");
    expect(requestsOf(server).at(-1)).toContain("/orgs/org/actions/runners");
    server.forge.runners.users.add("org");
    server.forge.log.length = 0;
    await watch(server, { "on-unknown": "warn" });
    expect(requestsOf(server).filter((request) => request.includes("sudo"))).toHaveLength(1);
    expect(requestsOf(server).at(-1)).toContain("/orgs/org/actions/runners");
  });
});

describe.concurrent("long lists", () => {
  test.each(forges)("%s: 130 jobs wait, and the oldest comes first", async (product) => {
    await using server = await startLane(product);
    for (let n = 0; n < 130; n++)
      server.forge.jobs.add({ ...publish, run: 1, name: `job ${n}`, created: now - minutes(200 - n) });
    server.forge.runners.add(taken);
    const run = await watch(server, { "max-wait": "4h" });
    expectWatched(run, "busy");
    const names = waitingIn(run).map(({ job }) => job);
    expect(names).toEqual(Array.from({ length: 130 }, (_, n) => `job ${n}`));
    expect(run.log).toContain("30 more rows are left out here; the outputs have all of them.");
    expect(run.summary).toContain("30 more rows are left out here");
  });

  test("Gitea: more than 1,000 jobs are never all", async () => {
    await using server = await startLane("gitea");
    for (let n = 0; n < 1_001; n++) server.forge.jobs.add({ ...publish, run: 1 });
    server.forge.runners.add(taken);
    const run = await watch(server);
    expect(expectWatched(run, "unknown")).toContain("1001 jobs wait, of which 1000 at most are read");
    expect(waitingIn(run)).toHaveLength(1_000);
    server.forge.runners.all.length = 0;
    expectWatched(await watch(server), "starved");
  });

  test("GitHub: more runs than are looked into", async () => {
    await using server = await startLane("github");
    for (let n = 0; n < 101; n++) server.forge.jobs.add(publish);
    server.forge.runners.add(taken);
    const run = await watch(server);
    expect(expectWatched(run, "unknown")).toContain("1 more run was not looked into");
    expect(waitingIn(run)).toHaveLength(100);
  });

  test("GitHub: a run with more jobs than are read", async () => {
    await using server = await startLane("github");
    for (let n = 0; n < 1_010; n++)
      server.forge.jobs.add({ labels: [n < 1_005 ? "linux" : "publish"], run: 1 });
    expect(expectWatched(await watch(server), "unknown")).toContain("10 more jobs were not read");
  });

  test.each(["gitea", "github"] as const)("%s: a page without what it counts", async (product) => {
    await using server = await startLane(product);
    server.forge.jobs.add(publish);
    server.forge.faults.add({
      match: ({ path }) => /\/actions\/(runs|jobs)$/.test(path),
      times: 1_000,
      act: (_, next) => {
        const reply = next();
        return "json" in reply
          ? { ...reply, json: { ...(reply.json as object), workflow_runs: [], jobs: [] } }
          : reply;
      },
    });
    expect(expectWatched(await watch(server), "unknown")).toMatch(/1 (more run|of its jobs) was not /);
  });

  test.each([
    ["gitea", /\/actions\/jobs$/],
    ["github", /\/actions\/runs\/\d+\/jobs$/],
  ] as const)("%s: a page that fails leaves the others, and they are never all", async (product, path) => {
    await using server = await startLane(product);
    for (let n = 0; n < 130; n++) server.forge.jobs.add({ ...publish, run: 1 });
    server.forge.runners.add(taken);
    server.forge.faults.add({
      match: (request) => path.test(request.path) && request.query.get("page") === "2",
      times: 1_000,
      act: status(500, { message: "database is locked" }),
    });
    const run = await watch(server);
    expect(expectWatched(run, "unknown")).toMatch(/can be listed: GET .*HTTP 500 \(database is locked\)/);
    expect(waitingIn(run).length).toBeGreaterThan(40);
    expect(run.log).toMatch(/^unknown: at least \d+ jobs wait for the lane/m);
    server.forge.runners.all.length = 0;
    expectWatched(await watch(server), "starved");
  });

  test("Gitea: jobs that begin while the list is read", async () => {
    await using server = await startLane("gitea");
    for (let n = 0; n < 60; n++) server.forge.jobs.add({ ...publish, run: 1 });
    server.forge.runners.add(taken);
    // Those of the first page begin before the second is asked for, which moves the others up.
    server.forge.faults.add({
      match: ({ path, query }) => path.endsWith("/actions/jobs") && query.get("page") === "2",
      act: (_, next) => {
        for (const job of server.forge.jobs.all.slice(0, 20)) job.status = "running";
        return next();
      },
    });
    const run = await watch(server);
    expectWatched(run, "busy");
    expect(waitingIn(run).length).toBeGreaterThanOrEqual(40);
  });
});

describe.concurrent("older servers", () => {
  test.each([
    ["gitea", "1.22.6", "Gitea 1.22 has no list of waiting jobs; it came with Gitea 1.25"],
    ["gitea", "1.24.7", "Gitea 1.24 has no list of waiting jobs; it came with Gitea 1.25"],
    ["forgejo", "10.0.3+gitea-1.22.0", "Forgejo 10.0 has no list of waiting jobs; it came with Forgejo 11"],
  ] as const)("%s %s have no list of waiting jobs", async (product, version, expected) => {
    await using server = await startLane(product, { version });
    server.forge.jobs.add(publish);
    expect(expectWatched(await watch(server), "unknown")).toContain(expected);
  });

  test.each(["11.0.15", "14.0.5"])("Forgejo %s shows jobs by all their labels", async (version) => {
    await using server = await startLane("forgejo", { version: `${version}+gitea-1.22.0` });
    const [major] = version.split(".");
    expect(expectWatched(await watch(server), "unknown")).toContain(
      `Forgejo ${major}.0 is not known to show a job that asks for more than "publish"; Forgejo shows all jobs from 15 on`,
    );
    server.forge.jobs.add(publish);
    server.forge.jobs.add({ labels: ["publish", "linux"] });
    const run = await watch(server);
    const message = expectWatched(run, "unknown");
    expect(message).toContain(`Forgejo ${major}.0 has no list of runners; it came with Forgejo 15`);
    expect(waitingIn(run)).toMatchObject([{ labels: ["publish"], since: null }]);
  });
});

describe.concurrent("what the server tells of a job", () => {
  test.each([
    ["1.26.3", null],
    ["1.27.0", "as told"],
  ])("Gitea %s: the time of an earlier attempt is none", async (version, expected) => {
    await using server = await startLane("gitea", { version });
    server.forge.jobs.add({ ...publish, created: now - minutes(600), reruns: 1 });
    server.forge.runners.add(taken);
    const run = await watch(server);
    expect(waitingIn(run)[0]?.since).toEqual(expected === null ? null : expect.stringMatching(/Z$/));
    expect(run.annotations).toHaveLength(expected === null ? 0 : 1);
  });

  test.each([
    ["needed another", { needs: ["build"] }],
    ["is run again", { reruns: 1 }],
  ])("Forgejo 16: a job that %s has not waited since its run began", async (_, more) => {
    await using server = await startLane("forgejo", { version: "16.0.0+gitea-1.22.0" });
    server.forge.jobs.add({ ...publish, created: now - minutes(600), ...more });
    server.forge.runners.add(taken);
    const run = await watch(server);
    expectWatched(run, "busy");
    expect(waitingIn(run)).toMatchObject([{ workflow: "release.yml", since: null }]);
  });

  test("GitHub: a job without labels may ask for a runner group, which is not told", async () => {
    await using server = await startLane("github");
    server.forge.jobs.add({ labels: [] });
    const run = await watch(server);
    expect(expectWatched(run, "unknown")).toMatch(/^give the job a label besides its runner group/);
    server.forge.jobs.add(publish);
    expectWatched(await watch(server), "starved");
  });

  test("GitHub: a job that waits beside one that runs", async () => {
    await using server = await startLane("github");
    server.forge.jobs.add({ ...publish, run: 1, status: "running" });
    server.forge.jobs.add({ ...publish, run: 1, name: "second" });
    server.forge.runners.add(taken);
    const run = await watch(server);
    expectWatched(run, "busy");
    expect(waitingIn(run)).toMatchObject([{ job: "second" }]);
  });

  test.each(["gitea", "github"] as const)(
    "%s: no page of another site is shown as the server's",
    async (product) => {
      await using server = await startLane(product, { pagesUrl: "https://elsewhere.example" });
      server.forge.jobs.add(publish);
      const run = await watch(server);
      expectWatched(run, "starved");
      expect(waitingIn(run)[0]?.url).toBe(`${server.serverUrl}/org/app/actions`);
    },
  );

  test.each(forges)("%s: words of others are shown as they are, and obeyed by nothing", async (product) => {
    await using server = await startLane(product);
    server.forge.jobs.add({ ...publish, name: "a\u001b[31m | <b>\n::error::x" });
    const run = await watch(server);
    expectWatched(run, "starved");
    expect(run.log).not.toContain("\u001b");
    expect(run.summary).not.toContain("<b>");
  });

  test.each(forges)("%s: a list with something else in it is none", async (product) => {
    await using server = await startLane(product);
    server.forge.jobs.add(publish);
    server.forge.faults.add({
      match: ({ path }) => /\/jobs$/.test(path),
      times: 100,
      act: () => ({
        status: 200,
        json: product === "forgejo" ? [{ id: 1 }] : { total_count: 1, jobs: [{ id: 1, name: "x" }] },
      }),
    });
    expect(expectWatched(await watch(server), "unknown")).toContain("the answer is not a list of jobs");
  });
});

test("the token goes to the server alone, and only GET is asked", async () => {
  await using server = await startLane("gitea");
  server.forge.jobs.add(publish);
  await watch(server);
  expect(server.forge.log.every(({ method }) => method === "GET")).toBe(true);
  expect(requestsOf(server).some((path) => listsOfJobs.test(path))).toBe(true);
  expect(requestsOf(server).join()).not.toContain(server.forge.token);
});
