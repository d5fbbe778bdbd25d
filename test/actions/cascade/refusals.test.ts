import { describe, expect, test } from "vitest";
import { type Flavour, faults, type Rule, startGitServer } from "../../support/git-server/index.ts";
import { expectOneError } from "../step.ts";
import { cascade, onPush, pushes, reportOf, template } from "./cascade.ts";
import { scene } from "./pull-requests.ts";

const gh006 = "Protected branch update failed for refs/heads/main.";
const noMessage = "Internal Server Error (no message for end users)";

describe.concurrent("a refusal of the server", () => {
  test.each<[Flavour, words: string]>([
    ["gitea", "Not allowed to push to protected branch main"],
    ["gitea-1.24", "Not allowed to push to protected branch main"],
    ["gitea-1.22", "Not allowed to push to protected branch main"],
    ["forgejo", "Not allowed to push to protected branch main"],
    ["github", `GH006: ${gh006} - Changes must be made through a pull request.`],
    ["github-ruleset", "GH013: Repository rule violations found for refs/heads/main. Review all"],
  ])(
    "as the branch is protected, %s: one push, the server's sentence alone, and what to do",
    async (flavour, words) => {
      await using server = await startGitServer();
      const app = await template(server);
      await app.protect("main", flavour);
      const head = await app.head();
      const run = await cascade(server);
      const message = expectOneError(run);
      expect(message).toContain(`org/app: git push failed: protected branch (${words}`);
      expect(message).not.toMatch(/error:|Gitea:|Forgejo:/);
      expect(message).toContain("on-protected: pull-request");
      expect(reportOf(run)).toMatchObject({ state: "failed", attempts: 1, commit: null, pullRequest: null });
      expect(await app.head()).toBe(head);
      expect(await app.branches()).toEqual(["main"]);
      expect(pushes(server).map(({ phase }) => phase)).toEqual(["refs", "rpc"]);
    },
  );

  test.each(["fail", "pull-request"])(
    "by another hook: one push, also with on-protected: %s",
    async (how) => {
      await using server = await startGitServer();
      const app = await template(server);
      await app.hook("pre-receive", "echo 'No pushes on a Friday' >&2; exit 1\n");
      const run = await cascade(server, { "on-protected": how });
      expect(expectOneError(run)).toMatch(/hook declined \(No pushes on a Friday\); a rule of the server/);
      expect(reportOf(run)).toMatchObject({ state: "failed", attempts: 1 });
      expect(pushes(server).map(({ phase }) => phase)).toEqual(["refs", "rpc"]);
    },
  );

  test("by another hook that only sounds like it: declined", async () => {
    const words = "commits must be signed; see https://git.example.com/data-protected/wiki";
    await using server = await startGitServer();
    const app = await template(server);
    await app.hook("pre-receive", `echo '${words}' >&2; exit 1\n`);
    const message = expectOneError(await cascade(server, { "on-protected": "pull-request" }));
    expect(message).toContain(`hook declined (${words}`);
    expect(message).not.toContain("on-protected");
  });

  test("by an update hook for the branch alone", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    await app.hook("update", "echo 'not this one' >&2; exit 1\n");
    expect(expectOneError(await cascade(server))).toContain("hook declined (not this one");
    expect(pushes(server)).toHaveLength(2);
  });
});

describe.concurrent("a user who may read and not write", () => {
  test.each<[Flavour, words: string]>([
    ["gitea", "(User permission denied for writing.); "],
    ["gitea-1.24", "(User permission denied for writing.); "],
    ["gitea-1.22", "(User permission denied for writing.); "],
    ["forgejo", "(User 'bot' is not allowed to push to branch 'main' in 'org/app'. If you"],
  ])("is told to get write access, %s", async (flavour, words) => {
    for (const how of ["fail", "pull-request"]) {
      await using s = await scene("gitea");
      await s.app.protect("main", flavour, "write");
      const run = await s.propose("1.1.0", { "on-protected": how });
      const message = expectOneError(run);
      expect(message).toContain(`org/app: git push failed: no write access ${words}`);
      expect(message).toContain(
        "; the token may not do this; give its user write access and the token the scope",
      );
      expect(message).not.toContain("a rule of the server");
      expect(reportOf(run)).toMatchObject({ state: "failed", attempts: 1, pullRequest: null });
      expect(s.known.pulls).toEqual([]);
    }
  });
});

describe.concurrent("a refusal that no pull request mends fails, with what would help, and opens none", () => {
  const signature =
    "commits that are pushed have no signature; use commit-through: api, or stop requiring signed commits on the branch";
  const unverified = "(branch main is protected from unverified commit ";
  const file =
    "protected file (branch main is protected from changing file .runtime-version); a pull request would not help; take the file out of the protected file patterns of the branch, or name another path";

  test.each<[Flavour, Rule, reason: string, help: string]>([
    ["gitea-1.22", "signed", `signed commits only ${unverified}`, signature],
    ["gitea-1.24", "signed", `signed commits only ${unverified}`, signature],
    ["forgejo", "signed", `signed commits only ${unverified}`, signature],
    [
      "github",
      "signed",
      `signed commits only (GH006: ${gh006} Commits must have valid signatures.)`,
      signature,
    ],
    ["github-ruleset", "signed", "signed commits only (GH013: ", signature],
    ["gitea-1.22", "file", file, file],
    ["gitea-1.24", "file", file, file],
    ["gitea", "file", file, file],
    ["forgejo", "file", file, file],
  ])("%s, %s", async (flavour, rule, reason, help) => {
    for (const how of ["fail", "pull-request"]) {
      await using s = await scene(flavour.startsWith("github") ? "github" : "gitea");
      await s.app.protect("main", flavour, rule);
      const run = await s.propose("1.1.0", { "on-protected": how });
      const message = expectOneError(run);
      expect(message).toContain(`org/app: git push failed: ${reason}`);
      expect(message).toContain(help);
      expect(reportOf(run)).toMatchObject({ state: "failed", attempts: 1, commit: null, pullRequest: null });
      expect(s.known.pulls).toEqual([]);
      expect(await s.app.branches()).toEqual(["main"]);
    }
  });
});

describe.concurrent("a hook of the server that fails itself", () => {
  test.each<[Flavour, Rule]>([
    ["gitea", "signed"],
    ["gitea", "broken"],
    ["gitea-1.24", "broken"],
    ["gitea-1.22", "broken"],
    ["forgejo", "broken"],
  ])("is tried again, then told as the server's: %s, %s", async (flavour, rule) => {
    await using s = await scene("gitea");
    await s.app.protect("main", flavour, rule);
    const run = await s.propose("1.1.0");
    const message = expectOneError(run);
    expect(message).toContain(`org/app: git push failed: a hook of the server failed (${noMessage}); `);
    expect(message).toContain(
      "the server's log says why, and Gitea 1.26 also answers so where the branch requires",
    );
    expect(reportOf(run)).toMatchObject({ state: "failed", attempts: 3, commit: null, pullRequest: null });
    expect(run.log).toMatch(/^push 1 of 3: a hook of the server failed; trying again in /m);
    expect(s.known.pulls).toEqual([]);
  });

  test("for a moment: pushed in the end", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    await app.protect("main", "gitea", "broken");
    server.faults.add({ match: onPush, act: faults.after(() => app.unprotect("main")) });
    const run = await cascade(server);
    expect(reportOf(run)).toMatchObject({ state: "updated", attempts: 2 });
    expect(await app.log()).toHaveLength(2);
  });
});
