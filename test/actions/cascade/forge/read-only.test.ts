import { describe, expect, test } from "vitest";
import * as apiFaults from "../../../support/forge/faults.ts";
import type { ForgeProduct } from "../../../support/forge/types.ts";
import { type FaultAct, faults, type Repository, startGitServer } from "../../../support/git-server/index.ts";
import { expectOneError, expectSuccess, stillClock } from "../../step.ts";
import {
  type CascadeInputs,
  cascade,
  lines,
  onClone,
  onPushRefs,
  pushes,
  reportOf,
  reportsOf,
  template,
  workflow,
} from "../cascade.ts";
import { type ForgeServer, startForgeServer } from "../forges.ts";
import { at, scene } from "../pull-requests.ts";

const products = ["gitea", "forgejo", "github"] as const;
const kinds = ["archived", "mirror"] as const;
const cases = products.flatMap((product) => kinds.map((kind) => [product, kind] as const));
const sentence = {
  archived: "the repository is archived, so it takes no push",
  mirror: "the repository is a mirror, so it takes no push",
};
const asked = "GET /repos/org/app";
const files = { ".gitea/workflows/publish-image.yml": null, ".github/workflows/publish-image.yml": workflow };

/** A template in the folder that all three read, and the variables of a job of its server. */
async function start(product: ForgeProduct) {
  const s = await startForgeServer({ product });
  await s.app.commit(files);
  return {
    ...s,
    env: ownServer(product, s.server.url),
    [Symbol.asyncDispose]: () => s[Symbol.asyncDispose](),
  };
}

function ownServer(product: ForgeProduct, url: string): Record<string, string> {
  const api = product === "github" ? { GITHUB_API_URL: `${url}/api/v3` } : { GITEA_ACTIONS: "true" };
  return { GITHUB_SERVER_URL: url, ...api, ...(product === "forgejo" && { FORGEJO_ACTIONS: "true" }) };
}

const requestsOf = ({ forge }: ForgeServer) => forge.log.map(({ method, path }) => `${method} ${path}`);

describe.concurrent("a repository that the API says takes no push", () => {
  test.each(cases)("%s, %s: skipped before a push, with one question", async (product, kind) => {
    await using s = await start(product);
    s.known.readOnly = kind;
    const run = await cascade(s.server, {}, { env: s.env });
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({ state: "skipped", from: "1.0.0", branch: "main", attempts: 0 });
    expect(reportOf(run).error).toContain(sentence[kind]);
    expect(run.outputs.skipped).toBe("org/app");
    expect(pushes(s.server)).toEqual([]);
    expect(requestsOf(s)).toEqual([asked]);
  });

  test.each(cases)("%s, %s: failed with on-archived: fail", async (product, kind) => {
    await using s = await start(product);
    s.known.readOnly = kind;
    const run = await cascade(s.server, { "on-archived": "fail" }, { env: s.env });
    expect(expectOneError(run)).toContain(`org/app: ${sentence[kind]}`);
    expect(reportOf(run)).toMatchObject({ state: "failed", attempts: 0 });
    expect(pushes(s.server)).toEqual([]);
  });

  test.each(cases)("%s, %s: told by a dry run too", async (product, kind) => {
    await using s = await start(product);
    s.known.readOnly = kind;
    const run = await cascade(s.server, { "dry-run": "true" }, { env: s.env });
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({ state: "skipped", from: "1.0.0" });
    const failing = await cascade(s.server, { "dry-run": "true", "on-archived": "fail" }, { env: s.env });
    expect(reportOf(failing).state).toBe("failed");
  });

  test("on a server of unknown kind, which is asked what it is first", async () => {
    await using s = await startForgeServer({ product: "gitea" });
    s.known.readOnly = "archived";
    expect(reportOf(await cascade(s.server)).state).toBe("skipped");
    expect(requestsOf(s)).toEqual(["GET /version", asked]);
  });

  test("a protected one gets no request either", async () => {
    await using s = await scene("gitea");
    s.known.readOnly = "archived";
    expect(reportOf(await s.propose("1.1.0")).state).toBe("skipped");
    expect(s.known.pulls).toEqual([]);
  });

  test("the others are brought the version", async () => {
    await using s = await startForgeServer({ product: "gitea" });
    s.known.readOnly = "archived";
    await template(s.server, "org/b");
    s.forge.repository("org/b");
    const run = await cascade(s.server, { templates: "org/app\norg/b" });
    expectSuccess(run);
    expect(reportsOf(run).map(({ state }) => state)).toEqual(["skipped", "updated"]);
  });
});

const read = ".github/workflows/publish-image.yml";
const faulty: Record<
  string,
  { files: Record<string, string | null>; inputs?: CascadeInputs; state: string }
