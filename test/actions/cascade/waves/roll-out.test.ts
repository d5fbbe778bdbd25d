import { describe, expect, test } from "vitest";
import { expectOneError, expectSuccess } from "../../step.ts";
import { messages, reportsOf } from "../cascade.ts";
import { commitsOf, rerun, startScene, statesOf } from "./scene.ts";

const eight = ["a", "b", "c", "d", "e", "f", "g", "h"];

describe.concurrent("waves", () => {
  test.each([
    ["gitea", "1.26.3"],
    ["gitea", "1.24.7"],
    ["gitea", "1.22.6"],
    ["forgejo", "15.0.3+gitea-1.22.0"],
    ["forgejo", "11.0.15+gitea-1.22.0"],
    ["github", ""],
  ] as const)(
    "one after the other, each after the builds of the one before: %s %s",
    async (product, version) => {
      await using s = await startScene(eight, {
        product,
        ...(version !== "" && { version }),
        builds: { a: [["waiting", "running", "success"]], b: [["running", "success"]] },
      });
      const run = await s.run();
      expectSuccess(run);
      expect(statesOf(run)).toEqual({
        a: "updated, wave 1, success",
        b: "updated, wave 2, success",
        ...Object.fromEntries(
          ["c", "d", "e", "f", "g", "h"].map((name) => [name, "updated, wave 3, success"]),
        ),
      });
      expect(run.outputs.held).toBe("");
      expect(run.log).toContain("wave 1 of 3 (1): org/a");
      expect(run.log).toContain("wave 2 of 3 (25%): org/b");
      expect(run.log).toContain("wave 3 of 3 (100%): org/c, org/d, org/e, org/f, org/g and org/h");
      expect(run.summary).toMatch(/\| ✅ +\| 2 +\| 25% +\| 2 +\| 1 +\| 1 +\| built +\|/);
    },
  );

  test.each([
    ["failure", ["failure"], /^the build of 1\.1\.0 failed, http.*\/org\/a\/actions\/runs\/7001$/],
    ["cancelled", ["cancelled"], /^the build of 1\.1\.0 was cancelled, http.*\/org\/a\/actions\/runs\/7001$/],
    ["pending", ["running"], /^the build of 1\.1\.0 has not ended within 30 min, http.*\/runs\/7001$/],
    ["none", "none", /^no build of 1\.1\.0 has begun within 2 min$/],
    [
      "skipped",
      ["skipped"],
      /^the build of 1\.1\.0 was skipped with all its jobs, so that nothing was built, http.*\/runs\/7001$/,
    ],
  ] as const)("a build that comes to %s stops the roll-out", async (state, build, sentence) => {
    await using s = await startScene(["a", "b", "c"], { builds: { a: [build] } });
    const run = await s.run();
    const error = expectOneError(run);
    const [first] = reportsOf(run);
    expect(first).toMatchObject({ state: "updated", wave: 1, run: { state } });
    expect(first?.error).toMatch(sentence);
    expect(error).toBe(
      `the roll-out stopped at wave 1 of 3 (1) and 2 templates are held: org/a: ${first?.error}`,
    );
    expect(run.outputs).toMatchObject({
      updated: "org/a",
      held: "org/b\norg/c",
      failed: "org/a",
    });
    // The figure of the second wave is reached with the first one.
    expect(statesOf(run)).toMatchObject({ b: "held, wave 3", c: "held, wave 3" });
    expect(reportsOf(run)[1]?.error).toBe(
      "the roll-out stopped at wave 1 of 3 (1), so nothing was pushed here",
    );
    expect(await Promise.all(["a", "b", "c"].map((name) => commitsOf(s, name)))).toEqual([1, 0, 0]);
    expect(run.summary).toContain(
      "> ⏸️ the roll-out stopped at wave 1 of 3 &#40;1&#41; and 2 templates are held",
    );
    expect(run.summary).toMatch(/\| ❌ +\| 1 +\| 1 +\| 1 +\| 1 +\| 0 +\| stopped +\|/);
    expect(run.summary).toMatch(/\| ⏸️ +\| 3 +\| 100% +\| 3 +\| 2 +\| 0 +\| held +\|/);
    expect(run.log).toMatch(/^1 +org\/a/m);
  });

  test("a failed build stops a later run too, until it has been rerun with success", async () => {
    await using s = await startScene(["a", "b", "c"], { builds: { b: [["failure"]] } });
    const waves = { waves: "1, 2, 100%" };
    expectOneError(await s.run(waves));
    const again = await s.run(waves);
    expect(expectOneError(again)).toMatch(
      /^the roll-out stopped at wave 2 of 3 \(2\) and 1 template is held: org\/b: /,
    );
    expect(statesOf(again)).toEqual({
      a: "unchanged, wave 1, success",
      b: "unchanged, wave 2, failure",
      c: "held, wave 3",
    });
    rerun(s, "b", "running", "success");
    const green = await s.run(waves);
    expectSuccess(green);
    expect(statesOf(green)).toEqual({
      a: "unchanged, wave 1, success",
      b: "unchanged, wave 2, success",
      c: "updated, wave 3, success",
    });
    expect(await Promise.all(["a", "b", "c"].map((name) => commitsOf(s, name)))).toEqual([1, 1, 1]);
  });

  test("canaries come first", async () => {
    await using s = await startScene(["a", "b", "c", "d"], { builds: { d: [["failure"]] } });
    const run = await s.run({ templates: "org/a\norg/b @canary\norg/c\norg/d @canary" });
    expectOneError(run);
    expect(statesOf(run)).toEqual({
      a: "held, wave 3",
      b: "updated, wave 1, success",
      c: "held, wave 3",
      d: "updated, wave 1, failure",
    });
  });

  test("others of the wave are not waited for once one has failed, but in the last wave", async () => {
    const builds = { a: [["failure"]], b: [["running", "running", "success"]] } as const;
    await using s = await startScene(["a", "b", "c"], { builds });
    const early = await s.run({ waves: "2, 100%" });
    expectOneError(early);
    expect(statesOf(early)).toEqual({
      a: "updated, wave 1, failure",
      b: "updated, wave 1, pending",
      c: "held, wave 2",
    });
    expect(early.outputs.failed).toBe("org/a");
    await using last = await startScene(["a", "b"], { builds });
    const run = await last.run({ waves: "100%" });
    expect(expectOneError(run)).toMatch(/^the roll-out stopped at wave 1 of 1 \(100%\): org\/a: the build/);
    expect(statesOf(run)).toEqual({ a: "updated, wave 1, failure", b: "updated, wave 1, success" });
  });

  test("on-failed-build: warn paces the roll-out and goes on", async () => {
    await using s = await startScene(["a", "b"], { builds: { a: [["failure"]] } });
    const run = await s.run({ "on-failed-build": "warn" });
    expect(run.exitCode).toBe(0);
    expect(statesOf(run)).toEqual({ a: "updated, wave 1, failure", b: "updated, wave 3, success" });
    expect(messages(run, "warning")).toEqual([
      expect.stringMatching(/^org\/a: the build of 1\.1\.0 failed, /),
    ]);
    expect(run.summary).toMatch(/⚠️ \*\*org\/a\*\*: the build of 1\.1\.0 failed/);
  });

  test("on-failed-build: stop without waves is one wave of all", async () => {
    await using s = await startScene(["a", "b"], { builds: { b: [["failure"]] } });
    const inputs = { waves: "", follow: "10m", "on-failed-build": "stop" } as const;
    const run = await s.run(inputs);
    expect(expectOneError(run)).toMatch(/org\/b: the build of 1\.1\.0 failed, /);
    expect(statesOf(run)).toEqual({ a: "updated, wave 1, success", b: "updated, wave 1, failure" });
  });

  test("follow bounds each wait", async () => {
    await using s = await startScene(["a", "b"], { builds: { a: [["running"]] } });
    const run = await s.run({ follow: "90s" });
    expect(expectOneError(run)).toContain("has not ended within 90 s");
  });

  test("a dry run plans the waves, and pushes nothing", async () => {
    await using s = await startScene(eight);
    const run = await s.run({ "dry-run": "true" });
    expectSuccess(run);
    expect(statesOf(run)).toEqual({
      a: "updated, wave 1",
      b: "updated, wave 2",
      ...Object.fromEntries(["c", "d", "e", "f", "g", "h"].map((name) => [name, "updated, wave 3"])),
    });
    expect(run.log).toContain("wave 2 of 3 (25%): org/b");
    expect(run.summary).toMatch(/\| 📝 +\| 1 +\| 1 +\| 1 +\| 1 +\| 0 +\| planned +\|/);
    expect(s.server.requests.some(({ service }) => service === "receive-pack")).toBe(false);
  });
});
