import { describe, expect, test } from "vitest";
import * as apiFaults from "../../support/forge/faults.ts";
import type { FakeForge } from "../../support/forge/forge.ts";
import type { ForgeProduct, ForgeRecord, JobStatus } from "../../support/forge/types.ts";
import type { Repository } from "../../support/git-server/index.ts";
import { endlessSecond, expectOneError, expectSuccess, stillClock } from "../step.ts";
import { cascade, messages, reportOf, textOf } from "./cascade.ts";
import { startForgeServer } from "./forges.ts";

/** A server that starts a run for the newest commit, which comes to these states one poll after another. */
async function running(product: ForgeProduct, states: JobStatus[] | undefined, version?: string) {
  let app: Repository | undefined;
  const onRequest = async ({ path }: ForgeRecord, forge: FakeForge) => {
    // Before the push there is none, nor does anybody ask for one.
    if (!/\/(?:actions|commits)\//.test(path)) return;
    const known = forge.repository("org/app");
    const sha = await app?.head();
    if (states && sha && known.runs.length === 0) known.addRun({ sha, states: [...states] });
  };
  const made = await startForgeServer({ product, onRequest, ...(version !== undefined && { version }) });
  app = made.app;
  return made;
}

describe.concurrent("the run that the push started", () => {
  test.each([
    ["gitea", "1.26.3", 7_001],
    ["gitea", "1.24.7", 1],
    ["forgejo", "15.0.3+gitea-1.22.0", 1],
    ["github", "", 9_000_000_001],
  ] as const)("succeeds: %s %s", async (product, version, number) => {
    await using s = await running(product, ["running", "success"], version);
    const run = await cascade(s.server, { follow: "1m" });
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({
      state: "updated",
      run: { state: "success", url: `${s.server.url}/org/app/actions/runs/${number}` },
    });
    expect(run.log).toContain(`org/app: run success, ${s.server.url}/org/app/actions/runs/${number}`);
    expect(run.summary).toContain(`/org/app/actions/runs/${number}">success</a>`);
  });

  test.each(["failure", "cancelled"] as const)(
    "ends with %s: a warning, and the push stays done",
    async (state) => {
      await using s = await running("gitea", [state]);
      const run = await cascade(s.server, { follow: "1m" });
      expect(run.exitCode).toBe(0);
      expect(reportOf(run)).toMatchObject({ state: "updated", run: { state } });
      expect(messages(run, "warning")).toEqual([
        `org/app: run ${state}, ${s.server.url}/org/app/actions/runs/7001`,
      ]);
      expect(messages(run, "error")).toEqual([]);
      expect(run.outputs.failed).toBe("");
    },
  );

  test("has not ended in the time given", async () => {
    await using s = await running("gitea", ["running"]);
    const run = await cascade(s.server, { follow: "1s" }, stillClock);
    expectSuccess(run);
    expect(reportOf(run).run).toMatchObject({ state: "pending" });
  });

  test("never begins", async () => {
    await using s = await running("gitea", undefined);
    const run = await cascade(s.server, { follow: "1s" }, stillClock);
    expectSuccess(run);
    expect(reportOf(run).run).toEqual({ state: "none", url: null });
  });

  test("is not waited for any longer where the API asks for a longer pause", async () => {
    await using s = await running("gitea", ["success"]);
    s.forge.faults.add({
      match: ({ path }) => path.includes("/actions/"),
      times: Infinity,
      act: apiFaults.tooMany(600),
    });
    const run = await cascade(s.server, { follow: "1s" });
    expectSuccess(run);
    expect(reportOf(run).run).toEqual({ state: "unknown", url: null });
  });

  test("cannot be told by the forge", async () => {
    await using s = await running("github", ["success"]);
    s.forge.faults.add({
      match: ({ path }) => path.includes("/actions/"),
      times: Infinity,
      act: apiFaults.status(403, { message: "Resource not accessible by personal access token" }),
    });
    const run = await cascade(s.server, { follow: "1m" });
    expect(run.exitCode).toBe(0);
    expect(reportOf(run)).toMatchObject({ state: "updated", run: { state: "unknown", url: null } });
  });

  test("cannot be followed as the API refuses the token: a warning", async () => {
    await using s = await running("gitea", ["success"]);
    s.forge.faults.add({ times: Infinity, act: apiFaults.status(401, { message: "no" }) });
    const run = await cascade(s.server, { follow: "1m" });
    expect(run.exitCode).toBe(0);
    expect(messages(run, "warning")).toEqual([expect.stringContaining("its run cannot be followed")]);
    expect(reportOf(run)).toMatchObject({ state: "updated", run: { state: "unknown", url: null } });
    expect(await textOf(s.app)).toBe("1.1.0\n");
  });

  test("is not looked for where nothing was pushed, or without follow", async () => {
    await using s = await running("gitea", ["success"]);
    expect(reportOf(await cascade(s.server)).run).toBeNull();
    expect(reportOf(await cascade(s.server, { follow: "1m" }))).toMatchObject({
      state: "unchanged",
      run: null,
    });
    expect(s.forge.log.map(({ path }) => path)).toEqual(["/version", "/repos/org/app"]);
  });

  test("is left alone when the step is cancelled; what was pushed is told", async () => {
    await using s = await running("gitea", ["running"]);
    let cancel = () => {};
    s.forge.faults.add({
      match: ({ path }) => path.includes("/actions/"),
      act: (_, next) => {
        setTimeout(() => cancel(), 50);
        return next();
      },
    });
    const run = await cascade(
      s.server,
      { follow: "10m" },
      {
        ...endlessSecond,
        onSpawn: (child) => {
          cancel = () => void child.kill("SIGTERM");
        },
      },
    );
    expect(expectOneError(run, 143)).toMatch(/^cancelled by SIGTERM/);
    expect(reportOf(run)).toMatchObject({ state: "updated", commit: await s.app.head(), run: null });
    expect(run.outputs.updated).toBe("org/app");
  });
});
