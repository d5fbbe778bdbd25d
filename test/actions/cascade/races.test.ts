import { describe, expect, test } from "vitest";
import { type FileContent, faults, plainGit, startGitServer } from "../../support/git-server/index.ts";
import { expectOneError, expectSuccess } from "../step.ts";
import {
  cascade,
  onPush,
  onPushRefs,
  pushes,
  race,
  reportOf,
  reportsOf,
  template,
  textOf,
  workflowPath,
} from "./cascade.ts";

/** Before the branch is told, git refuses by itself to push; after it, the server does. */
const moments = ["refs", "rpc"] as const;

describe.concurrent.each(moments)("a push by somebody else before ours, at %s", (phase) => {
  const raced = async (
    changes: readonly Readonly<Record<string, FileContent | null>>[],
    inputs: Parameters<typeof cascade>[1] = {},
  ) => {
    await using server = await startGitServer();
    const app = await template(server);
    const first = await app.head();
    const theirs = race(server, app, changes, phase);
    const run = await cascade(server, inputs);
    const log = await app.log();
    expect(log.at(-1)?.sha).toBe(first);
    // Whatever becomes of ours, nothing of theirs is lost.
    expect(log.map(({ sha }) => sha)).toEqual(expect.arrayContaining(theirs));
    return {
      run,
      report: reportOf(run),
      theirs,
      log,
      content: await textOf(app),
      pushed: pushes(server).length,
    };
  };

  test("unrelated: both are in the history, one after the other", async () => {
    const { run, report, theirs, log, content } = await raced([{ other: "theirs\n" }]);
    expectSuccess(run);
    expect(report).toMatchObject({ state: "updated", from: "1.0.0", attempts: 2, commit: log[0]?.sha });
    expect(log).toHaveLength(3);
    expect(log[0]).toMatchObject({ parents: [theirs[0]], files: [".runtime-version"] });
    expect(content).toBe("1.1.0\n");
    expect(run.log).toContain("push 1 of 3");
  });

  test("twice: the third push arrives", async () => {
    const { run, report, log } = await raced([{ a: "1\n" }, { b: "2\n" }]);
    expectSuccess(run);
    expect(report).toMatchObject({ state: "updated", attempts: 3 });
    expect(log.map(({ files }) => files[0])).toEqual([".runtime-version", "b", "a", expect.any(String)]);
  });

  test("three times in a row: fails, and says so", async () => {
    const { run, report, log, content } = await raced([{ a: "1\n" }, { b: "2\n" }, { c: "3\n" }]);
    expect(expectOneError(run)).toMatch(/^org\/app: git push failed: .*others keep pushing to the branch/);
    expect(report).toMatchObject({ state: "failed", attempts: 3, commit: null });
    expect(log).toHaveLength(4);
    expect(content).toBe("1.0.0\n");
  });

  test("with attempts: 1 fails at once, with attempts: 5 goes on", async () => {
    const once = await raced([{ a: "1\n" }], { attempts: "1" });
    expect(expectOneError(once.run)).toContain("others keep pushing");
    expect(once.report.attempts).toBe(1);
    const often = await raced([{ a: "1\n" }, { a: "2\n" }, { a: "3\n" }, { a: "4\n" }], { attempts: "5" });
    expectSuccess(often.run);
    expect(often.report).toMatchObject({ state: "updated", attempts: 5 });
  });

  test.each(["overwrite", "fail"])(
    "with a higher version: superseded, also with on-newer: %s",
    async (onNewer) => {
      const { run, report, content, log } = await raced([{ ".runtime-version": "1.2.0\n" }], {
        "on-newer": onNewer,
      });
      expectSuccess(run);
      expect(report).toMatchObject({ state: "superseded", from: "1.2.0", commit: null, attempts: 1 });
      expect(report.error).toContain("in the meantime");
      expect(run.outputs.superseded).toBe("org/app");
      expect(content).toBe("1.2.0\n");
      expect(log).toHaveLength(2);
    },
  );

  test("with the same version: unchanged", async () => {
    const { run, report, theirs, log } = await raced([{ ".runtime-version": "1.1.0\n" }]);
    expectSuccess(run);
    expect(report).toMatchObject({ state: "unchanged", from: "1.1.0", commit: null, attempts: 1 });
    expect(log[0]?.sha).toBe(theirs[0]);
  });

  test("with a lower version: ours comes on top", async () => {
    const { run, report, theirs, log, content } = await raced([{ ".runtime-version": "1.0.5\n" }]);
    expectSuccess(run);
    expect(report).toMatchObject({ state: "updated", from: "1.0.5", attempts: 2 });
    expect(log[0]?.parents).toEqual(theirs);
    expect(content).toBe("1.1.0\n");
  });

  test("that makes the file a symbolic link, or removes the workflow: looked at again", async () => {
    const link = await raced([{ ".runtime-version": { symlink: "Dockerfile" } }]);
    expect(expectOneError(link.run)).toContain("is a symbolic link");
    expect(link.report).toMatchObject({ state: "failed", attempts: 1 });
    const removed = await raced([{ [workflowPath]: null }]);
    expectSuccess(removed.run);
    expect(removed.report).toMatchObject({ state: "skipped", attempts: 1 });
  });

  test("that makes the file executable: the mode is kept", async () => {
    const { run, log, content } = await raced([
      { ".runtime-version": { mode: "100755", content: "1.0.0\n" } },
    ]);
    expectSuccess(run);
    expect(log).toHaveLength(3);
    expect(content).toBe("1.1.0\n");
  });
});

