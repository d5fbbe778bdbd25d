import { describe, expect, test } from "vitest";
import type { Flavour, Rule } from "../../../support/git-server/index.ts";
import { expectOneError, expectSuccess } from "../../step.ts";
import { cascade, pushes, reportOf } from "../cascade.ts";
import { startForgeServer } from "../forges.ts";
import { head, scene } from "../pull-requests.ts";

const flavours = ["github", "github-ruleset"] as const;

/** A template on GitHub with a rule for its branch. */
async function ruled(flavour: Flavour, rule: Rule) {
  const s = await startForgeServer({ product: "github" });
  await s.app.protect("main", flavour, rule);
  return s;
}

describe.concurrent.each(flavours)("a branch with a merge queue, %s", (flavour) => {
  test("takes no push, and is told what to do", async () => {
    await using s = await ruled(flavour, "queue");
    const run = await cascade(s.server);
    const message = expectOneError(run);
    expect(message).toMatch(
      /^org\/app: git push failed: merge queue \(GH0.*Changes must be made through the merge queue/,
    );
    expect(message).toContain("; only the merge queue may change the branch; use on-protected: pull-request");
    expect(reportOf(run)).toMatchObject({ state: "failed", attempts: 1, commit: null });
    expect(s.known.pulls).toEqual([]);
  });

  test("with on-protected: pull-request, the request that is to be queued", async () => {
    await using s = await ruled(flavour, "queue");
    const run = await cascade(s.server, { "on-protected": "pull-request" });
    expectSuccess(run);
    expect(reportOf(run).state).toBe("pull-request");
    expect(run.log).toContain("main takes no direct push (merge queue), so a pull request is opened instead");
  });

  test("the request waits in it: it takes no push as long", async () => {
    await using s = await scene("github");
    expectSuccess(await s.propose("1.1.0"));
    await s.app.protect(head, flavour, "queued");
    const before = await s.app.head(head);
    const run = await s.propose("1.2.0");
    const message = expectOneError(run);
    expect(message).toContain("git push failed: its pull request is queued (GH0");
    expect(message).toContain(
      "; it waits in the merge queue, and its branch takes no push until then; run it again once it is merged, or take it out of the queue",
    );
    expect(message).not.toContain("protected too");
    expect(reportOf(run)).toMatchObject({ state: "failed", commit: null });
    expect(await s.app.head(head)).toBe(before);
    // What it brings already needs no push.
    expect(reportOf(await s.propose("1.1.0")).state).toBe("pull-request");
  });
});

test.each(flavours)("a locked branch: no request would help, %s", async (flavour) => {
  for (const how of ["fail", "pull-request"]) {
    await using s = await ruled(flavour, "locked");
    const run = await cascade(s.server, { "on-protected": how });
    const message = expectOneError(run);
    expect(message).toContain("git push failed: locked branch (GH0");
    expect(message).toContain("; a pull request would not help; unlock the branch, or name another");
    expect(reportOf(run)).toMatchObject({ state: "failed", attempts: 1 });
    expect(s.known.pulls).toEqual([]);
  }
});

describe.concurrent("a token without the permission for workflows", () => {
  const words =
    "git push failed: refusing to allow a GitHub App to create or update workflow `.github/workflows/publish-image.yml` without `workflows` permission; the push contains workflow files that the branch lacks; give the token the permission to change workflows, which is Workflows: write, or the scope workflow of a classic token";

  test("on the branch", async () => {
    await using s = await ruled("github", "workflow");
    const message = expectOneError(await cascade(s.server, { "on-protected": "pull-request" }));
    expect(message).toBe(`org/app: ${words}`);
    expect(pushes(s.server).map(({ phase }) => phase)).toEqual(["refs", "rpc"]);
    expect(s.known.pulls).toEqual([]);
  });

  test("on the branch of the request, which continues the template's with its workflows", async () => {
    await using s = await scene("github");
    await s.app.protect(head, "github", "workflow");
    const run = await s.propose("1.1.0");
    expect(expectOneError(run)).toBe(`org/app: ${words}`);
    expect(reportOf(run)).toMatchObject({ state: "failed", commit: null, pullRequest: null });
    expect(s.known.pulls).toEqual([]);
  });
});
