import { describe, expect, test } from "vitest";
import * as apiFaults from "../../../support/forge/faults.ts";
import type { FakeForge } from "../../../support/forge/forge.ts";
import type { Rule } from "../../../support/git-server/index.ts";
import { expectOneError, expectSuccess } from "../../step.ts";
import { type CascadeInputs, cascade, messages, pushes, reportOf, textOf } from "../cascade.ts";
import { type ForgeServer, startForgeServer } from "../forges.ts";
import { onCommit } from "./ways.ts";

const products = ["gitea", "forgejo", "github"] as const;
const mark = /\n\nImgpub-Commit: [\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\n?$/;

const byApi = (s: ForgeServer, inputs: CascadeInputs = {}) =>
  cascade(s.server, { "commit-through": "api", ...inputs });

const commitsAskedFor = (forge: FakeForge) => forge.log.filter(onCommit).length;

describe.concurrent.each(products)("on %s, the commit is made by the API", (product) => {
  test("and nothing is pushed", async () => {
    await using s = await startForgeServer({ product });
    const base = await s.app.head();
    const run = await byApi(s);
    expectSuccess(run);
    const [entry] = await s.app.log();
    expect(reportOf(run)).toMatchObject({ state: "updated", from: "1.0.0", attempts: 1, commit: entry?.sha });
    expect(entry).toMatchObject({ parents: [base], files: [".runtime-version"] });
    expect(entry?.message).toMatch(/^chore: pin runtime to 1\.1\.0 /);
    expect(entry?.message).toMatch(mark);
    expect(entry?.author.name).toBe(product === "github" ? "cascade-bot" : "imgpub");
    expect(entry?.committer.name).toBe(product === "github" ? "GitHub" : "imgpub");
    expect(await textOf(s.app)).toBe("1.1.0\n");
    expect(pushes(s.server)).toEqual([]);
    expect(commitsAskedFor(s.forge)).toBe(1);
    expect(messages(run, "warning")).toEqual([]);
  });

  test("also where there is no file yet, and in a folder", async () => {
    await using s = await startForgeServer({ product }, { version: null });
    const run = await byApi(s, { path: "docker/a b#1.txt", "on-unwired": "warn" });
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({ state: "updated", from: null });
    expect(await textOf(s.app, "docker/a b#1.txt")).toBe("1.1.0\n");
  });

  test("not twice: the next run finds the version", async () => {
    await using s = await startForgeServer({ product });
    expectSuccess(await byApi(s));
    const run = await byApi(s);
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({ state: "unchanged", commit: null, attempts: 0 });
    expect(commitsAskedFor(s.forge)).toBe(1);
    expect(await s.app.log()).toHaveLength(2);
  });

  test("not in a dry run", async () => {
    await using s = await startForgeServer({ product });
    expectSuccess(await byApi(s, { "dry-run": "true" }));
    expect(commitsAskedFor(s.forge)).toBe(0);
  });

  test("with the trailers of co-authors before the mark", async () => {
    await using s = await startForgeServer({ product });
    expectSuccess(await byApi(s, { "co-author": "Ada <ada@example.com>" }));
    expect((await s.app.log())[0]?.message).toMatch(
      /\n\nCo-authored-by: Ada <ada@example\.com>\nImgpub-Commit: \S+\n?$/,
    );
  });

  test("without a signature where the server does not sign: told", async () => {
    await using s = await startForgeServer({ product });
    s.forge.signs = false;
    const run = await byApi(s);
    expectSuccess(run);
    expect(messages(run, "warning")).toEqual(["org/app: the server made the commit without a signature"]);
  });

  test("onto a branch that takes signed commits only", async () => {
    await using s = await startForgeServer({ product });
    await s.app.protect("main", product, "signed");
    const pushed = await cascade(s.server, {});
    expect(expectOneError(pushed)).toContain("commit-through: api");
    const run = await byApi(s);
    expectSuccess(run);
    expect(reportOf(run).state).toBe("updated");
  });

  test("onto such a branch, by a server that does not sign: a failure that says so, and no pull request", async () => {
    await using s = await startForgeServer({ product });
    s.forge.signs = false;
    await s.app.protect("main", product, "signed");
    const run = await byApi(s, { "on-protected": "pull-request" });
    expect(expectOneError(run)).toMatch(
      /^org\/app: the commit through the API failed: signed commits only \(.*\); .* the server does not sign those of this token/,
    );
    expect(reportOf(run)).toMatchObject({ state: "failed", attempts: 1, pullRequest: null });
    expect(await s.app.branches()).toEqual(["main"]);
  });

  test("with an executable file: kept, or refused", async () => {
    const version = { mode: "100755", content: "1.0.0\n" } as const;
    await using s = await startForgeServer({ product }, { version });
    const run = await byApi(s);
    const entries = await s.app.entries();
    expect(entries.find(({ path }) => path === ".runtime-version")?.mode).toBe("100755");
    const dry = await byApi(s, { version: "1.2.0", "dry-run": "true" });
    if (product !== "github") {
      expectSuccess(run);
      return expectSuccess(dry);
    }
    expect(expectOneError(dry)).toBe(expectOneError(run));
    expect(expectOneError(run)).toContain("is executable, which GitHub's API does not keep");
    expect(commitsAskedFor(s.forge)).toBe(0);
  });

  test("with an author: theirs, or refused", async () => {
    await using s = await startForgeServer({ product });
    const author = { "author-name": "Release bot", "author-email": "bot@example.com" };
    const run = await byApi(s, author);
    if (product === "github") {
      expect(expectOneError(await byApi(s, { ...author, "dry-run": "true" }))).toBe(expectOneError(run));
      expect(expectOneError(run)).toContain("leave out author-name and author-email");
      expect(commitsAskedFor(s.forge)).toBe(0);
    } else {
      expectSuccess(run);
      expect((await s.app.log())[0]?.author).toEqual({ name: "Release bot", email: "bot@example.com" });
    }
  });
});

describe.concurrent("an answer that is no success", () => {
  test.each(products)(
    "on %s, a server in trouble: tried again, as often as attempts allows",
    async (product) => {
      for (const code of [500, 502, 503]) {
        await using s = await startForgeServer({ product });
        s.forge.faults.add({ match: onCommit, times: 2, act: apiFaults.status(code) });
        const run = await byApi(s);
        expectSuccess(run);
        expect(reportOf(run)).toMatchObject({ state: "updated", attempts: 3 });
        expect(await s.app.log()).toHaveLength(2);
      }
      await using s = await startForgeServer({ product });
      s.forge.faults.add({ match: onCommit, times: Infinity, act: apiFaults.status(503) });
      const run = await byApi(s);
      expect(expectOneError(run)).toContain("the commit through the API failed: HTTP 503");
      expect(reportOf(run)).toMatchObject({ state: "failed", attempts: 3, commit: null });
      expect(commitsAskedFor(s.forge)).toBe(3);
    },
  );

  test.each(products)("on %s, too many requests: waited for as long as it asks", async (product) => {
    await using s = await startForgeServer({ product });
    s.forge.faults.add({ match: onCommit, act: apiFaults.tooMany(1) });
    const run = await byApi(s);
    expectSuccess(run);
    expect(run.log).toContain("429, rate limit, 1 s; trying again in 1 s");
    expect(reportOf(run)).toMatchObject({ state: "updated", attempts: 2 });
    expect(commitsAskedFor(s.forge)).toBe(2);
  });

  test.each(products)(
    "on %s, lost, or another's, after it was made: found, and no second commit",
    async (product) => {
      const lost = [
        apiFaults.lostAnswer(),
        ...[400, 403, 404, 413, 422, 499, 500, 502, 504].map(
          (code): apiFaults.ForgeAct =>
            (request, next) => {
              next();
              return apiFaults.webPage(code)(request, next);
            },
        ),
        ((request, next) => {
          next();
          return apiFaults.otherJson()(request, next);
        }) as apiFaults.ForgeAct,
      ];
      for (const act of lost) {
        await using s = await startForgeServer({ product });
        s.forge.faults.add({ match: onCommit, act });
        const run = await byApi(s);
        expectSuccess(run);
        const log = await s.app.log();
        expect(log).toHaveLength(2);
        expect(reportOf(run)).toMatchObject({ state: "updated", commit: log[0]?.sha, attempts: 1 });
        expect(run.log).toContain("the push had reached the server after all");
      }
    },
  );

  test.each(products)(
    "on %s, a refusal in words that are not known, after it was made: found",
    async (product) => {
      for (const code of [403, 409, 422]) {
        await using s = await startForgeServer({ product });
        s.forge.faults.add({
          match: onCommit,
          act: (request, next) => {
            next();
            return apiFaults.status(code, { message: "not today" })(request, next);
          },
        });
        const run = await byApi(s);
        expectSuccess(run);
        expect(reportOf(run)).toMatchObject({ state: "updated", commit: await s.app.head(), attempts: 1 });
        expect(await s.app.log()).toHaveLength(2);
      }
    },
  );

  test.each(products)(
    "on %s, lost where somebody else brings the same version: theirs is theirs",
    async (product) => {
      await using s = await startForgeServer({ product });
      let theirs = "";
      s.forge.faults.add({
        match: onCommit,
        act: async () => {
          theirs = await s.app.commit({ ".runtime-version": "1.1.0\n" }, { message: "Ours, or is it?\n" });
          return "reset" as const;
        },
      });
      const run = await byApi(s);
      expectSuccess(run);
      expect(reportOf(run)).toMatchObject({ state: "unchanged", commit: null, attempts: 1 });
      expect(await s.app.head()).toBe(theirs);
    },
  );

  test("on forgejo a 409, on gitea a 500, where a push came between its look and its own", async () => {
    for (const [product, code] of [
      ["forgejo", 409],
      ["gitea", 500],
    ] as const) {
      await using s = await startForgeServer({ product });
      s.forge.faults.add({
        match: onCommit,
        act: async (request, next) => {
          await s.app.commit({ other: "theirs\n" });
          return apiFaults.status(code, { message: code === 409 ? "push out of date" : "" })(request, next);
        },
      });
      const run = await byApi(s);
      expectSuccess(run);
      expect(reportOf(run)).toMatchObject({ state: "updated", attempts: 2 });
      expect(await s.app.log()).toHaveLength(3);
    }
  });
});

describe.concurrent("a refusal is told, and not tried again", () => {
  test.each<["gitea" | "forgejo", Rule, string]>([
    [
      "gitea",
      "push",
      "protected branch (user cannot commit to repo [user: olive]); let the token's user push",
    ],
    [
      "forgejo",
      "push",
      "protected branch (user cannot commit to repo [user: olive]); let the token's user push",
    ],
    [
      "gitea",
      "write",
      "user should have a permission to write to the target branch); the token may not commit",
    ],
    [
      "gitea",
      "file",
      "protected file (path is protected and can not be changed [path: .runtime-version]); a pull",
    ],
    [
      "forgejo",
      "file",
      "protected file (path is protected and can not be changed [path: .runtime-version]); a pull",
    ],
  ])("%s, %s", async (product, rule, sentence) => {
    await using s = await startForgeServer({ product });
    await s.app.protect("main", product, rule);
    const run = await byApi(s);
    expect(expectOneError(run)).toContain(sentence);
    expect(reportOf(run)).toMatchObject({ state: "failed", attempts: 1, commit: null });
    expect(commitsAskedFor(s.forge)).toBe(1);
  });

  test("of a token that lacks the scope", async () => {
    await using s = await startForgeServer({ product: "gitea" });
    s.forge.runners.allow(s.server.token, "owner", { lacks: ["repository"] });
    expect(expectOneError(await byApi(s))).toContain(
      "it needs write:repository on Gitea and Forgejo, contents: write on GitHub",
    );
  });

  test("of a repository that was archived since the API was asked: on-archived decides", async () => {
    await using s = await startForgeServer({ product: "gitea" });
    s.app.readOnly = "archived";
    const skipped = await byApi(s);
    expectSuccess(skipped);
    expect(reportOf(skipped)).toMatchObject({
      state: "skipped",
      error: expect.stringContaining("it takes no push from anybody"),
    });
    const failed = expectOneError(await byApi(s, { "on-archived": "fail" }));
    expect(failed).toContain("it takes no push from anybody; unarchive it, or leave it out");
  });

  test("of a redirect: the token goes nowhere else", async () => {
    await using s = await startForgeServer({ product: "gitea" });
    await using other = await startForgeServer({ product: "gitea" });
    s.forge.faults.add({
      match: onCommit,
      act: apiFaults.redirect(`${other.server.origin}/api/v1/elsewhere`),
    });
    expect(expectOneError(await byApi(s))).toContain("which is not followed");
    expect([...other.forge.log, ...other.server.requests]).toEqual([]);
    expect(await s.app.log()).toHaveLength(1);
  });

  test.each(products)("on %s, with the token in it: it is told nowhere", async (product) => {
    await using s = await startForgeServer({ product });
    s.forge.faults.add({ match: onCommit, act: apiFaults.echo(403) });
    const run = await byApi(s);
    expectOneError(run);
    const said = run.stdout.replaceAll(/^::add-mask::.*$/gm, "") + run.summary + JSON.stringify(run.outputs);
    expect(said).not.toContain(s.server.token);
  });

  test("on GitHub's GraphQL, with the token in it: it is told nowhere", async () => {
    await using s = await startForgeServer({ product: "github" });
    const errors = [{ message: `no: ${s.server.token}` }];
    s.forge.faults.add({ match: onCommit, act: () => ({ status: 200, json: { errors } }) });
    const run = await byApi(s);
    expect(expectOneError(run)).toContain("(no: ***)");
  });
});

test("on GitHub, an author is refused before anything is cloned", async () => {
  const run = await cascade(
    { url: "https://github.com", token: "a-token-of-some-length" },
    { "commit-through": "api", "author-name": "A", "author-email": "a@example.com" },
  );
  expect(expectOneError(run)).toMatch(
    /^input "author-name": GitHub makes the token's user or app the author/,
  );
});
