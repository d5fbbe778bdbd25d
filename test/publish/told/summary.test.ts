import { describe, expect, test } from "vitest";
import type { PhaseRecord, TargetResult } from "../../../src/publish/target.ts";
import { summaryOf } from "../../../src/publish/told/summary.ts";
import { timelineOf } from "../../../src/publish/told/timeline.ts";

const digest = `sha256:${"5f4d8e10e951".repeat(5)}5f4d` as const;

function record(phase: PhaseRecord["phase"], start: number, end: number, outcome = "done"): PhaseRecord {
  return { phase, start, end, retries: [], outcome };
}

function target(name: string, more: Partial<TargetResult> = {}): TargetResult {
  return {
    name,
    state: "published",
    digest,
    platforms: ["linux/amd64"],
    entries: [
      {
        descriptor: {
          mediaType: "application/vnd.oci.image.manifest.v1+json",
          digest,
          size: 2,
          platform: { os: "linux", architecture: "amd64" },
        },
        from: [],
      },
    ],
    tags: [
      { ref: `ghcr.io/acme/${name}:1.2.3`, state: "published" },
      { ref: `ghcr.io/acme/${name}:1.2`, state: "unchanged" },
    ],
    attempts: 1,
    seconds: 3,
    phases: [record("wait", 0, 2_000), record("tag", 2_000, 2_004), record("verify", 2_004, 3_000)],
    notes: [],
    ...more,
  };
}

const failed = target("broken", {
  state: "failed",
  platforms: [],
  entries: [],
  tags: [{ ref: "ghcr.io/acme/broken:1.2.3", state: "not-moved" }],
  phases: [record("wait", 0, 2_500, "failed")],
  error: "no image",
});
const { digest: _, ...withoutDigest } = failed;

test("the table has the start of a digest, and the whole one stands below it to be copied", () => {
  const summary = summaryOf([target("app"), withoutDigest]);
  const rows = summary.split("\n").filter((line) => /^\| (?:✅|❌)/u.test(line));
  expect(rows).toEqual([
    "| ❌ | broken | – | – | 3.0 | 0 |",
    "| ✅ | app | <code>sha256:5f4d8e10e951</code> | linux/amd64 | 3.0 | 0 |",
  ]);
  expect(summary).toContain(`\n\`\`\`text\n${digest}\n\`\`\`\n`);
  // No table has a whole digest: it would push the columns behind it off the page.
  for (const line of summary.split("\n")) if (line.startsWith("| ")) expect(line).not.toContain(digest);
});

test("details say what became of the tags, and nothing of images that there are not", () => {
  const summary = summaryOf([target("app"), withoutDigest]);
  expect(summary).toContain("<details><summary>broken: 1 tag not moved</summary>\n\n- <code>ghcr");
  expect(summary).toContain("<details><summary>app: 1 tag published, 1 unchanged, 1 image</summary>");
  expect(summary).not.toMatch(/\b0 images|\n{3}/);
});

test("the details of the only target are not folded", () => {
  expect(summaryOf([target("app")])).not.toContain("<details>");
});

describe("the timeline", () => {
  const ticksOf = (length: number) => {
    const text = timelineOf([target("app", { phases: [record("wait", 0, length)] })]);
    return [/tickInterval (.*)/.exec(text)?.[1], /axisFormat (.*)/.exec(text)?.[1]];
  };

  test.each([
    [40, "5millisecond", "%-L ms"],
    [900, "200millisecond", "%-L ms"],
    [1_500, "1second", "%-S s"],
    [7_900, "1second", "%-S s"],
    [59_000, "10second", "%-S s"],
    [90_000, "20second", "%-M:%S"],
    [240_000, "30second", "%-M:%S"],
    [1_500_000, "5minute", "%-M min"],
    [7_200_000, "20minute", "%-H:%M h"],
    [20_000_000, "1hour", "%-H:%M h"],
  ])("has ticks that fit a run of %d ms", (length, interval, format) => {
    expect(ticksOf(length)).toEqual([interval, format]);
  });

  test("has a row a target, from the start of the first phase on, and no phase that nobody would see", () => {
    const late = target("app", {
      phases: [record("wait", 500, 2_500), record("check", 2_500, 2_502), record("verify", 2_502, 4_500)],
    });
    const lines = timelineOf([late, withoutDigest]).split("\n");
    expect(lines).toContain("displayMode: compact");
    expect(lines.slice(lines.indexOf("  section app"))).toEqual([
      "  section app",
      "  wait :2000-01-01 00:00:00.500, 2000-01-01 00:00:02.500",
      "  verify :2000-01-01 00:00:02.502, 2000-01-01 00:00:04.500",
      "  section broken",
      "  wait :crit, 2000-01-01 00:00:00.000, 2000-01-01 00:00:02.500",
      "```",
    ]);
  });

  test("has no name where it would not fit, and at least one bar for each", () => {
    const short = target("short", { phases: [record("wait", 0, 3), record("check", 3, 4)] });
    const bars = timelineOf([
      target("app", { phases: [record("wait", 0, 300), record("tag", 300, 9_000)] }),
      short,
    ])
      .split("\n")
      .filter((line) => line.includes(" :"));
    expect(bars.map((line) => line.trim().split(" ")[0])).toEqual(["·", "tag", "·"]);
  });

  test("names what Mermaid takes as a name, and of a long one its end", () => {
    const text = timelineOf([target("a:b;\u001b[2J#x"), target(`ghcr.io/${"x".repeat(80)}/app`)]);
    expect(text).toContain("\n  section a-b-x\n");
    expect(text).toMatch(/\n {2}section …x+\/app\n/);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(80);
  });

  test("is left out where nothing was begun", () => {
    expect(timelineOf([target("app", { phases: [] })])).toBe("");
  });
});
