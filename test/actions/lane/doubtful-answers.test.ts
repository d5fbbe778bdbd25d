import { describe, expect, test } from "vitest";
import { type ForgeAct, reset, status, webPage, wrongJson } from "../../support/forge/faults.ts";
import type { OtherStatus } from "../../support/forge/repository.ts";
import type { ForgeRecord } from "../../support/forge/types.ts";
import { expectOneError } from "../step.ts";
import {
  expectStatus,
  guard,
  type LaneServer,
  listing,
  now,
  places,
  reportOf,
  root,
  startLane,
  workflow,
} from "./lane.ts";

const minutes = 60_000;
const days = 24 * 60 * minutes;
const always = 1_000;
/** Looks once. */
const once = { "wait-timeout": "0" };
const job = (runsOn: string) => ({ files: { ".gitea/workflows/a.yml": workflow(runsOn) } });
const endsWith =
  (end: string) =>
  ({ path }: ForgeRecord) =>
    path.endsWith(end);
const onRunners = endsWith("/actions/runners");

function addHeartbeat({ app, forge }: LaneServer, ms: number, more: Partial<OtherStatus> = {}): void {
  const created_at = new Date(now - ms).toISOString().replace(/\.\d+Z$/, "Z");
  app.statuses.push({
    sha: root,
    context: "lane/publish",
    status: "success",
    target_url: "",
    description: `${created_at} pub-1`,
    created_at,
    ...(forge.product === "github" && { creator: "github-actions[bot]" }),
    ...more,
  });
}

describe.concurrent("the head of pull_request_target", () => {
  const head = "5".repeat(40);
  const target = { event: "pull_request_target", payload: { pull_request: { head: { sha: head } } } };

  test("is not judged in another repository", async () => {
    await using server = await startLane();
    const run = await guard(server, { repository: "org/other" }, target);
    expect(expectOneError(run)).toMatch(
      /^input "repository": org\/other is not the repository of the pull request/,
    );
    expect(run.outputs).toEqual({});
    expect(server.forge.log).toEqual([]);
  });

  test("is not judged with mode: static, in no repository", async () => {
    await using server = await startLane();
    for (const inputs of [{}, { repository: "org/other" }]) {
      const run = await guard(server, { ...inputs, mode: "static" }, target);
      expect(expectOneError(run)).toMatch(/^input "mode": "static" reads the workspace/);
      expect(run.outputs).toEqual({});
    }
    expect(server.forge.log).toEqual([]);
  });

  test("is read by another address of the same server", async () => {
    await using server = await startLane();
    server.forge.runners.add({ at: "org/app", labels: ["publish"] });
    server.app.objects.commit(head, { ".gitea/workflows/new.yml": workflow("publish", "pull_request") });
    const localhost = server.serverUrl.replace("127.0.0.1", "localhost");
    expect(localhost).toContain("localhost");
    const run = await guard(server, { "server-url": localhost }, target);
    expectStatus(run, "violation");
    expect(places(run)).toEqual(["error .gitea/workflows/new.yml:4:5"]);
  });
});

describe.concurrent("runner groups of GitHub", () => {
  test("that cannot be read are unknown, and not empty", async () => {
    await using server = await startLane("github");
    server.forge.runners.groups.push({ id: 5, name: "enterprise", inherited: true });
    server.forge.runners.add({ at: "enterprise", group: 5, labels: ["publish"] });
    expectStatus(await guard(server, once), "ok");
    server.forge.faults.add({ match: endsWith("/runner-groups"), times: always, act: status(500) });
    expect(expectStatus(await guard(server, once), "unknown")).toContain("HTTP 500");
    server.forge.runners.add({ at: "org", labels: ["linux"] });
    expectStatus(await guard(server, once), "unknown");
  });

  test("that are inherited and too many to look into", async () => {
    await using server = await startLane("github");
    const { runners } = server.forge;
    const addGroups = (from: number, to: number) => {
      for (let id = from; id <= to; id++) runners.groups.push({ id, name: `group-${id}`, inherited: true });
    };
    addGroups(2, 9);
    expectStatus(await guard(server, once), "no-runner");
    addGroups(10, 11);
    runners.add({ at: "enterprise", group: 11, labels: ["publish"] });
    expectStatus(await guard(server, once), "unknown");
  });
});

