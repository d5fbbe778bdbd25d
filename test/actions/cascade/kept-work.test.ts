import { describe, expect, test } from "vitest";
import * as apiFaults from "../../support/forge/faults.ts";
import { faults, plainGit } from "../../support/git-server/index.ts";
import { expectOneError, expectSuccess } from "../step.ts";
import { lines, onPush, pushes, reportOf, textOf, workflow, workflowPath } from "./cascade.ts";
import { at, expectForward, expectOneChange, head, scene } from "./pull-requests.ts";

describe.concurrent("an open pull request that is refreshed again and again", () => {
  test("keeps the commits that others made, though the base moves", async () => {
    await using s = await scene();
    expectSuccess(await s.propose("1.1.0"));
    const theirs = await s.app.commit({ notes: "by hand\n" }, { branch: head });
    for (const version of ["1.2.0", "1.3.0"]) {
      const before = await s.app.head(head);
      expectSuccess(await s.propose(version));
      await expectForward(s, before);
      await expectForward(s, theirs);
      expect(await textOf(s.app, "notes", head)).toBe("by hand\n");
      expect(await textOf(s.app, ".runtime-version", head)).toBe(`${version}\n`);
      await s.app.commit({ Dockerfile: `FROM base:${version}\n` });
    }
    expect(s.known.pulls).toHaveLength(1);
    const merged = await plainGit(["merge-tree", "--write-tree", "refs/heads/main", `refs/heads/${head}`], {
      cwd: s.app.path,
    });
    const changed = await plainGit(["diff", "--name-only", "refs/heads/main", merged.stdout.trim()], {
      cwd: s.app.path,
    });
    expect(changed.stdout).toBe(".runtime-version\nnotes\n");
  });

  test("continues the base where all of its commits are ours", async () => {
    await using s = await scene();
    for (const [n, version] of ["1.1.0", "1.2.0"].entries()) {
      await s.app.commit({ ".runtime-version": `1.0.${n}\n`, Dockerfile: `FROM base:${n}\n` });
      const before = await s.app.head(head);
      expectSuccess(await s.propose(version));
      if (before !== undefined) await expectForward(s, before);
      await expectOneChange(s, version);
    }
    expect(await textOf(s.app, "Dockerfile", head)).toBe("FROM base:1\n");
  });

  test("costs no request more where the template has a .mailmap", async () => {
    await using s = await scene();
    const asked = async (version: string): Promise<string[]> => {
      s.server.clearRequests();
      expectSuccess(await s.propose(version));
      return lines(s.server.requests);
    };
    await asked("1.1.0");
    const without = await asked("1.2.0");
    await s.app.commit({ ".mailmap": "Somebody <other@example.test> <noreply@imgpub.invalid>\n" });
    await asked("1.3.0");
    expect(await asked("1.4.0")).toEqual(without);
  });
});

describe.concurrent("an open pull request with a higher version", () => {
  test.each([
    ["skip", "superseded", "1.3.0", 0],
    ["fail", "failed", "1.3.0", 1],
    ["overwrite", "pull-request", "1.2.0", 0],
  ] as const)("and on-newer: %s: %s", async (onNewer, state, held, exitCode) => {
    await using s = await scene();
    expectSuccess(await s.propose("1.3.0"));
    const before = await s.app.head(head);
    const run = await s.propose("1.2.0", { "on-newer": onNewer });
    expect(run.exitCode, run.stdout).toBe(exitCode);
    expect(reportOf(run)).toMatchObject({ state, pullRequest: `${s.server.url}/org/app/pulls/1` });
    expect(await textOf(s.app, ".runtime-version", head)).toBe(`${held}\n`);
    expect(s.known.pulls).toHaveLength(1);
    expect(s.known.pulls[0]?.title).toContain(held);
    if (held === "1.3.0") {
      expect(await s.app.head(head)).toBe(before);
      expect(reportOf(run)).toMatchObject({ commit: null, error: expect.stringContaining('"1.3.0"') });
    }
  });

  test("that comes while this runs: superseded, whatever on-newer says", async () => {
    await using s = await scene();
    expectSuccess(await s.propose("1.1.0"));
    s.server.faults.add({
      match: { ...onPush, nth: 2 },
      act: faults.before(() => s.app.commit({ ".runtime-version": "3.0.0\n" }, { branch: head })),
    });
    const run = await s.propose("1.4.0", { "on-newer": "overwrite" });
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({ state: "superseded", commit: null });
    expect(run.outputs.superseded).toBe("org/app");
    expect(await textOf(s.app, ".runtime-version", head)).toBe("3.0.0\n");
  });
});