describe.concurrent("the branch", () => {
  test("had a higher version at the first look: a race with something else changes nothing about it", async () => {
    await using server = await startGitServer();
    const app = await template(server, "org/app", { version: "2.0.0\n" });
    race(server, app, [{ other: "x" }]);
    const run = await cascade(server);
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({ state: "updated", from: "2.0.0", attempts: 2 });
    expect(await textOf(app)).toBe("1.1.0\n");
  });

  test("is replaced by another history: ours comes on top of that", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    await app.commit({ ".runtime-version": "0.1.0\n" }, { branch: "other" });
    const other = (await app.head("other")) ?? "";
    server.faults.add({
      match: onPush,
      act: faults.before(() => plainGit(["update-ref", "refs/heads/main", other], { cwd: app.path })),
    });
    const run = await cascade(server);
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({ state: "updated", from: "0.1.0" });
    expect((await app.log())[0]?.parents).toEqual([other]);
  });

  test("is removed meanwhile: a failure, and it is not made anew", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    await app.commit({ ".runtime-version": "0.1.0\n" }, { branch: "other" });
    server.faults.add({
      match: onPush,
      act: faults.before(() => plainGit(["update-ref", "-d", "refs/heads/other"], { cwd: app.path })),
    });
    const run = await cascade(server, { templates: "org/app@other" });
    expect(expectOneError(run)).toContain("other was deleted in the meantime");
    expect(await app.branches()).toEqual(["main"]);
  });

  test.each(["refs", "rpc"] as const)(
    "is removed before %s though its commit stays reachable: a failure, and it is not made anew",
    async (phase) => {
      await using server = await startGitServer();
      const app = await template(server);
      await plainGit(["branch", "other", "main"], { cwd: app.path });
      server.faults.add({
        match: { service: "receive-pack", phase },
        act: faults.before(() => plainGit(["update-ref", "-d", "refs/heads/other"], { cwd: app.path })),
      });
      const run = await cascade(server, { templates: "org/app@other" });
      expect(expectOneError(run)).toBe("org/app@other: the branch other was deleted in the meantime");
      expect(reportOf(run)).toMatchObject({ state: "failed", branch: "other", attempts: 1, commit: null });
      expect(await app.branches()).toEqual(["main"]);
    },
  );

  test.each(["refs", "rpc"] as const)(
    "gets another name before %s: a failure, and the old one is not made anew",
    async (phase) => {
      await using server = await startGitServer();
      const app = await template(server);
      server.faults.add({
        match: { service: "receive-pack", phase },
        act: faults.before(() => plainGit(["branch", "-m", "main", "trunk"], { cwd: app.path })),
      });
      const run = await cascade(server);
      expect(expectOneError(run)).toBe("org/app: the branch main was deleted in the meantime");
      expect(await app.branches()).toEqual(["trunk"]);
      expect(await app.log("trunk")).toHaveLength(1);
    },
  );

  test("is set back meanwhile, though others hold what it lost: what it lost stays lost", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    const earlier = (await app.head()) ?? "";
    await app.commit({ unfinished: "x\n" });
    await plainGit(["branch", "unfinished", "main"], { cwd: app.path });
    server.faults.add({
      match: onPushRefs,
      act: faults.before(() => plainGit(["update-ref", "refs/heads/main", earlier], { cwd: app.path })),
    });
    const run = await cascade(server);
    expectSuccess(run);
    expect((await app.log())[0]).toMatchObject({ parents: [earlier], files: [".runtime-version"] });
    expect(await textOf(app, "unfinished")).toBeUndefined();
  });

  test("is brought the same version twice at once: one commit", async () => {
    await using server = await startGitServer({ latencyMs: 20 });
    const app = await template(server);
    const run = await cascade(server, { templates: "org/app\norg/app@main" });
    expectSuccess(run);
    expect(
      reportsOf(run)
        .map(({ state }) => state)
        .sort(),
    ).toEqual(["unchanged", "updated"]);
    expect(await app.log()).toHaveLength(2);
  });

  test("is locked for a moment: pushed again", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    const lock = await app.lockRef();
    server.faults.add({ match: onPush, act: faults.after(() => lock.unlock()) });
    const run = await cascade(server);
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({ state: "updated", attempts: 2 });
    expect(await app.log()).toHaveLength(2);
  });

  test("is locked for good: fails after three pushes", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    await app.lockRef();
    const run = await cascade(server);
    expect(expectOneError(run)).toMatch(/git push failed: .*lock/);
    expect(reportOf(run)).toMatchObject({ state: "failed", attempts: 3, commit: null });
    expect(await app.log()).toHaveLength(1);
  });
});
