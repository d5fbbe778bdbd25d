import { describe, expect, test } from "vitest";
import { status, webPage } from "../../support/forge/faults.ts";
import type { ForgeOptions } from "../../support/forge/forge.ts";
import type { TokenKind } from "../../support/forge/runners.ts";
import { kit, never, repository, token } from "../kit.ts";

const question = { scope: "repository", repository, labels: ["publish"] } as const;

async function opened(options: Omit<ForgeOptions, "token">, kind: TokenKind = "owner") {
  const its = await kit(options);
  its.fake.runners.allow(token, kind);
  const { product } = options;
  const environment = {
    GITHUB_SERVER_URL: its.serverUrl,
    GITHUB_API_URL: `${its.serverUrl}${its.fake.apiPath}`,
    ...(product !== "github" && { GITEA_ACTIONS: "true" }),
    ...(product === "forgejo" && { FORGEJO_ACTIONS: "true" }),
    GITHUB_ACTIONS: "true",
  };
  const forge = await its.open({ environment });
  return { ...its, forge, ask: () => forge.listWaitingJobs(question, never) };
}

const waiting = { at: "acme/app", labels: ["publish"] };

describe.each<Omit<ForgeOptions, "token">>([
  { product: "gitea", version: "1.25.4" },
  { product: "gitea", version: "1.27.0" },
  { product: "forgejo", version: "15.0.3+gitea-1.22.0" },
  { product: "github" },
])("$product $version", (options) => {
  test("what waits for a runner, and nothing else", async () => {
    const { fake, ask } = await opened(options);
    for (const state of [
      "waiting",
      "blocked",
      "running",
      "success",
      "failure",
      "cancelled",
      "skipped",
    ] as const)
      fake.jobs.add({ ...waiting, name: state, status: state });
    const { jobs, report, serverTime } = await ask();
    expect(jobs.map(({ job }) => job)).toEqual(["waiting"]);
    expect(jobs[0]).toMatchObject({ repository, labels: ["publish"] });
    expect(report).toEqual({ scope: "repository", name: "acme/app", state: "read", reason: "" });
    expect(serverTime?.getTime()).toBeGreaterThan(0);
  });

  test.each([
    [401, "forbidden"],
    [403, "forbidden"],
    [404, "hidden"],
    [422, "failed"],
    [500, "failed"],
  ] as const)("an answer of %d is %s", async (code, state) => {
    const { fake, ask } = await opened(options);
    fake.jobs.add(waiting);
    fake.faults.add({ times: 100, act: status(code, { message: "no" }) });
    const { jobs, report } = await ask();
    expect(jobs).toEqual([]);
    expect(report.state).toBe(state);
    expect(report.reason).toContain(`HTTP ${code}`);
  });

  test("a page of HTML is no list", async () => {
    const { fake, ask } = await opened(options);
    fake.faults.add({ times: 100, act: webPage(200) });
    expect((await ask()).report.state).toBe("failed");
  });

  test("an aborted signal is thrown", async () => {
    const { forge } = await opened(options);
    const reason = new Error("stopped");
    await expect(forge.listWaitingJobs(question, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test("more is told of no job where the runs cannot be read", async () => {
    const { fake, forge, ask } = await opened(options);
    fake.jobs.add(waiting);
    const { jobs } = await ask();
    fake.faults.add({ times: 100, act: status(403) });
    expect(await forge.describeJobs(jobs, question, never)).toEqual(jobs);
  });
});

test("Gitea: a server that does not filter by status", async () => {
  const { fake, ask } = await opened({ product: "gitea" });
  fake.jobs.add(waiting);
  fake.jobs.add({ ...waiting, status: "success" });
  fake.faults.add({
    times: 9,
    act: (request, next) => {
      request.query.delete("status");
      return next();
    },
  });
  const { jobs } = await ask();
  expect(jobs).toHaveLength(1);
});
