import { describe, expect, it } from "vitest";
import type { Log } from "../../src/base/log.ts";
import { decide } from "../../src/prune/decide.ts";
import type { PruneReport } from "../../src/prune/prune.ts";
import { headline, keptCounts, outputsOf, summaryOf, tell } from "../../src/prune/report.ts";
import { hostOf, imageOf, policyOf } from "./hosts.ts";

const disk = (available: number) => ({ total: 100_000_000, available, inodes: 0, freeInodes: 0 });
const plan = decide(
  hostOf([imageOf("app", "a"), imageOf("held", "b")], {
    containers: [{ id: "c", name: "c", imageId: "held", running: true }],
    disk: disk(10_000_000),
  }),
  policyOf(),
);
const removed = [{ reference: "app:1", id: "app", bytes: 1_000, reason: "least recently used" as const }];
const report = (given: Partial<PruneReport> = {}): PruneReport => ({
  ...{
    pressure: "relieved",
    why: undefined,
    before: disk(10_000_000),
    after: disk(20_000_000),
    plan,
    removed,
  },
  ...{ spared: [], freed: 10_000_000, buildCacheFreed: 0, deferredBy: [], gap: false, dryRun: undefined },
  ...given,
});

describe("a report", () => {
  it.each([
    [{}, "the disk is 90.0 % full; 1 image went and freed 10 MB, and it is 80.0 % full"],
    [{ pressure: "below", removed: [] }, "the disk is 90.0 % full, so nothing is to go"],
    [{ pressure: "blocked", removed: [] }, "no image went, and nothing that is left may go at 80.0 %"],
    [{ pressure: "above", removed: [], why: "this is a dry run" }, "would go, but this is a dry run"],
    [{ pressure: "above", why: "max-delete is reached: 1" }, "80.0 % full, but max-delete is reached: 1"],
  ] as const)("of %j says so", (given, words) => {
    expect(headline(report(given))).toContain(words);
    expect(summaryOf(report(given))).toContain(`### `);
  });

  it("counts why images stay, and what was used meanwhile", () => {
    expect(keptCounts(report({ spared: [{ reference: "x:1", why: "y" }] }))).toEqual({
      ...{ "in use": 1, "used meanwhile": 1 },
    });
  });

  it("has outputs in plain numbers and JSON", () => {
    const outputs = outputsOf(report({ deferredBy: ["one", "two"], gap: true }));
    expect(outputs).toMatchObject({
      ...{ pressure: "relieved", "usage-before": "90.0", "usage-after": "80.0", "freed-bytes": "10000000" },
      ...{ "deferred-by": "one\ntwo", "ledger-gap": "true", "predicted-bytes": String(plan.predicted) },
    });
    expect(JSON.parse(outputs.removed)).toEqual(removed);
    expect(JSON.parse(outputs.report)).toMatchObject({
      planned: [{ reference: "app:1" }],
      kept: { "in use": 1 },
    });
  });

  it("warns only where it is blocked", () => {
    const said: string[] = [];
    const log = Object.fromEntries(
      ["info", "notice", "warning", "debug"].map((level) => [level, () => said.push(level)]),
    ) as unknown as Log;
    tell(report(), log);
    expect(new Set(said)).toEqual(new Set(["info"]));
    tell(report({ pressure: "blocked" }), log);
    expect(said).toContain("warning");
  });
});
