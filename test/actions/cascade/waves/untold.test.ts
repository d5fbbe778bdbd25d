import { describe, expect, test } from "vitest";
import * as apiFaults from "../../../support/forge/faults.ts";
import { startGitServer } from "../../../support/git-server/index.ts";
import { endlessSecond, expectOneError, expectSuccess, stillClock } from "../../step.ts";
import { cascade, reportsOf, template } from "../cascade.ts";
import { commitsOf, startScene, statesOf } from "./scene.ts";

const forbidden = apiFaults.status(403, { message: "Resource not accessible by personal access token" });

describe.concurrent("builds that the server does not tell of", () => {
  test("GitHub, whose token may not read one template's runs: refused by name, and nothing is written", async () => {
    await using s = await startScene(["a", "b", "c"], { product: "github" });
    s.forge.faults.add({
      match: ({ path }) => path.includes("/org/b/actions/"),
      times: Number.POSITIVE_INFINITY,
      act: forbidden,
    });
    const run = await s.run();
    expect(expectOneError(run)).toMatch(
      /^the roll-out has not begun and 2 templates are held: org\/b: its server does not tell of its builds, which waves wait for: GET .*\/org\/b\/actions\/runs: HTTP 403/,
    );
    expect(statesOf(run)).toEqual({ a: "held, wave 1", b: "failed, wave 3", c: "held, wave 3" });
    expect(run.outputs).toMatchObject({ failed: "org/b", held: "org/a\norg/c", updated: "" });
    expect(reportsOf(run)[0]?.error).toBe(
      "the roll-out stopped before its first wave, so nothing was pushed here",
    );
    expect(s.server.requests).toEqual([]);
  });

  test.each(["1.26.3", "1.24.7", "1.22.6"])(
    "Gitea %s tells by commit statuses where it lists no runs",
    async (version) => {
      await using s = await startScene(["a", "b"], { version });
      s.forge.faults.add({
        match: ({ path }) => path.includes("/actions/"),
        times: Number.POSITIVE_INFINITY,
        act: forbidden,
      });
      const run = await s.run();
      expectSuccess(run);
      expect(statesOf(run)).toEqual({ a: "updated, wave 1, success", b: "updated, wave 3, success" });
    },
  );

  test("a template that the token may not see", async () => {
    await using s = await startScene(["a", "b"]);
    s.forge.repository("org/b").hidden = true;
    const run = await s.run();
    expect(expectOneError(run)).toContain("org/b: its server does not tell of its builds");
    expect(await commitsOf(s, "a")).toBe(0);
  });

  test("a git server without an API", async () => {
    await using server = await startGitServer();
    await template(server, "org/app");
    const run = await cascade(server, { waves: "1, 100%" }, stillClock);
    expect(expectOneError(run)).toMatch(
      /^its server does not tell of its builds|^org\/app: its server does not/,
    );
    expect(server.requests.filter(({ service }) => service === "receive-pack")).toEqual([]);
  });

  test("not any more, once the version is there: the roll-out stops", async () => {
    await using s = await startScene(["a", "b"], { product: "github" });
    s.forge.faults.add({
      match: ({ path, query }) => path.includes("/actions/") && query.has("head_sha"),
      times: Number.POSITIVE_INFINITY,
      act: forbidden,
    });
    const run = await s.run();
    expect(expectOneError(run)).toMatch(
      /^the roll-out stopped .* held: org\/a: the build of 1\.1\.0 is not known: the server does not tell$/,
    );
    expect(statesOf(run)).toEqual({ a: "updated, wave 1, unknown", b: "held, wave 3" });
  });

  test("for a while, as it is in trouble: they are asked for again", async () => {
    await using s = await startScene(["a", "b"], { builds: { a: [["running", "success"]] } });
    s.forge.faults.add({
      match: ({ path, query }) => path.includes("/actions/") && query.has("head_sha"),
      times: 8,
      act: apiFaults.status(503),
    });
    const run = await s.run();
    expectSuccess(run);
    expect(statesOf(run)).toEqual({ a: "updated, wave 1, success", b: "updated, wave 3, success" });
  });

  test("for as long as they are waited for", async () => {
    await using s = await startScene(["a", "b"]);
    s.forge.faults.add({
      match: ({ path, query }) => path.includes("/actions/") && query.has("head_sha"),
      times: Number.POSITIVE_INFINITY,
      act: apiFaults.status(503),
    });
    const run = await s.run({ follow: "5m" });
    expect(expectOneError(run)).toMatch(/org\/a: the build of 1\.1\.0 is not known: GET .*HTTP 503/);
  });
});

describe.concurrent("while builds are waited for", () => {
  test("each is asked for with one request a look, less often as time goes on, and not after its end", async () => {
    await using s = await startScene(["a", "b", "c"], {
      builds: { a: [["running", "success"]], b: [[...Array<"running">(60).fill("running"), "success"]] },
    });
    const run = await s.run({ waves: "2, 100%" });
    expectSuccess(run);
    const asked = (name: string) =>
      s.forge.log.filter(({ path, query }) => path.includes(`/org/${name}/actions/`) && query.has("head_sha"))
        .length;
    expect(asked("a")).toBe(2);
    // 60 looks take 13 minutes and a half.
    expect(asked("b")).toBe(61);
    expect(asked("c")).toBe(1);
    // What each template takes besides: whether its server tells of builds, and whether it is archived.
    const others = s.forge.log.filter(({ query }) => !query.has("head_sha")).map(({ path }) => path);
    expect(others.sort()).toEqual(
      [
        "/version",
        ...["a", "b", "c"].flatMap((name) => [`/repos/org/${name}`, `/repos/org/${name}/actions/runs`]),
      ].sort(),
    );
  });

  test("a server that asks for a longer pause makes the wait no longer than follow", async () => {
    await using s = await startScene(["a", "b"]);
    s.forge.faults.add({
      match: ({ path, query }) => path.includes("/actions/") && query.has("head_sha"),
      times: Number.POSITIVE_INFINITY,
      act: apiFaults.tooMany(600),
    });
    const run = await s.run({ follow: "1s" }, { nodeArgs: [] });
    expect(expectOneError(run)).toMatch(
      /held: org\/a: the build of 1\.1\.0 is not known: the server has not told in that time$/,
    );
    expect(statesOf(run)).toEqual({ a: "updated, wave 1, unknown", b: "held, wave 3" });
  });

  test("the step is cancelled: what has come keeps its state, and nothing else is begun", async () => {
    await using s = await startScene(["a", "b"], { builds: { a: [["running"]] } });
    let cancel = () => {};
    s.forge.faults.add({
      match: ({ path, query }) => path.includes("/actions/") && query.has("head_sha"),
      act: (_, next) => {
        setTimeout(() => cancel(), 50);
        return next();
      },
    });
    const run = await s.run(
      {},
      {
        ...endlessSecond,
        onSpawn: (child) => {
          cancel = () => void child.kill("SIGTERM");
        },
      },
    );
    expect(expectOneError(run, 143)).toMatch(/^cancelled by SIGTERM/);
    expect(statesOf(run)).toMatchObject({ a: "updated, wave 1" });
    expect(reportsOf(run)[1]).toMatchObject({
      state: "failed",
      error: "the run was cancelled before it was begun",
    });
    expect(await commitsOf(s, "b")).toBe(0);
  });
});