> = {
  unwired: { files: { [read]: workflow.replace(".runtime-version", "x") }, state: "unwired" },
  unstarted: { files: { [read]: workflow.replace("on: push", "on: workflow_dispatch") }, state: "unstarted" },
  "with several lines": { files: { ".runtime-version": "1.0.0\nx\n" }, state: "failed" },
  "with a twin": { files: { ".runtime-version": null, ".Runtime-Version": "1.0.0\n" }, state: "failed" },
  "with a higher version": {
    files: { ".runtime-version": "2.0.0\n" },
    inputs: { "on-newer": "fail" },
    state: "failed",
  },
  "without the workflow": {
    files: { [read]: null },
    inputs: { "on-missing-workflow": "fail" },
    state: "failed",
  },
};

describe.concurrent("a template that would fail, in a repository that takes no push", () => {
  const cases = Object.entries(faulty).map(([what, given], at) => ({
    what,
    product: products[at % products.length] ?? "gitea",
    kind: kinds[at % kinds.length] ?? "mirror",
    ...given,
  }));
  test.each(cases)("$what, $kind, $product: as on-archived says", async (given) => {
    const { product, kind, files, inputs, state } = given;
    await using s = await start(product);
    await s.app.commit(files);
    expect(reportOf(await cascade(s.server, inputs, { env: s.env })).state).toBe(state);
    s.known.readOnly = kind;
    const before = s.forge.log.length;
    const run = await cascade(s.server, inputs, { env: s.env });
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({ state: "skipped", attempts: 0 });
    expect(reportOf(run).error).toContain(sentence[kind]);
    expect(requestsOf(s).slice(before)).toEqual([asked]);
    const failing = await cascade(s.server, { ...inputs, "on-archived": "fail" }, { env: s.env });
    expect(expectOneError(failing)).toContain(`org/app: ${sentence[kind]}`);
    expect(pushes(s.server)).toEqual([]);
  });

  test("empty", async () => {
    await using s = await startForgeServer({ product: "gitea" });
    await s.server.repository("org/empty");
    s.forge.repository("org/empty").readOnly = "mirror";
    const inputs = { templates: "org/empty", "on-missing-workflow": "fail" } as const;
    const run = await cascade(s.server, inputs);
    expectSuccess(run);
    expect(reportOf(run)).toMatchObject({
      state: "skipped",
      error: expect.stringContaining(sentence.mirror),
    });
  });

  test("of an API that does not tell: as it would, and not told about a push", async () => {
    await using s = await start("gitea");
    await s.app.commit({ [read]: workflow.replace(".runtime-version", "x") });
    s.forge.faults.add({ times: Infinity, act: () => ({ status: 404, text: "404 page not found" }) });
    const run = await cascade(s.server, {}, { env: s.env });
    expect(expectOneError(run)).toContain("never reads");
    expect(run.log).not.toContain("only the push can tell");
  });
});

describe.concurrent("how often the API is asked", () => {
  test("not at all for what has the version, archived or not: five requests", async () => {
    await using s = await start("gitea");
    await s.app.commit({ ".runtime-version": "1.1.0\n" });
    s.known.readOnly = "archived";
    const run = await cascade(s.server, {}, { env: s.env });
    expect(reportOf(run).state).toBe("unchanged");
    expect(requestsOf(s)).toEqual([]);
    expect(s.server.requests).toHaveLength(5);
  });

  test("not at all where the workflow is missing", async () => {
    await using s = await start("gitea");
    await s.app.commit({ ".github/workflows/publish-image.yml": null });
    expect(reportOf(await cascade(s.server, {}, { env: s.env })).state).toBe("skipped");
    expect(requestsOf(s)).toEqual([]);
  });

  test("once for what is updated: seven requests of git and one of the API", async () => {
    await using s = await start("gitea");
    const run = await cascade(s.server, {}, { env: s.env });
    expect(reportOf(run).state).toBe("updated");
    expect(requestsOf(s)).toEqual([asked]);
    expect(s.server.requests).toHaveLength(7);
  });

  test("while git fetches the files: the server has the one wait for the other", async () => {
    await using s = await start("gitea");
    const isAsked = Promise.withResolvers<void>();
    s.forge.faults.add({
      match: at("GET", /^\/repos/),
      act: (_, next) => {
        isAsked.resolve();
        return next();
      },
    });
    let n = 0;
    const waiting: FaultAct = {
      name: "waiting for the question",
      run: async (_, next) => {
        if (++n === 2) await isAsked.promise;
        return next();
      },
    };
    // The first is that of the clone.
    s.server.faults.add({ match: onClone, times: Infinity, act: waiting });
    expect(reportOf(await cascade(s.server, {}, { env: s.env })).state).toBe("updated");
    expect(n).toBe(2);
  });

  test("once for two branches of a repository", async () => {
    await using s = await start("gitea");
    await s.app.commit({ ".runtime-version": "0.9.0\n" }, { branch: "old" });
    const run = await cascade(s.server, { templates: "org/app\norg/app@old" }, { env: s.env });
    expect(reportsOf(run).map(({ state }) => state)).toEqual(["updated", "updated"]);
    expect(requestsOf(s)).toEqual([asked]);
  });

  test("never again in a run where it does not answer", async () => {
    await using s = await start("gitea");
    const names = ["org/app", "org/b", "org/c"];
    for (const name of names.slice(1)) await template(s.server, name, { version: name });
    s.forge.faults.add({ match: at("GET", /^\/repos/), times: Infinity, act: apiFaults.status(503) });
    const run = await cascade(
      s.server,
      { templates: names.join("\n"), concurrency: "1" },
      { env: s.env, ...stillClock },
    );
    expectSuccess(run);
    expect(reportsOf(run).map(({ state }) => state)).toEqual(["updated", "updated", "updated"]);
    expect(new Set(requestsOf(s))).toEqual(new Set([asked]));
    expect(run.log).toMatch(/only the push can tell whether the repository is archived or a mirror: .*503/);
  });
});

