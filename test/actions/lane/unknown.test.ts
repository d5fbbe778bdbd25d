import type { ChildProcess } from "node:child_process";
import { describe, expect, test } from "vitest";
import {
  echo,
  type ForgeAct,
  otherJson,
  primaryLimit,
  reset,
  status,
  tooMany,
  webPage,
  wrongJson,
} from "../../support/forge/faults.ts";
import type { ForgeRecord } from "../../support/forge/types.ts";
import {
  expectStatus,
  folderOf,
  guard,
  type LaneServer,
  listing,
  places,
  reportOf,
  startLane,
} from "./lane.ts";

/** The address of nobody: another server may have taken the port of one that has ended, but not there. */
const elsewhere = (server: LaneServer): LaneServer => ({
  ...server,
  serverUrl: server.serverUrl.replace("127.0.0.1", "127.0.0.77"),
});

const onRunners = ({ path }: ForgeRecord) => path.endsWith("/actions/runners");
const ofRepository = ({ path }: ForgeRecord) => path === "/repos/org/app/actions/runners";
const always = 1_000;

describe.concurrent.each(listing)("%s %s", (product, version) => {
  const start = (options: Parameters<typeof startLane>[1] = {}) =>
    startLane(product, { ...(version !== "" && { version }), ...options });
  const place = `${folderOf[product]}/release.yml:4:5`;

  test.each<[string, ReturnType<typeof status>, RegExp]>([
    ["401", status(401), /HTTP 401/],
    ["403", status(403), /a job's own token never can; .*HTTP 403/],
    ["404 in JSON", status(404), /HTTP 404/],
    ["500, always", status(500), /HTTP 500/],
    ["503 of a front end, always", webPage(503), /HTTP 503/],
    ["429, always", tooMany(0), /429, rate limit/],
    ["a broken connection, always", reset(), /conn reset/],
    ["half of an answer, always", wrongJson(), /answer is not JSON/],
    ["other JSON", otherJson(), /the answer is not a list of runners/],
  ])("%s: unknown, and neither ok nor no runner", async (_, act, expected) => {
    await using server = await start();
    server.forge.faults.add({ match: onRunners, times: always, act });
    const run = await guard(server, { "wait-timeout": "1ms" });
    const message = expectStatus(run, "unknown");
    expect(message).toMatch(/^make sure that a runner with the label "publish" is online: /);
    expect(message).toMatch(expected);
    expect(message).toContain("the repository org/app");
    expect(places(run)).toEqual([`error ${place}`]);
    expect(run.outputs.online).toBe("");
    expect(run.summary).toContain("❔ unknown");
  });

  test("with on-unknown: warn it is a warning", async () => {
    await using server = await start();
    server.forge.faults.add({ match: onRunners, times: always, act: status(403) });
    const run = await guard(server, { "on-unknown": "warn", "wait-timeout": "50s" });
    const message = expectStatus(run, "unknown", { onUnknown: "warn" });
    expect(message).toMatch(/^make sure that a runner/);
    expect(run.annotations.map(({ level }) => level)).toEqual(["warning", "warning"]);
    // Nothing can change.
    expect(run.log).not.toContain("waiting for it");
  });

  test("a scope that cannot be read does not matter where the runner is found elsewhere", async () => {
    await using server = await start();
    server.forge.runners.add({ at: "org", labels: ["publish"] });
    server.forge.faults.add({ match: ofRepository, times: always, act: status(403) });
    const run = await guard(server);
    expectStatus(run, "ok");
    expect(reportOf(run).scopes[0]).toMatchObject({ name: "org/app", state: "forbidden" });
  });

  test("a job's own token may not list runners, which is said", async () => {
    await using server = await start({ kind: "writer" });
    server.forge.runners.add({ at: "org/app", labels: ["publish"] });
    const run = await guard(server, { "wait-timeout": "50s" });
    const message = expectStatus(run, "unknown");
    expect(message).toContain("a job's own token never can");
    expect(message).toContain("no heartbeat of the lane publish is known");
    // Nothing can change.
    expect(run.log).not.toContain("waiting for it");
  });

  test("a server that repeats the token: it is shown nowhere", async () => {
    await using server = await start();
    server.forge.faults.add({ match: onRunners, times: always, act: echo(403) });
    const run = await guard(server, { "wait-timeout": "0" });
    expectStatus(run, "unknown");
    expect(JSON.stringify(run.outputs)).not.toContain("token-of-the-guard");
    expect(reportOf(run).scopes[0]?.reason).toContain("***");
  });

  test("no token", async () => {
    await using server = await start();
    const run = await guard(server, { token: "" });
    expect(run.exitCode).toBe(1);
    expect(run.outputs.status).toBe("unknown");
    expect(run.annotations.at(-1)?.message).toMatch(
      /^make sure that a runner with the label "publish" is online.* give the input "token" a token/,
    );
    expect(server.forge.log).toEqual([]);
  });

  test("passing faults are tried again, and each retry is a line of the log", async () => {
    await using server = await start();
    server.forge.runners.add({ at: "org/app", labels: ["publish"] });
    for (const act of [status(502), tooMany(0), webPage(500), reset(), wrongJson()])
      server.forge.faults.add({ match: ofRepository, act });
    // A second look at the runners has to fit in.
    const run = await guard(server, { "wait-timeout": "4s" });
    expectStatus(run, "ok");
    expect(run.log.match(/attempt \d failed, the next is in 0 ms/g)?.length).toBeGreaterThanOrEqual(3);
  });

  test("a slow server", async () => {
    await using server = await start();
    server.forge.latency = 700;
    server.forge.runners.add({ at: "org/app", labels: ["publish"] });
    expectStatus(await guard(server), "ok");
  });

  test("a server that is not there", async () => {
    await using server = await start();
    await server[Symbol.asyncDispose]();
    const run = await guard(elsewhere(server), { "wait-timeout": "1ms" });
    expect(expectStatus(run, "unknown")).toContain("conn refused");
  });

  test("another server, which is not there to say what it is", async () => {
    await using server = await start();
    await server[Symbol.asyncDispose]();
    const env = { GITHUB_SERVER_URL: "https://git.example.com", GITHUB_API_URL: undefined };
    const inputs = { "server-url": elsewhere(server).serverUrl, "wait-timeout": "1ms" };
    const run = await guard(server, inputs, { env });
    expect(expectStatus(run, "unknown")).toMatch(
      /^make sure that a runner with the label "publish" is online.*make sure that the server answers: .*conn refused/,
    );
  });

  test("the run is cancelled while a server hangs", async () => {
    await using server = await start();
    let cancel = () => {};
    const act: ForgeAct = () => {
      cancel();
      return "hang";
    };
    server.forge.faults.add({ times: always, act });
    const onSpawn = (child: ChildProcess) => {
      cancel = () => void child.kill("SIGTERM");
    };
    const run = await guard(server, {}, { onSpawn });
    expect(run.exitCode).toBe(143);
    expect(run.outputs.status).toBeUndefined();
    expect(run.annotations.at(-1)?.message).toMatch(/^cancelled by SIGTERM/);
  });
});

describe.concurrent("single scopes", () => {
  test("an owner's token on Gitea cannot read the instance: unknown, where the others have no runner", async () => {
    await using server = await startLane("gitea", { kind: "owner" });
    server.forge.runners.add({ at: "instance", labels: ["publish"] });
    const run = await guard(server);
    const message = expectStatus(run, "unknown");
    expect(message).toContain(
      "not enough were found in the lists of the repository org/app and the owner org",
    );
    expect(message).toMatch(/the runners of the instance 127\.0\.0\.1:\d+ are not known \(.*HTTP 403/);
  });

  test("an owner's token on Forgejo sees the instance's runners with its own", async () => {
    await using server = await startLane("forgejo", { kind: "owner" });
    server.forge.runners.add({ at: "instance", labels: ["publish"] });
    expectStatus(await guard(server), "ok");
  });

  test("a token without a scope names it", async () => {
    await using server = await startLane("gitea", { lacks: ["organization"] });
    const run = await guard(server);
    expect(expectStatus(run, "unknown")).toContain("required=[read:organization]");
  });

  test("GitHub's rate limit of an hour is not waited for", async () => {
    await using server = await startLane("github");
    const reset = Math.floor(Date.now() / 1000) + 3_000;
    server.forge.faults.add({ times: always, act: primaryLimit(reset) });
    const run = await guard(server, { "wait-timeout": "1ms" });
    expect(expectStatus(run, "unknown")).toContain("rate limit");
  });

  test.each([
    ["gitea", "1.22.6", "Gitea 1.22 has no list of runners; it came with Gitea 1.24"],
    ["gitea", "1.23.8", "Gitea 1.23 has no list of runners; it came with Gitea 1.24"],
    ["forgejo", "14.0.1+gitea-1.22.0", "Forgejo 14.0 has no list of runners; it came with Forgejo 15"],
  ] as const)("%s %s has no list of runners", async (product, version, expected) => {
    await using server = await startLane(product, { version });
    const run = await guard(server);
    expect(expectStatus(run, "unknown")).toContain(expected);
  });
});
