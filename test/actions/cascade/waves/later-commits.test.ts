import { describe, expect, test } from "vitest";
import * as apiFaults from "../../../support/forge/faults.ts";
import { faults as gitFaults } from "../../../support/git-server/index.ts";
import { expectOneError, expectSuccess } from "../../step.ts";
import { onClone, reportsOf } from "../cascade.ts";
import { type Scene, startScene, statesOf } from "./scene.ts";

/** Somebody else's commit, which leaves the version alone. */
const commit = (s: Scene, name: string, file = "other.txt") =>
  s.git(name).commit({ [file]: "theirs\n" }, { message: "Somebody else's\n" });

describe.concurrent("a template that has the version, and commits after it", () => {
  test("which mended the build: it counts, and no commit is added", async () => {
    await using s = await startScene(["a", "b"], { builds: { a: [["failure"], ["running", "success"]] } });
    expectOneError(await s.run());
    await commit(s, "a");
    const run = await s.run();
    expectSuccess(run);
    expect(statesOf(run)).toEqual({ a: "unchanged, wave 1, success", b: "updated, wave 3, success" });
    expect(reportsOf(run)[0]?.run?.url).toMatch(/\/7002$/);
  });

  test("which start no build: that of the version's commit counts", async () => {
    await using s = await startScene(["a", "b"], { builds: { a: [["success"], "none"] } });
    expectSuccess(await s.run({ waves: "", templates: "org/a", follow: "1m" }));
    await commit(s, "a");
    const run = await s.run();
    expectSuccess(run);
    expect(statesOf(run)).toEqual({ a: "unchanged, wave 1, success", b: "updated, wave 3, success" });
    expect(reportsOf(run)[0]?.run?.url).toMatch(/\/7001$/);
  });

  test("whose build failed for reasons of its own: the version has been built", async () => {
    await using s = await startScene(["a", "b"], { builds: { a: [["success"], ["failure"]] } });
    expectSuccess(await s.run({ waves: "", templates: "org/a", follow: "1m" }));
    await commit(s, "a");
    const run = await s.run();
    expectSuccess(run);
    expect(statesOf(run)).toMatchObject({ a: "unchanged, wave 1, success" });
  });

  test("whose build failed, while neither git nor the API tells of the earlier ones for a while", async () => {
    await using s = await startScene(["a", "b"], { builds: { a: [["success"], ["failure"]] } });
    expectSuccess(await s.run({ waves: "", templates: "org/a", follow: "1m" }));
    await commit(s, "a");
    const [, earlier] = await s.git("a").log();
    s.forge.faults.add({
      match: ({ query }) => query.get("head_sha") === earlier?.sha,
      // So many tries are made at one look.
      times: 6,
      act: apiFaults.status(503),
    });
    // The first clone of the template has been made when its build is asked for.
    s.forge.faults.add({
      match: ({ query }) => query.has("head_sha"),
      act: (_, next) => {
        s.server.faults.add({ match: onClone, act: gitFaults.status(503) });
        return next();
      },
    });
    const run = await s.run();
    expectSuccess(run);
    expect(statesOf(run)).toEqual({ a: "unchanged, wave 1, success", b: "updated, wave 3, success" });
  });

  test("which failed too: the newest build is named", async () => {
    await using s = await startScene(["a", "b"], { builds: { a: [["failure"], ["failure"]] } });
    expectOneError(await s.run());
    await commit(s, "a");
    const run = await s.run();
    expect(expectOneError(run)).toMatch(/^the roll-out stopped .*\/org\/a\/actions\/runs\/7002$/);
  });

  test("which came while its build was waited for, and took its place", async () => {
    await using s = await startScene(["a", "b"], {
      builds: {
        a: [
          ["running", "cancelled"],
          ["running", "success"],
        ],
      },
    });
    let polls = 0;
    s.forge.faults.add({
      match: ({ path, query }) => path.endsWith("/a/actions/runs") && query.has("head_sha"),
      times: Number.POSITIVE_INFINITY,
      act: async (_, next) => {
        polls++;
        if (polls === 1) await commit(s, "a");
        return next();
      },
    });
    const run = await s.run();
    expectSuccess(run);
    expect(statesOf(run)).toEqual({ a: "updated, wave 1, success", b: "updated, wave 3, success" });
    expect(reportsOf(run)[0]?.run?.url).toMatch(/\/7002$/);
  });

  test.each(["1.26.3", "1.24.7", "1.22.6"])(
    "whose only run is of another workflow: it proves nothing, on Gitea %s",
    async (version) => {
      await using s = await startScene(["a", "b"], { version, builds: { a: [["failure"], "none"] } });
      expectOneError(await s.run());
      await commit(s, "a");
      const [newest] = await s.git("a").log();
      s.forge
        .repository("org/a")
        .addRun({ sha: newest?.sha ?? "", workflow: "lint.yml", name: "Lint", states: ["success"] });
      const run = await s.run();
      expect(expectOneError(run)).toMatch(/org\/a: the build of 1\.1\.0 failed, /);
      expect(statesOf(run)).toEqual({ a: "unchanged, wave 1, failure", b: "held, wave 3" });
    },
  );

  test("an earlier commit with another version proves nothing", async () => {
    await using s = await startScene(["a", "b"], { builds: { a: [["success"], ["failure"]] } });
    expectSuccess(await s.run({ waves: "", templates: "org/a", follow: "1m", version: "1.0.5" }));
    const run = await s.run();
    expect(expectOneError(run)).toMatch(/org\/a: the build of 1\.1\.0 failed, .*\/7002$/);
    // Nor does it later.
    expect(expectOneError(await s.run())).toMatch(/org\/a: the build of 1\.1\.0 failed, .*\/7002$/);
  });

  test("a version that nobody has built, though it is there", async () => {
    await using s = await startScene(["a", "b"], { builds: { a: ["none"] } });
    await s.git("a").commit({ ".runtime-version": "1.1.0\n" });
    const run = await s.run();
    expect(expectOneError(run)).toMatch(/org\/a: no build of 1\.1\.0 has begun within 2 min$/);
    expect(statesOf(run)).toEqual({ a: "unchanged, wave 1, none", b: "held, wave 3" });
  });
});