describe.concurrent("a stale heartbeat", () => {
  test.each(["gitea", "github"] as const)(
    "tells nothing where the lists of %s are down, and of a silent lane where they are forbidden",
    async (product) => {
      for (const [code, expected] of [
        [503, "unknown"],
        [403, "no-runner"],
      ] as const) {
        await using server = await startLane(product);
        server.forge.runners.add({ at: "org/app", labels: ["publish"] });
        addHeartbeat(server, 90 * days);
        server.forge.faults.add({ match: onRunners, times: always, act: status(code) });
        const message = expectStatus(await guard(server, once), expected);
        expect(message).toMatch(
          code === 503 ? /^make sure that a runner .*HTTP 503/ : /^start a runner .* old, more than 30 min/,
        );
      }
    },
  );

  test("is not the last word where a runner is seen online", async () => {
    await using server = await startLane("gitea", { kind: "owner" });
    server.forge.runners.add({ at: "org/app", labels: ["publish"] });
    addHeartbeat(server, 60 * minutes);
    const message = expectStatus(await guard(server, { ...once, "min-online": "2" }), "unknown");
    expect(message).toMatch(/^make sure that 2 runners .*the instance/);
    expect(message).not.toContain("bring");
  });
});

describe.concurrent("answers that are none", () => {
  test.each<[string, ForgeAct]>([
    ["broken connection", reset()],
    ["half of an answer", wrongJson()],
    ["login page", webPage(200)],
  ])("Gitea 1.22 is judged by its heartbeat though its version is a %s", async (_, act) => {
    await using server = await startLane("gitea", { version: "1.22.6" });
    addHeartbeat(server, minutes);
    server.forge.faults.add({ match: ({ path }) => path === "/version", times: always, act });
    expectStatus(await guard(server, once), "ok");
  });

  test.each(listing)("%s %s: an empty body is no empty list of runners", async (product, version) => {
    await using server = await startLane(product, version === "" ? {} : { version });
    server.forge.runners.add({ at: "org/app", labels: ["publish"] });
    const act = () => ({ status: 200, text: "" });
    server.forge.faults.add({ match: onRunners, times: always, act });
    expect(expectStatus(await guard(server, once), "unknown")).toMatch(/^make sure that a runner /);
  });

  test.each(listing)("%s %s: a status that nobody knows is not offline", async (product, version) => {
    const labels = product === "forgejo" ? ["publish"] : [{ id: 1, name: "publish", type: "custom" }];
    for (const [word, expected] of [
      ["offline", "no-runner"],
      ["waiting", "unknown"],
    ] as const) {
      await using server = await startLane(product, version === "" ? {} : { version });
      const runners = [{ id: 1, name: "pub-1", status: word, busy: false, labels }];
      const json = product === "forgejo" ? runners : { total_count: 1, runners };
      server.forge.faults.add({ match: onRunners, times: always, act: () => ({ status: 200, json }) });
      expectStatus(await guard(server, once), expected);
    }
  });
});

describe.concurrent("allow-scale-from-zero", () => {
  const scale = { ...once, "allow-scale-from-zero": "true" };

  test("serves no label that only a run can tell", async () => {
    await using server = await startLane();
    const message = expectStatus(await guard(server, scale, job('[publish, "${{ vars.X }}"]')), "unknown");
    expect(message).toMatch(/^write out .*vars\.X/);
    expectStatus(await guard(server, scale, job("publish")), "ok");
  });

  test("is over where the lane has a runner, though not with all labels", async () => {
    await using server = await startLane();
    expectStatus(await guard(server, scale, job("[publish, arm46]")), "ok");
    server.forge.runners.add({ at: "org/app", labels: ["publish"] });
    const message = expectStatus(await guard(server, scale, job("[publish, arm46]")), "no-runner");
    expect(message).toContain("arm46");
  });
});

