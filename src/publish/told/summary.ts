import { escapeMarkdown, markdownCode, markdownTable } from "../../base/markdown.ts";
import { counted } from "../../base/words.ts";
import type { Digest } from "../../image/digest.ts";
import type { TargetResult } from "../target.ts";
import { detailsOf } from "./details.ts";
import { retriesOf } from "./report.ts";
import { timelineOf } from "./timeline.ts";

const marks: Readonly<Record<TargetResult["state"], string>> = {
  published: "✅",
  unchanged: "✅",
  skipped: "⏭️",
  planned: "📝",
  failed: "❌",
  cancelled: "⏹️",
};

/**
 * The run as Markdown for the job summary: failures first, with the sentence that helps. Its tables are narrow enough for
 * a column of 700 pixels; whole digests stand below them.
 *
 * @param shardLine what is said of the shard that was published; undefined where that is all
 */
export function summaryOf(results: readonly TargetResult[], shardLine?: string): string {
  const rank = ({ state }: TargetResult) => (state === "failed" ? 0 : state === "cancelled" ? 1 : 2);
  const sorted = [...results].sort((a, b) => rank(a) - rank(b));
  const done = results.filter((result) => rank(result) === 2).length;
  return [
    `### Publish: ${done} of ${counted(results.length, "image")}`,
    ...(shardLine === undefined ? [] : [shardLine]),
    ...sorted.flatMap(({ name, error }) =>
      error === undefined ? [] : [`> ❌ **${escapeMarkdown(name)}**: ${escapeMarkdown(error)}`],
    ),
    ...sorted.flatMap(({ name, notes }) =>
      notes.map((note) => `> ℹ️ **${escapeMarkdown(name)}**: ${escapeMarkdown(note)}`),
    ),
    table(sorted),
    timelineOf(sorted),
    ...sorted.map((result) => details(result, results.length === 1)),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function table(results: readonly TargetResult[]): string {
  const head = ["", "Target", "Digest", "Platforms", "Seconds", "Retries"];
  const rows = results.map((result) => [
    marks[result.state],
    escapeMarkdown(result.name),
    result.digest ? markdownCode(shortDigest(result.digest)) : "–",
    escapeMarkdown(result.platforms.join(", ")) || "–",
    result.seconds.toFixed(1),
    String(retriesOf(result).length),
  ]);
  return markdownTable([head, ...rows]);
}

/** The start of a digest, for people to tell it from others by, as docker shows it: `sha256:5f4d8e10e951`. */
const shortDigest = (digest: Digest) => digest.slice(0, digest.indexOf(":") + 13);

/** One target's details, folded where there are others. */
function details(result: TargetResult, isOnly: boolean): string {
  const { title, body } = detailsOf(result);
  return isOnly ? body : `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;
}
