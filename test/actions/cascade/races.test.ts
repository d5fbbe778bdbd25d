import { describe, expect, test } from "vitest";
import { type FileContent, faults, plainGit, startGitServer } from "../../support/git-server/index.ts";
import { expectOneError, expectSuccess } from "../step.ts";
import { raceAt, ways } from "./api/ways.ts";
import {
  type CascadeInputs,
  cascade,
  onPush,
  reportOf,
  reportsOf,
  type TemplateOptions,
  template,
  textOf,
} from "./cascade.ts";

describe.concurrent.each(ways)(
  "a push by somebody else before ours: $name",
  ({ guard, keepsMode, start }) => {
    /** Writes in all, where others change something else than the file before the first ones. */
    const writes = (unrelated: number) => (guard === "branch" ? unrelated + 1 : 1);

    const raced = async (
      changes: readonly Readonly<Record<string, FileContent | null>>[],
      inputs: CascadeInputs = {},
      options: TemplateOptions = {},
    ) => {
      await using s = await start(options);
      const first = await s.app.head();
      const theirs = raceAt(s, changes);
      const run = await s.cascade(inputs);
      const log = await s.app.log();
      expect(log.at(-1)?.sha).toBe(first);
      // Whatever becomes of ours, nothing of theirs is lost.
      expect(log.map(({ sha }) => sha)).toEqual(expect.arrayContaining(theirs));
      const modes = await s.app.entries();
      return {
        run,
        report: reportOf(run),
        theirs,
        log,
        content: await textOf(s.app),
        mode: modes.find(({ path }) => path === ".runtime-version")?.mode,
      };
    };

    test("unrelated: both are in the history, one after the other", async () => {
      const { run, report, theirs, log, content } = await raced([{ other: "theirs\n" }]);
      expectSuccess(run);
      expect(report).toMatchObject({
        state: "updated",
        from: "1.0.0",
        attempts: writes(1),
        commit: log[0]?.sha,
      });
      expect(log).toHaveLength(3);
      expect(log[0]).toMatchObject({ parents: [theirs[0]], files: [".runtime-version"] });
      expect(content).toBe("1.1.0\n");
      expect(run.log.includes("push 1 of 3")).toBe(guard === "branch");
    });

    test("of a lower version, twice: the third write arrives", async () => {
      const { run, report, log, content } = await raced([
        { ".runtime-version": "1.0.1\n", a: "1\n" },
        { ".runtime-version": "1.0.2\n", b: "2\n" },
      ]);
      expectSuccess(run);
      expect(report).toMatchObject({ state: "updated", from: "1.0.2", attempts: 3 });
      expect(log).toHaveLength(4);
      expect(content).toBe("1.1.0\n");
    });

    test("of a lower version, three times in a row: fails, and says so", async () => {
      const lower = [1, 2, 3].map((n) => ({ ".runtime-version": `1.0.${n}\n` }));
      const { run, report, log, content } = await raced(lower);
      expect(expectOneError(run)).toMatch(/^org\/app: .* failed: .*others keep pushing to the branch/);
      expect(report).toMatchObject({ state: "failed", attempts: 3, commit: null });
      expect(log).toHaveLength(4);
      expect(content).toBe("1.0.3\n");
    });

    test("of something else, three times in a row: fails only where that is in the way", async () => {
      const { run, report, log, content } = await raced([{ a: "1\n" }, { b: "2\n" }, { c: "3\n" }]);
      if (guard === "file") {
        expectSuccess(run);
        expect(report).toMatchObject({ state: "updated", attempts: 1 });
        return;
      }
      expect(expectOneError(run)).toMatch(/^org\/app: .* failed: .*others keep pushing to the branch/);
      expect(report).toMatchObject({ state: "failed", attempts: 3, commit: null });
      expect(log).toHaveLength(4);
      expect(content).toBe("1.0.0\n");
    });

    test("with attempts: 1 fails at once, with attempts: 5 goes on", async () => {
      const lower = [1, 2, 3, 4].map((n) => ({ ".runtime-version": `1.0.${n}\n` }));
      const once = await raced(lower.slice(0, 1), { attempts: "1" });
      expect(expectOneError(once.run)).toContain("others keep pushing");
      expect(once.report.attempts).toBe(1);
      const often = await raced(lower, { attempts: "5" });
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

    test("that makes the file a symbolic link: looked at again", async () => {
      const { run, report } = await raced([{ ".runtime-version": { symlink: "Dockerfile" } }]);
      expect(expectOneError(run)).toContain("is a symbolic link");
      expect(report).toMatchObject({ state: "failed", attempts: 1 });
    });

    test("that removes the workflow: seen where the branch is what guards", async () => {
      // The one folder that every forge reads.
      const workflowAt = ".github/workflows/publish-image.yml";
      const { run, report, theirs, log } = await raced([{ [workflowAt]: null }], {}, { workflowAt });
      expectSuccess(run);
      expect(report).toMatchObject({ state: guard === "branch" ? "skipped" : "updated", attempts: 1 });
      if (guard === "file") expect(log[0]).toMatchObject({ parents: theirs, files: [".runtime-version"] });
    });

    test("that removes the file: written anew", async () => {
      const { run, report, log, content } = await raced([{ ".runtime-version": null }]);
      expectSuccess(run);
      expect(report).toMatchObject({ state: "updated", from: null, attempts: 2 });
      expect(log).toHaveLength(3);
      expect(content).toBe("1.1.0\n");
    });

    test("that makes the file executable: the mode is kept, or the commit refused", async () => {
      const { run, log, content, mode } = await raced([
        { ".runtime-version": { mode: "100755", content: "1.0.0\n" } },
      ]);
      expect(mode).toBe("100755");
      if (keepsMode) {
        expectSuccess(run);
        expect(log).toHaveLength(3);
        expect(content).toBe("1.1.0\n");
        return;
      }
      expect(expectOneError(run)).toMatch(/is executable, which GitHub's API does not keep/);
      expect(log).toHaveLength(2);
    });
  },
);

describe.concurrent.each(ways)("the branch: $name", ({ start }) => {
  test("had a higher version at the first look: a race changes nothing about it", async () => {
    await using s = await start({ version: "2.0.0\n" });
    raceAt(s, [{ other: "x" }]);
    const run = await s.cascade();
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({ state: "updated", from: "2.0.0" });
    expect(await textOf(s.app)).toBe("1.1.0\n");
  });

  test("is replaced by another history: ours comes on top of that", async () => {
    await using s = await start();
    await s.app.commit({ ".runtime-version": "0.1.0\n" }, { branch: "other" });
    const other = (await s.app.head("other")) ?? "";
    s.beforeWrites(() => plainGit(["update-ref", "refs/heads/main", other], { cwd: s.app.path }));
    const run = await s.cascade();
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({ state: "updated", from: "0.1.0" });
    expect((await s.app.log())[0]?.parents).toEqual([other]);
  });

  test("is removed meanwhile: a failure, and it is not made anew", async () => {
    await using s = await start();
    await s.app.commit({ ".runtime-version": "0.1.0\n" }, { branch: "other" });
    s.beforeWrites(() => plainGit(["update-ref", "-d", "refs/heads/other"], { cwd: s.app.path }));
    const run = await s.cascade({ templates: "org/app@other" });
    expect(expectOneError(run)).toContain("other was deleted in the meantime");
    expect(await s.app.branches()).toEqual(["main"]);
  });

  test("is removed though its commit stays reachable: a failure, and it is not made anew", async () => {
    await using s = await start();
    await plainGit(["branch", "other", "main"], { cwd: s.app.path });
    s.beforeWrites(() => plainGit(["update-ref", "-d", "refs/heads/other"], { cwd: s.app.path }));
    const run = await s.cascade({ templates: "org/app@other" });
    expect(expectOneError(run)).toBe("org/app@other: the branch other was deleted in the meantime");
    expect(reportOf(run)).toMatchObject({ state: "failed", branch: "other", attempts: 1, commit: null });
    expect(await s.app.branches()).toEqual(["main"]);
  });

  test("gets another name: a failure, and the old one is not made anew", async () => {
    await using s = await start();
    s.beforeWrites(() => plainGit(["branch", "-m", "main", "trunk"], { cwd: s.app.path }));
    const run = await s.cascade();
    expect(expectOneError(run)).toBe("org/app: the branch main was deleted in the meantime");
    expect(await s.app.branches()).toEqual(["trunk"]);
    expect(await s.app.log("trunk")).toHaveLength(1);
  });

  test("is set back meanwhile, though others hold what it lost: what it lost stays lost", async () => {
    await using s = await start();
    const earlier = (await s.app.head()) ?? "";
    await s.app.commit({ unfinished: "x\n" });
    await plainGit(["branch", "unfinished", "main"], { cwd: s.app.path });
    s.beforeWrites(() => plainGit(["update-ref", "refs/heads/main", earlier], { cwd: s.app.path }));
    const run = await s.cascade();
    expectSuccess(run);
    expect((await s.app.log())[0]).toMatchObject({ parents: [earlier], files: [".runtime-version"] });
    expect(await textOf(s.app, "unfinished")).toBeUndefined();
  });

  test("is brought the same version twice at once: one commit", async () => {
    await using s = await start();
    const run = await s.cascade({ templates: "org/app\norg/app@main" });
    expectSuccess(run);
    const states = reportsOf(run).map(({ state }) => state);
    expect(states.sort()).toEqual(["unchanged", "updated"]);
    expect(await s.app.log()).toHaveLength(2);
  });
});

describe.concurrent("the branch", () => {
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