describe.concurrent("where the API cannot be asked, the push is made and tells", () => {
  const unable: [string, (s: ForgeServer) => void][] = [
    ["it does not show the repository", ({ known }) => (known.hidden = true)],
    [
      "the token lacks the scope",
      ({ forge }) => {
        const act = apiFaults.status(403, {
          message: "token does not have at least one of required scope(s)",
        });
        forge.faults.add({ match: at("GET", /^\/repos/), times: Infinity, act });
      },
    ],
    [
      "it redirects",
      ({ forge, known }) => {
        forge.repository("org/renamed");
        known.renamedTo = "org/renamed";
      },
    ],
    [
      "its answer is another",
      ({ forge }) => {
        forge.faults.add({
          match: at("GET", /^\/repos/),
          times: Infinity,
          act: apiFaults.otherJson(),
        });
      },
    ],
  ];

  test.each(unable)("%s: pushed, or skipped as git says", async (_, break_) => {
    await using s = await start("gitea");
    break_(s);
    const run = await cascade(s.server, { version: "1.1.0" }, { env: s.env, ...stillClock });
    expectSuccess(run);
    expect(reportOf(run).state).toBe("updated");
    expect(run.log).toContain("only the push can tell whether the repository is archived or a mirror: ");
    s.app.readOnly = "archived";
    const refused = await cascade(s.server, { version: "1.2.0" }, { env: s.env, ...stillClock });
    expectSuccess(refused);
    expect(reportOf(refused)).toMatchObject({ state: "skipped", attempts: 1, from: "1.1.0", commit: null });
  });

  test("there is none", async () => {
    await using server = await startGitServer();
    const app = await template(server);
    await expectRefusals(server, app);
  });

  async function expectRefusals(
    server: Awaited<ReturnType<typeof startGitServer>>,
    app: Repository,
  ): Promise<void> {
    // routers/web/repo/githttp.go of Gitea 1.22 to 1.26 and of Forgejo.
    for (const [readOnly, words] of [
      ["archived", "git push failed: the repository is archived (This repo is archived. You can view files"],
      ["mirror", "git push failed: the repository is a mirror (mirror repository is read-only)"],
    ] as const) {
      app.readOnly = readOnly;
      server.clearRequests();
      const run = await cascade(server, { "on-protected": "pull-request" });
      expectSuccess(run);
      expect(reportOf(run)).toMatchObject({ state: "skipped", from: "1.0.0", attempts: 1, commit: null });
      expect(reportOf(run).error).toContain(words);
      expect(reportOf(run).error).toContain("; it takes no push from anybody; ");
      expect(lines(pushes(server))).toEqual(["GET org/app receive-pack 403"]);
      const failing = await cascade(server, { "on-archived": "fail" });
      expect(expectOneError(failing)).toContain(`org/app: ${words}`);
    }
  }

  test("and GitHub says so in its words", async () => {
    await using server = await startGitServer();
    await template(server);
    const body = "This repository was archived so it is read-only.\n";
    server.faults.add({ match: onPushRefs, act: faults.status(403, { body }), times: Infinity });
    const run = await cascade(server, { "on-archived": "fail" });
    expect(expectOneError(run)).toContain(
      "git push failed: the repository is archived (This repository was archived so it is read-only.); it takes no push from anybody; unarchive it, or leave it out",
    );
    expect(reportOf(await cascade(server)).state).toBe("skipped");
  });

  test("a 403 for another reason is a failure whatever on-archived says", async () => {
    await using server = await startGitServer();
    await template(server);
    server.faults.add({ match: onPushRefs, act: faults.status(403, { body: "No.\n" }), times: Infinity });
    expect(expectOneError(await cascade(server))).toContain("HTTP 403 (No.); the token may not do this");
  });
});