describe.concurrent("clocks", () => {
  test("a heartbeat that was stored at a time to come is none", async () => {
    await using server = await startLane("gitea", { version: "1.22.6" });
    addHeartbeat(server, -60 * minutes);
    expect(expectStatus(await guard(server, once), "unknown")).toContain("with a time in the future");
  });

  test("a heartbeat is left though what stands before the server is 3 s ahead of it", async () => {
    await using server = await startLane("gitea", { version: "1.22.6", kind: "writer" });
    const act: ForgeAct = (_, next) => {
      const reply = next();
      return { ...reply, headers: { ...reply.headers, date: new Date(now + 3_000).toUTCString() } };
    };
    server.forge.faults.add({ times: always, act });
    const run = await guard(server, { mode: "beat" }, { event: "schedule" });
    expect(run.exitCode, run.stdout).toBe(0);
    expect(run.annotations).toEqual([]);
    expectStatus(await guard(server, once), "ok");
  });
});

describe.concurrent("where runners are looked for", () => {
  test("at the user who owns the repository, with a token that may not read organisations", async () => {
    await using server = await startLane();
    const { runners, token } = server.forge;
    runners.allow(token, "owner", { login: "org", lacks: ["organization", "admin"] });
    runners.users.add("org");
    runners.add({ at: "org", labels: ["publish"] });
    expectStatus(await guard(server, once), "ok");
  });

  test("a runner of Gitea's in front of Forgejo does not hide .forgejo", async () => {
    await using server = await startLane("forgejo");
    server.forge.runners.add({ at: "org/app", labels: ["publish"] });
    const files = {
      ".forgejo/workflows/a.yml": workflow("publish", "pull_request"),
      ".github/workflows/a.yml": workflow("ubuntu-latest"),
    };
    const run = await guard(server, once, { files, env: { FORGEJO_ACTIONS: undefined } });
    expectStatus(run, "violation");
    expect(places(run)).toEqual(["error .forgejo/workflows/a.yml:4:5"]);
  });
});

describe.concurrent("what is said", () => {
  test("of heartbeats that are stale: labels, number and place", async () => {
    await using server = await startLane("gitea", { version: "1.22.6" });
    for (const context of ["lane/publish", "lane/linux"]) addHeartbeat(server, 60 * minutes, { context });
    const run = await guard(server, { ...once, "min-online": "2" }, job("[publish, linux]"));
    const message = expectStatus(run, "no-runner");
    expect(message).toMatch(/^start 2 runners with all of the labels .*publish.*linux.*: /);
    expect(message).toContain(`looked for in the heartbeats of commit ${root.slice(0, 10)}`);
    expect(message).toContain("(asked for by ");
  });

  test("without a token: labels and number", async () => {
    await using server = await startLane();
    const message = expectStatus(
      { ...(await guard(server, { token: "" })), masks: ["token-of-the-guard"] },
      "unknown",
    );
    expect(message).toMatch(
      /^make sure that a runner with the label "publish" is online, as no server could be asked: .*input "token"/,
    );
    expect(server.forge.log).toEqual([]);
  });

  test("of a scope that was not read, though all is well", async () => {
    await using server = await startLane("gitea", { kind: "owner" });
    server.forge.runners.add({ at: "org/app", labels: ["publish"] });
    const run = await guard(server, once);
    expectStatus(run, "ok");
    const unread = reportOf(run).scopes.filter(({ state }) => state !== "read");
    expect(unread).toMatchObject([{ scope: "instance" }]);
    for (const text of [run.log, run.summary])
      expect(text).toMatch(/the runners of the instance .* were not read: .*HTTP 403/);
  });
});
