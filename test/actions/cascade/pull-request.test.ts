import { describe, expect, test } from "vitest";
import * as apiFaults from "../../support/forge/faults.ts";
import { faults, plainGit, startGitServer, withoutApi } from "../../support/git-server/index.ts";
import { expectOneError, expectSuccess } from "../step.ts";
import { onCommit } from "./api/ways.ts";
import { cascade, onPush, pushes, reportOf, template, textOf, workflow } from "./cascade.ts";
import { startForgeServer } from "./forges.ts";
import { at, expectAfter, expectForward, expectOneChange, head, scene } from "./pull-requests.ts";

describe.concurrent("a protected branch with on-protected: pull-request", () => {
  test.each([
    ["gitea", "gitea", "/pulls/1", "git"],
    ["forgejo", "forgejo", "/pulls/1", "git"],
    ["github", "github", "/pull/1", "git"],
    ["github", "github-ruleset", "/pull/1", "git"],
    ["gitea", "gitea", "/pulls/1", "api"],
    ["forgejo", "forgejo", "/pulls/1", "api"],
    ["github", "github", "/pull/1", "api"],
    ["github", "github-ruleset", "/pull/1", "api"],
  ] as const)("opens one on %s, %s, %s through %s", async (product, flavour, page, through) => {
    await using s = await scene(product, through);
    await s.app.protect("main", flavour);
    const base = await s.app.head();
    const run = await s.propose("1.1.0");
    expectSuccess(run);
    const report = reportOf(run);
    expect(report).toMatchObject({
      state: "pull-request",
      branch: "main",
      from: "1.0.0",
      to: "1.1.0",
      attempts: 2,
      pullRequest: `${s.server.url}/org/app${page}`,
      commit: await s.app.head(head),
      error: null,
    });
    expect(await s.app.head()).toBe(base);
    expect((await s.app.log(head))[0]).toMatchObject({ parents: [base], files: [".runtime-version"] });
    await expectOneChange(s, "1.1.0");
    expect(s.known.pulls).toMatchObject([
      { head, base: "main", title: "chore: pin runtime to 1.1.0 (publish-runtime cascade)", state: "open" },
    ]);
    expect(s.known.pulls[0]?.body).toMatch(/`\.runtime-version`, which holds `1\.0\.0`, to `1\.1\.0`/);
    expect(run.log).toContain(`pull request ${report.pullRequest}`);
    expect(run.summary).toContain(`${page}">pull request</a>`);
    expect(run.outputs).toMatchObject({ updated: "", unchanged: "", failed: "" });
  });

  test("opens none where the branch can be pushed to", async () => {
    await using s = await scene();
    await s.app.unprotect("main");
    expect(reportOf(await s.propose("1.1.0")).state).toBe("updated");
    expect(s.known.pulls).toEqual([]);
    expect(s.forge.log.some(({ path }) => path.includes("/pulls"))).toBe(false);
  });

  test("opens none in a dry run", async () => {
    await using s = await scene();
    expectSuccess(await s.propose("1.1.0", { "dry-run": "true" }));
    expect(s.forge.log.some(({ path }) => path.includes("/pulls"))).toBe(false);
    expect(pushes(s.server)).toEqual([]);
  });

  test("is served by a forge below a path", async () => {
    await using made = await startForgeServer({ product: "gitea", path: "/git" });
    await made.app.protect("main", "gitea");
    const run = await cascade(made.server, { "on-protected": "pull-request" });
    expectSuccess(run);
    expect(reportOf(run).pullRequest).toBe(`${made.server.url}/org/app/pulls/1`);
  });
});

