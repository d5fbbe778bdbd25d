import { describe, expect, test } from "vitest";
import type { State, TemplateResult } from "../../../src/cascade/result.ts";
import { type BuildReport, counting, newest, whyNotBuilt } from "../../../src/cascade/waves/build.ts";
import { counts, judged, type Rules, stops } from "../../../src/cascade/waves/verdict.ts";

const url = "https://git.example.com/o/r/actions/runs/7";
const build = (state: BuildReport["state"], more: Partial<BuildReport> = {}): BuildReport => ({
  state,
  url,
  ...more,
});
const result = (state: State, more: Partial<TemplateResult> = {}): TemplateResult => ({
  template: "o/r",
  state,
  branch: "main",
  from: "1.0.0",
  to: "1.1.0",
  commit: null,
  commitUrl: null,
  pullRequest: null,
  attempts: 0,
  seconds: 0,
  run: null,
  wave: 1,
  error: null,
  warnings: [],
  failing: state === "failed",
  ...more,
});
const rules: Rules = { onFailedBuild: "stop", mostWait: 1_800_000, isLast: false };

test.each([
  [[], undefined],
  [["none", "none"], undefined],
  [["failure", "success"], 1],
  [["success", "failure"], 0],
  [["pending", "success"], 1],
  [["failure", "pending"], 1],
  [["none", "failure"], 1],
  [["failure", "failure"], 0],
  [["cancelled", "failure"], 0],
  [["none", "unknown", "failure"], 1],
  [["skipped", "failure"], 1],
  [["skipped", "none"], 0],
] as const)("of builds that are %j, newest first, the one at %s counts", (states, at) => {
  expect(counting(states.map((state) => build(state)))).toBe(at);
});

test("of several runs of a commit the newest counts", () => {
  expect(newest([])).toEqual({ state: "none", url: null });
  expect(
    newest([
      { state: "success", url },
      { state: "failure", url: "old" },
    ]),
  ).toEqual({ state: "success", url });
  expect(newest(undefined)).toMatchObject({ state: "unknown" });
});

test.each([
  [build("success"), undefined],
  [build("failure"), `the build of 1.1.0 failed, ${url}`],
  [build("failure", { url: null }), "the build of 1.1.0 failed"],
  [build("cancelled"), `the build of 1.1.0 was cancelled, ${url}`],
  [build("pending"), `the build of 1.1.0 has not ended within 30 min, ${url}`],
  [build("none"), "no build of 1.1.0 has begun within 2 min"],
  [build("unknown", { why: "HTTP 403" }), "the build of 1.1.0 is not known: HTTP 403"],
  [build("unknown"), "the build of 1.1.0 is not known"],
])("%o: %s", (report, sentence) => {
  expect(whyNotBuilt(report, "1.1.0", 1_800_000)).toBe(sentence);
});

test("a build that has to begin within less", () => {
  expect(whyNotBuilt(build("none"), "1.1.0", 60_000)).toBe("no build of 1.1.0 has begun within 60 s");
});

describe("a template is judged by its build", () => {
  test("which succeeded", () => {
    const seen = { report: build("success"), isOver: true };
    expect(judged(result("updated"), seen, rules)).toEqual(
      result("updated", { run: { state: "success", url } }),
    );
  });

  test.each(["failure", "cancelled", "none", "pending", "unknown"] as const)("which came to %s", (state) => {
    const seen = { report: build(state), isOver: true };
    const stopped = judged(result("unchanged"), seen, rules);
    expect(stopped).toMatchObject({ state: "unchanged", failing: true, run: { state, url } });
    expect(stops([result("updated"), stopped], "stop")).toBe(true);
    const warned = judged(result("unchanged"), seen, { ...rules, onFailedBuild: "warn" });
    expect(warned).toMatchObject({ failing: false, error: null, warnings: [stopped.error] });
    expect(stops([warned], "warn")).toBe(false);
  });

  test("which was given up because of another one", () => {
    const seen = { report: build("pending"), isOver: false };
    expect(judged(result("updated"), seen, rules)).toMatchObject({
      failing: false,
      run: { state: "pending" },
    });
  });

  test("where it has none", () => {
    for (const state of ["skipped", "superseded", "failed", "unwired", "unstarted"] as const)
      expect(judged(result(state), undefined, rules)).toEqual(result(state));
    const pull = result("pull-request", { pullRequest: "https://git.example.com/o/r/pulls/1" });
    expect(judged(pull, undefined, rules)).toMatchObject({ state: "pull-request", failing: true });
    expect(judged(pull, undefined, { ...rules, isLast: true })).toEqual(pull);
    expect(judged(pull, undefined, { ...rules, onFailedBuild: "warn" })).toEqual(pull);
  });
});

test.each<[State, boolean]>([
  ["updated", true],
  ["unchanged", true],
  ["pull-request", true],
  ["superseded", false],
  ["skipped", false],
  ["unwired", false],
  ["unstarted", false],
  ["failed", false],
  ["held", false],
])("%s counts to the figure: %s", (state, counted) => {
  expect(counts(result(state))).toBe(counted);
});
