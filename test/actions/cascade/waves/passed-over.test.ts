import { describe, expect, test } from "vitest";
import { expectOneError, expectSuccess } from "../../step.ts";
import { reportsOf } from "../cascade.ts";
import { commitsOf, startScene, statesOf } from "./scene.ts";

describe.concurrent("a template that gets no version from its wave", () => {
  test("as it is archived, lacks the workflow or has a higher version: the next takes its place", async () => {
    await using s = await startScene(["archived", "none", "newer", "a", "b"], {
      builds: { a: [["failure"]] },
    });
    s.forge.repository("org/archived").readOnly = "archived";
    await s.git("none").commit({ ".gitea/workflows/publish-image.yml": null });
    await s.git("newer").commit({ ".runtime-version": "2.0.0\n" });
    const run = await s.run({ "on-newer": "skip" });
    expect(expectOneError(run)).toMatch(
      /^the roll-out stopped at wave 1 of 3 \(1\) and 1 template is held: org\/a: /,
    );
    expect(statesOf(run)).toEqual({
      archived: "skipped, wave 1",
      none: "skipped, wave 1",
      newer: "superseded, wave 1",
      a: "updated, wave 1, failure",
      b: "held, wave 2",
    });
  });

  test("as it fails: the roll-out stops, and nobody takes its place", async () => {
    await using s = await startScene(["a", "b"]);
    await s.git("a").protect("main", "gitea");
    const run = await s.run();
    expect(expectOneError(run)).toMatch(
      /^the roll-out stopped at wave 1 of 3 \(1\) and 1 template is held: org\/a: /,
    );
    expect(statesOf(run)).toEqual({ a: "failed, wave 1", b: "held, wave 2" });
    expect(await commitsOf(s, "b")).toBe(0);
  });

  test("as it fails, with on-failed-build: warn: the roll-out goes on, and the step fails", async () => {
    await using s = await startScene(["a", "b"]);
    await s.git("a").protect("main", "gitea");
    const run = await s.run({ "on-failed-build": "warn" });
    expect(expectOneError(run)).toMatch(/^1 of 2 templates failed: org\/a: /);
    expect(statesOf(run)).toEqual({ a: "failed, wave 1", b: "updated, wave 1, success" });
  });

  test("as it waits in a pull request: the roll-out stops until that is merged and built", async () => {
    await using s = await startScene(["a", "b", "c"]);
    await s.git("a").protect("main", "gitea");
    const inputs = { "on-protected": "pull-request" } as const;
    const run = await s.run(inputs);
    const url = `${s.server.url}/org/a/pulls/1`;
    expect(expectOneError(run)).toBe(
      `the roll-out stopped at wave 1 of 3 (1) and 2 templates are held: org/a: 1.1.0 waits in the pull request ${url}, so nothing has been built with it; merge it, and run the same again`,
    );
    expect(statesOf(run)).toEqual({ a: "pull-request, wave 1", b: "held, wave 3", c: "held, wave 3" });
    expect(run.outputs.failed).toBe("org/a");
    // Somebody merges it.
    await s.git("a").commit({ ".runtime-version": "1.1.0\n" }, { message: "Merge pull request\n" });
    const merged = await s.run(inputs);
    expectSuccess(merged);
    expect(statesOf(merged)).toEqual({
      a: "unchanged, wave 1, success",
      b: "updated, wave 3, success",
      c: "updated, wave 3, success",
    });
  });

  test("pull requests of the last wave hold nothing back", async () => {
    await using s = await startScene(["a", "b"]);
    await s.git("b").protect("main", "gitea");
    const run = await s.run({ "on-protected": "pull-request" });
    expectSuccess(run);
    expect(statesOf(run)).toEqual({ a: "updated, wave 1, success", b: "pull-request, wave 3" });
  });

  test("all that are left, and the last wave is empty", async () => {
    await using s = await startScene(["a"]);
    const run = await s.run();
    expectSuccess(run);
    expect(reportsOf(run)).toMatchObject([{ state: "updated", wave: 1 }]);
    expect(run.log).toContain("wave 3 of 3 (100%): no other template");
  });
});