describe.concurrent.each([
  ["gitea", "git"],
  ["gitea", "api"],
  ["github", "api"],
] as const)("an open pull request on %s, through %s", (product, through) => {
  const page = (n: number) => `/org/app/${product === "github" ? "pull" : "pulls"}/${n}`;

  test("is refreshed by a later version: the same one, and its branch only moves forward", async () => {
    await using s = await scene(product, through);
    expectSuccess(await s.propose("1.1.0"));
    const first = await s.app.head(head);
    const run = await s.propose("1.2.0");
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({
      state: "pull-request",
      pullRequest: `${s.server.url}${page(1)}`,
    });
    await expectAfter(s, first, through);
    await expectOneChange(s, "1.2.0");
    expect(s.known.pulls).toHaveLength(1);
    expect(s.known.pulls[0]).toMatchObject({ title: expect.stringContaining("1.2.0"), state: "open" });
    expect(s.known.pulls[0]?.body).toContain("`1.2.0`");
  });

  test("with the version already gets no commit", async () => {
    await using s = await scene(product, through);
    expectSuccess(await s.propose("1.1.0"));
    const first = await s.app.head(head);
    s.server.clearRequests();
    const run = await s.propose("1.1.0");
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({
      state: "pull-request",
      commit: null,
      attempts: 1,
      pullRequest: `${s.server.url}${page(1)}`,
    });
    expect(await s.app.head(head)).toBe(first);
    // The one push is that to the protected branch, and nothing but the first run's commit and request were asked for.
    expect(pushes(s.server).map(({ phase }) => phase)).toEqual(through === "git" ? ["refs", "rpc"] : []);
    expect(
      s.forge.log.filter(({ method, path }) => method === "POST" && path.endsWith("/pulls")),
    ).toHaveLength(1);
    expect(await s.app.log(head)).toHaveLength(2);
  });

  test("keeps a commit that somebody added to it", async () => {
    await using s = await scene(product, through);
    expectSuccess(await s.propose("1.1.0"));
    const theirs = await s.app.commit({ "release-notes": "by hand\n" }, { branch: head });
    const run = await s.propose("1.2.0");
    expectSuccess(run);
    expect((await s.app.log(head))[0]).toMatchObject({ parents: [theirs], files: [".runtime-version"] });
    expect(await textOf(s.app, "release-notes", head)).toBe("by hand\n");
    expect(await textOf(s.app, ".runtime-version", head)).toBe("1.2.0\n");
  });

  test("has no conflict after its base has moved", async () => {
    await using s = await scene(product, through);
    expectSuccess(await s.propose("1.1.0"));
    const first = await s.app.head(head);
    await s.app.commit({ ".runtime-version": "1.0.9\n", Dockerfile: "FROM other\n" });
    expectSuccess(await s.propose("1.2.0"));
    await expectAfter(s, first, through);
    await expectOneChange(s, "1.2.0");
    expect(await textOf(s.app, "Dockerfile", head)).toBe("FROM other\n");
  });

  test("was merged and its branch left behind: a later version opens another one", async () => {
    await using s = await scene(product, through);
    expectSuccess(await s.propose("1.1.0"));
    const first = await s.app.head(head);
    // Squashed, so that the branch's own commit is in no history of the base.
    await s.app.commit({ ".runtime-version": "1.1.0\n", Dockerfile: "FROM other\n" });
    for (const pull of s.known.pulls) pull.state = "closed";
    expect(reportOf(await s.propose("1.1.0")).state).toBe("unchanged");
    const run = await s.propose("1.2.0");
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({ from: "1.1.0", pullRequest: `${s.server.url}${page(2)}` });
    expect(s.known.pulls.map(({ state }) => state)).toEqual(["closed", "open"]);
    await expectAfter(s, first, through);
    await expectOneChange(s, "1.2.0");
  });

  test("was closed with its branch removed: another one is opened", async () => {
    await using s = await scene(product, through);
    expectSuccess(await s.propose("1.1.0"));
    for (const pull of s.known.pulls) pull.state = "closed";
    await plainGit(["update-ref", "-d", `refs/heads/${head}`], { cwd: s.app.path });
    expectSuccess(await s.propose("1.1.0"));
    expect(s.known.pulls.map(({ state }) => state)).toEqual(["closed", "open"]);
    await expectOneChange(s, "1.1.0");
  });

  test("was closed with its branch left behind at the version: opened again by the same version", async () => {
    await using s = await scene(product, through);
    expectSuccess(await s.propose("1.1.0"));
    for (const pull of s.known.pulls) pull.state = "closed";
    expectSuccess(await s.propose("1.1.0"));
    expect(s.known.pulls.map(({ state }) => state)).toEqual(["closed", "open"]);
    await expectOneChange(s, "1.1.0");
  });

  test("was closed with somebody's file in it: the next one has the version alone", async () => {
    await using s = await scene(product, through);
    expectSuccess(await s.propose("1.1.0"));
    const theirs = await s.app.commit({ rejected: "by hand\n" }, { branch: head });
    for (const pull of s.known.pulls) pull.state = "closed";
    const run = await s.propose("1.2.0");
    expectSuccess(run);
    await expectOneChange(s, "1.2.0");
    expect(await textOf(s.app, "rejected", head)).toBeUndefined();
    if (through === "api") expect(run.log).toContain(`begins anew; it held ${theirs}`);
  });

  test("was not opened by a run that was cut short, and its base moves: no conflict", async () => {
    await using s = await scene(product, through);
    await plainGit(["branch", head, "main"], { cwd: s.app.path });
    await s.app.commit({ ".runtime-version": "1.0.5\n" });
    expectSuccess(await s.propose("1.2.0"));
    await expectOneChange(s, "1.2.0");
  });

  test("is open on what the base held earlier: no conflict", async () => {
    await using s = await scene(product, through);
    expectSuccess(await s.propose("1.1.0"));
    await plainGit(["update-ref", `refs/heads/${head}`, "refs/heads/main"], { cwd: s.app.path });
    await s.app.commit({ ".runtime-version": "1.0.5\n" });
    expectSuccess(await s.propose("1.2.0"));
    await expectOneChange(s, "1.2.0");
    expect(s.known.pulls).toHaveLength(1);
  });

  test("is one for each branch and path", async () => {
    await using s = await scene(product, through);
    await s.app.commit({ ".runtime-version": "0.9.0\n" }, { branch: "release/1.x" });
    await s.app.protect("release/1.x", "gitea");
    const run = await s.propose("1.1.0", { templates: "org/app\norg/app@release/1.x" });
    expectSuccess(run);
    expect(s.known.pulls.map((pull) => [pull.head, pull.base]).sort()).toEqual([
      [head, "main"],
      ["imgpub/release/1.x/runtime-version", "release/1.x"],
    ]);
  });
});