describe.concurrent("a forge that lets nobody open a pull request", () => {
  test("gets one commit, however often it is tried, and the request with it in the end", async () => {
    await using s = await scene();
    let refusing = true;
    s.forge.faults.add({
      match: (request) => refusing && at("POST", /\/pulls$/)(request),
      times: Infinity,
      act: apiFaults.status(403, { message: "no scope" }),
    });
    const first = await s.propose("1.1.0");
    expect(expectOneError(first)).toContain("HTTP 403 (no scope)");
    const made = await s.app.head(head);
    expect(reportOf(first)).toMatchObject({ state: "failed", commit: made, attempts: 2 });
    expect(expectOneError(await s.propose("1.1.0"))).toContain("HTTP 403 (no scope)");
    expect(await s.app.head(head)).toBe(made);
    refusing = false;
    const last = await s.propose("1.1.0");
    expectSuccess(last);
    expect(reportOf(last)).toMatchObject({ state: "pull-request", attempts: 1 });
    expect(await s.app.head(head)).toBe(made);
    expect(s.known.pulls).toMatchObject([{ head, base: "main", state: "open" }]);
    await expectOneChange(s, "1.1.0");
  });

  test("while the base moves: the commit made later continues it", async () => {
    await using s = await scene();
    s.forge.faults.add({ match: at("POST", /\/pulls$/), act: apiFaults.status(403) });
    expectOneError(await s.propose("1.1.0"));
    const made = await s.app.head(head);
    await s.app.commit({ Dockerfile: "FROM other\n" });
    expectSuccess(await s.propose("1.1.0"));
    await expectForward(s, made);
    await expectOneChange(s, "1.1.0");
  });
});

describe.concurrent("the branch of the request", () => {
  test("cannot be made as another one is in the way: one push, and a sentence that says so", async () => {
    await using s = await scene();
    await s.app.commit({}, { branch: "imgpub" });
    const run = await s.propose("1.1.0");
    expect(expectOneError(run)).toMatch(
      /^org\/app: git push failed: the branch imgpub is in the way of its name/,
    );
    // The other one is that to the protected branch.
    expect(pushes(s.server).filter(({ phase }) => phase === "rpc")).toHaveLength(2);
    expect(reportOf(run)).toMatchObject({ state: "failed", attempts: 2, commit: null });
    expect(await s.app.branches()).toEqual(["imgpub", "main"]);
    expect(s.known.pulls).toEqual([]);
  });

  test("is protected too: nobody is told to use what was used", async () => {
    await using s = await scene();
    await s.app.protect(head, "gitea");
    const run = await s.propose("1.1.0");
    const message = expectOneError(run);
    expect(message).toContain(`the branch ${head} of the pull request is protected too`);
    expect(message).not.toContain("on-protected");
    expect(s.known.pulls).toEqual([]);
  });

  test("is another one for another path", async () => {
    await using s = await scene();
    await s.app.commit({
      "runtime-version": "1.0.0\n",
      [workflowPath]: `${workflow}      - run: cat runtime-version\n`,
    });
    expectSuccess(await s.propose("1.1.0"));
    expectSuccess(await s.propose("5.0.0", { path: "runtime-version" }));
    expect(s.known.pulls).toHaveLength(2);
    const [one, other] = s.known.pulls.map((pull) => pull.head);
    expect(one).toBe(head);
    expect(await textOf(s.app, ".runtime-version", one)).toBe("1.1.0\n");
    expect(await textOf(s.app, "runtime-version", one)).toBe("1.0.0\n");
    expect(await textOf(s.app, ".runtime-version", other)).toBe("1.0.0\n");
    expect(await textOf(s.app, "runtime-version", other)).toBe("5.0.0\n");
  });
});
