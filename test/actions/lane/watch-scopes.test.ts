import { describe, expect, test } from "vitest";
import type { TokenKind } from "../../support/forge/runners.ts";
import { expectOneError } from "../step.ts";
import { startLane } from "./lane.ts";
import { expectWatched, requestsOf, waitingIn, watch } from "./watch-kit.ts";

const publish = { labels: ["publish"] };

describe.concurrent.each(["gitea", "forgejo"] as const)("%s", (product) => {
  const start = (kind: TokenKind = "admin") => startLane(product, { kind });

  test("the waiting jobs of an organisation", async () => {
    await using server = await start();
    server.forge.repository("org/other");
    server.forge.jobs.add(publish);
    server.forge.jobs.add({ ...publish, at: "org/other", name: "other" });
    server.forge.jobs.add({ ...publish, at: "else/where" });
    server.forge.runners.add({ ...publish, at: "org/app", states: ["active"] });
    const run = await watch(server, { scope: "owner" });
    // The runner of the one repository is in Gitea's list of the instance, which does not say whose it is.
    const status = product === "gitea" ? "unknown" : "starved";
    expect(expectWatched(run, status)).toMatch(/waited for by other( of release\.yml)? in org\/other\)$/);
    expect(waitingIn(run).map(({ repository }) => repository)).toEqual(["org/app", "org/other"]);
    expect(run.log).toMatch(/^\w+: 2 jobs wait for the lane.*the waiting jobs of the owner org /m);
    expect(JSON.parse(run.outputs.runners ?? "")).toMatchObject([{ scope: "repository" }]);
    server.forge.runners.add({ ...publish, at: "org", states: ["active"] });
    expectWatched(await watch(server, { scope: "owner" }), "busy");
  });

  test("the waiting jobs of the instance", async () => {
    await using server = await start();
    server.forge.repository("else/where");
    server.forge.jobs.add(publish);
    server.forge.jobs.add({ ...publish, at: "else/where" });
    for (const at of ["org/app", "else/where"])
      server.forge.runners.add({ ...publish, at, states: ["active"] });
    const run = await watch(server, { scope: "instance" });
    expectWatched(run, "busy");
    expect(waitingIn(run).map(({ repository }) => repository)).toEqual(["org/app", "else/where"]);
  });

  test.each([
    ["user", "owner", "org", "starved"],
    ["site administrator", "admin", "root", "starved"],
    ["another user", "owner", "mallory", "unknown"],
  ] as const)("the waiting jobs of a user, with the token of the %s", async (_, kind, login, status) => {
    await using server = await start(kind);
    server.forge.runners.allow(server.forge.token, kind, { login });
    server.forge.runners.users.add("org");
    server.forge.jobs.add(publish);
    const run = await watch(server, { scope: "owner" });
    // Only a site administrator sees the instance's runners, and Forgejo's list has them all.
    const known = status === "starved" && kind === "owner" && product === "gitea" ? "unknown" : status;
    const message = expectWatched(run, known);
    expect(waitingIn(run)).toHaveLength(status === "unknown" ? 0 : 1);
    if (status === "unknown")
      expect(message).toContain("shown to that user only, and that of the token is another");
  });

  test.each([
    ["repository", "none", /HTTP 404/],
    ["owner", "writer", /HTTP 403/],
    ["instance", "owner", /HTTP 403 \(user should be the site admin\)/],
  ] as const)("the %s's list, with a token that may not read it", async (scope, kind, expected) => {
    await using server = await start(kind);
    server.forge.jobs.add(publish);
    const run = await watch(server, { scope });
    expect(expectWatched(run, "unknown")).toMatch(expected);
    expect(waitingIn(run)).toEqual([]);
  });

  test("more repositories than runners are asked for", async () => {
    await using server = await start();
    for (let n = 0; n < 21; n++) {
      server.forge.repository(`org/app-${n}`);
      server.forge.jobs.add({ ...publish, at: `org/app-${n}` });
    }
    server.forge.runners.add({ ...publish, at: "org", states: ["active"] });
    const run = await watch(server, { scope: "owner" });
    expect(expectWatched(run, "unknown")).toMatch(/^watch the repository by itself/);
    expect(waitingIn(run)).toHaveLength(21);
  });
});

test("Gitea: another repository's runner that only the instance's list has is no evidence", async () => {
  await using server = await startLane("gitea");
  server.forge.jobs.add(publish);
  server.forge.runners.add({ ...publish, at: "else/where", name: "theirs" });
  expect(expectWatched(await watch(server), "unknown")).toContain(
    "only the list of the whole instance has theirs",
  );
  const trusting = await watch(server, { "trust-instance-runners": "true" });
  expectWatched(trusting, "ok");
});

test("Gitea: the job's own token lists jobs from 1.26 on, and never runners", async () => {
  await using server = await startLane("gitea", { kind: "writer", version: "1.26.3" });
  expectWatched(await watch(server), "ok");
  server.forge.jobs.add(publish);
  expect(expectWatched(await watch(server), "unknown")).toContain("a job's own token never can");
});

test("runners on demand: a lane without any is busy, and one that is off starves it", async () => {
  await using server = await startLane("forgejo");
  const inputs = { "allow-scale-from-zero": "true" } as const;
  server.forge.jobs.add(publish);
  expectWatched(await watch(server, inputs), "busy");
  server.forge.runners.add({ ...publish, at: "org/app", states: ["offline"] });
  expectWatched(await watch(server, inputs), "starved");
});

test("GitHub lists the jobs of a repository alone", async () => {
  await using server = await startLane("github");
  expect(expectOneError(await watch(server, { scope: "owner" }))).toBe(
    'input "scope": "owner" has no list of waiting jobs on GitHub, which has one for each repository; expected repository',
  );
});

test("another repository than that of the workflow", async () => {
  await using server = await startLane("gitea");
  server.forge.repository("org/other");
  server.forge.jobs.add({ ...publish, at: "org/other" });
  expectWatched(await watch(server), "ok");
  const run = await watch(server, { repository: "org/other" });
  expectWatched(run, "starved");
  expect(requestsOf(server).at(-1)).toContain("/repos/org/other/");
});