describe.concurrent("the API", () => {
  test("refuses: a failure that says so; a rerun finishes", async () => {
    await using s = await scene();
    s.forge.faults.add({
      match: at("POST", /\/pulls$/),
      times: 1,
      act: apiFaults.status(403, { message: "token does not have the required scope" }),
    });
    const run = await s.propose("1.1.0");
    expect(expectOneError(run)).toMatch(
      /^org\/app: POST .*\/repos\/org\/app\/pulls: HTTP 403 \(token does not have/,
    );
    expect(reportOf(run)).toMatchObject({ state: "failed", pullRequest: null });
    expect(s.forge.asked("POST", "/pulls")).toHaveLength(1);
    expectSuccess(await s.propose("1.1.0"));
    expect(s.known.pulls).toHaveLength(1);
    await expectOneChange(s, "1.1.0");
  });

  test("repeats the token: it is told nowhere", async () => {
    await using s = await scene();
    s.forge.faults.add({ match: at("POST", /\/pulls$/), act: apiFaults.echo(403) });
    const run = await s.propose("1.1.0");
    expectOneError(run);
    const said = run.stdout.replaceAll(/^::add-mask::.*$/gm, "") + run.summary + JSON.stringify(run.outputs);
    expect(said).not.toContain(s.server.token);
    expect(said).not.toContain(Buffer.from(`x-access-token:${s.server.token}`).toString("base64"));
  });

  test.each(["gitea", "github"] as const)(
    "fails for a moment, or loses its answer, on %s: one request",
    async (product) => {
      await using s = await scene(product);
      s.forge.faults.add({ match: at("GET", /\/pulls$/), times: 2, act: apiFaults.status(503) });
      s.forge.faults.add({ match: at("POST", /\/pulls$/), act: apiFaults.lostAnswer() });
      const run = await s.propose("1.1.0");
      expectSuccess(run);
      expect(reportOf(run).state).toBe("pull-request");
      expect(s.known.pulls).toHaveLength(1);
    },
  );

  test("redirects: the token goes nowhere else", async () => {
    await using s = await scene();
    await using other = await startForgeServer({ product: "gitea" });
    s.forge.faults.add({
      match: at("GET", /\/pulls$/),
      times: Infinity,
      act: apiFaults.redirect(`${other.server.origin}/api/v1/repos/org/app/pulls`),
    });
    expect(expectOneError(await s.propose("1.1.0"))).toContain("which is not followed");
    expect([...other.forge.log, ...other.server.requests]).toEqual([]);
  });

  test("is none that is known: a failure that says so", async () => {
    await using server = await startGitServer({ also: withoutApi });
    const app = await template(server);
    await app.protect("main", "gitea");
    const run = await cascade(server, { "on-protected": "pull-request" });
    expect(expectOneError(run)).toContain("neither Gitea, Forgejo nor GitHub answers here");
    expect(await app.branches()).toEqual(["main"]);
  });
});

describe.concurrent("a push by somebody else to the request's branch before ours", () => {
  const onBranch = { repository: "org/app", ...onPush, nth: 2 };

  test("while it is open: their commit is kept", async () => {
    await using s = await scene();
    expectSuccess(await s.propose("1.1.0"));
    let theirs = "";
    s.server.faults.add({
      match: onBranch,
      act: faults.before(async () => {
        theirs = await s.app.commit({ notes: "by hand\n" }, { branch: head });
      }),
    });
    const run = await s.propose("1.2.0");
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({ state: "pull-request", attempts: 3 });
    expect((await s.app.log(head))[0]?.parents).toEqual([theirs]);
    expect(await textOf(s.app, "notes", head)).toBe("by hand\n");
  });

  test("that makes it: nothing is lost, and the request changes the one file", async () => {
    await using s = await scene();
    let theirs = "";
    s.server.faults.add({
      match: onBranch,
      act: faults.before(async () => {
        theirs = await s.app.commit({ ".runtime-version": "1.0.7\n" }, { branch: head });
      }),
    });
    const run = await s.propose("1.1.0");
    expectSuccess(run);
    await expectForward(s, theirs);
    await expectOneChange(s, "1.1.0");
    expect(s.known.pulls).toHaveLength(1);
  });

  test("again and again: given up", async () => {
    await using s = await scene();
    let n = 0;
    s.server.faults.add({
      match: onBranch,
      times: Infinity,
      act: faults.before(() => s.app.commit({ notes: `${++n}\n` }, { branch: head })),
    });
    const run = await s.propose("1.1.0");
    expect(expectOneError(run)).toContain("others keep pushing to the branch");
    expect(reportOf(run)).toMatchObject({ state: "failed", attempts: 3 });
    expect(s.known.pulls).toEqual([]);
  });

  test("and an answer that is lost: one commit", async () => {
    await using s = await scene();
    s.server.faults.add({ match: onBranch, times: 2, act: faults.resetAfterHandling() });
    const run = await s.propose("1.1.0");
    expectSuccess(run);
    expect(await s.app.log(head)).toHaveLength(2);
    expect(reportOf(run).commit).toBe(await s.app.head(head));
  });

  test("refused there too: a failure", async () => {
    await using s = await scene();
    await s.app.protect(head, "gitea");
    const run = await s.propose("1.1.0");
    expect(expectOneError(run)).toContain("protected branch");
    expect(s.known.pulls).toEqual([]);
  });
});

describe.concurrent.each(["gitea", "github"] as const)("a refresh through the API of %s", (product) => {
  const onRequests = { repository: "org/app", ...onPush };

  const random = "0b5cf1e5-0000-4000-8000-00000000000";
  const longAgo = `${head}.1700000000.${random}1`;

  test("removes what killed runs left beside the branch, and nobody else's", async () => {
    await using s = await scene(product, "api");
    expectSuccess(await s.propose("1.1.0"));
    const kept = [
      `${head}-next`,
      `${head}.1700000000.${random}2`,
      `${head}.99999999999.${random}3`,
      `${head}.notes`,
    ];
    for (const branch of kept) await s.app.commit({ notes: "by hand\n" }, { branch });
    await s.app.commit(
      { ".runtime-version": "1.2.0\n" },
      { branch: longAgo, message: `Ours\n\nImgpub-Commit: ${random}1\n` },
    );
    expectSuccess(await s.propose("1.2.0"));
    await expectOneChange(s, "1.2.0");
    expect((await s.app.branches()).sort()).toEqual([head, "main", ...kept].sort());
    for (const branch of kept) expect(await textOf(s.app, "notes", branch)).toBe("by hand\n");
  });

  test("leaves the request of a path that ends in -next alone", async () => {
    await using s = await scene(product, "api");
    const folder = product === "github" ? ".github" : ".gitea";
    const other = workflow.replace(".runtime-version", ".runtime-version-next");
    await s.app.commit({ [`${folder}/workflows/next.yml`]: other });
    const next = { path: ".runtime-version-next", workflow: "next.yml" };
    expectSuccess(await s.propose("9.0.0", next));
    const before = await s.app.head(`${head}-next`);
    for (const version of ["1.1.0", "1.2.0"]) expectSuccess(await s.propose(version));
    expect(await s.app.head(`${head}-next`)).toBe(before);
    expect(s.known.pulls.map(({ state }) => state)).toEqual(["open", "open"]);
    await expectOneChange(s, "1.2.0");
  });

  test("by several runs at once leaves one request with the highest version", async () => {
    await using s = await scene(product, "api");
    expectSuccess(await s.propose("1.1.0"));
    const versions = ["1.2.0", "1.3.0", "1.3.0"];
    const more = { attempts: "10", "on-newer": "skip" } as const;
    const runs = await Promise.all(versions.map((version) => s.propose(version, more)));
    for (const run of runs) expectSuccess(run);
    await expectOneChange(s, "1.3.0");
    expect(s.known.pulls).toMatchObject([{ state: "open", title: expect.stringContaining("1.3.0") }]);
    expect((await s.app.branches()).sort()).toEqual([head, "main"]);
  });

  test("loses no commit that comes in between, and leaves no branch behind", async () => {
    await using s = await scene(product, "api");
    expectSuccess(await s.propose("1.1.0"));
    let theirs = "";
    // The first push makes the branch beside it.
    s.server.faults.add({
      match: { ...onRequests, nth: 2 },
      act: faults.before(async () => {
        theirs = await s.app.commit({ notes: "by hand\n" }, { branch: head });
      }),
    });
    const run = await s.propose("1.2.0");
    expectSuccess(run);
    expect((await s.app.log(head))[0]).toMatchObject({ parents: [theirs], files: [".runtime-version"] });
    expect(await textOf(s.app, "notes", head)).toBe("by hand\n");
    expect(await s.app.branches()).toEqual([head, "main"]);
  });

  test.each([1, 2, 3])("finds its commit where the answer of push %i is lost", async (nth) => {
    await using s = await scene(product, "api");
    expectSuccess(await s.propose("1.1.0"));
    s.server.faults.add({ match: { ...onRequests, nth }, times: 2, act: faults.resetAfterHandling() });
    const run = await s.propose("1.2.0", { attempts: "5" });
    expectSuccess(run);
    await expectOneChange(s, "1.2.0");
    expect(reportOf(run).commit).toBe(await s.app.head(head));
    expect(s.known.pulls).toHaveLength(1);
  });

  test("finds its commit where the answer of the API is lost", async () => {
    await using s = await scene(product, "api");
    expectSuccess(await s.propose("1.1.0"));
    s.forge.faults.add({
      match: (request) => onCommit(request) && JSON.stringify(request.body).includes(`${head}.`),
      act: apiFaults.lostAnswer(),
    });
    const run = await s.propose("1.2.0", { attempts: "5" });
    expectSuccess(run);
    await expectOneChange(s, "1.2.0");
    expect((await s.app.log(head)).filter(({ files }) => files[0] === ".runtime-version")).toHaveLength(1);
  });
});
