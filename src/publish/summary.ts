import { formatDuration } from "../base/duration.ts";
import { escapeMarkdown, markdownCode, markdownTable } from "../base/markdown.ts";
import { counted } from "../base/words.ts";
import { attests } from "../image/attestation.ts";
import { formatPlatform } from "../image/platform.ts";
import { countReasons } from "./recorder.ts";
import { referrersInWords, toTell } from "./referrers/words.ts";
import { phases, retriesOf, timeOf } from "./report.ts";
import { bytesInWords, outcomeOf } from "./soci/words.ts";
import type { ReferrersResult, SociResult, TargetResult } from "./target.ts";

const marks: Readonly<Record<TargetResult["state"], string>> = {
  published: "✅",
  unchanged: "✅",
  skipped: "⏭️",
  planned: "📝",
  failed: "❌",
  cancelled: "⏹️",
};
/** Mermaid refuses larger diagrams, and nobody reads them. */
const mostSections = 40;

/**
 * The run as Markdown for the job summary: failures first, with the sentence that helps.
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
    ...sorted.map(details),
    timeline(results),
  ].join("\n\n");
}

function table(results: readonly TargetResult[]): string {
  const used = phases.filter((phase) => results.some((result) => timeOf(result, phase) !== undefined));
  const head = ["", "Target", ...used, "Digest", "Platforms", "Seconds", "Retries"];
  const rows = results.map((result) => [
    marks[result.state],
    escapeMarkdown(result.name),
    ...used.map((phase) => {
      const time = timeOf(result, phase);
      return time === undefined ? "–" : formatDuration(time);
    }),
    result.digest ? markdownCode(result.digest) : "–",
    escapeMarkdown(result.platforms.join(", ")) || "–",
    result.seconds.toFixed(1),
    retriesOf(result).length > 0 ? escapeMarkdown(countReasons(retriesOf(result))) : "0",
  ]);
  return markdownTable([head, ...rows]);
}

/** One target's tags and manifests; attestations folded, as they are many and seldom asked for. */
function details({ name, tags, entries, referrers, soci }: TargetResult): string {
  const manifests = entries.map(({ descriptor }) => descriptor);
  const attestations = manifests.filter((one) => attests(one) !== undefined);
  // A SOCI index is part of its image.
  const images = manifests.filter(
    (one) => attests(one) === undefined && !one.artifactType?.includes(".soci."),
  );
  const lines = [
    `<details><summary>${escapeMarkdown(name)}: ${counted(tags.length, "tag")}, ${counted(images.length, "image")}</summary>`,
    "",
    ...tags.map(({ ref, state }) => `- ${markdownCode(ref)} ${state.replace("-", " ")}`),
    ...(referrers ? linesOf(referrers) : []),
    ...(soci ? linesOfSoci(soci) : []),
    "",
    markdownTable([
      ["Platform", "Digest"],
      ...images.map(({ platform, digest }) => [
        escapeMarkdown(platform ? formatPlatform(platform) : "–"),
        markdownCode(digest),
      ]),
    ]),
  ];
  if (attestations.length > 0)
    lines.push(
      "",
      `<details><summary>${counted(attestations.length, "attestation")}</summary>`,
      "",
      markdownTable([
        ["Attestation", "Image"],
        ...attestations.map((one) => [markdownCode(one.digest), markdownCode(attests(one) ?? "")]),
      ]),
      "",
      "</details>",
    );
  return [...lines, "", "</details>"].join("\n");
}

function linesOf(referrers: ReferrersResult): string[] {
  const { copied, present, left } = referrers;
  if (copied + present + left.length === 0) return [];
  return [
    `- ${referrersInWords(referrers)}`,
    ...toTell(left).map((sentence) => `  - ${escapeMarkdown(sentence)}`),
  ];
}

function linesOfSoci(soci: SociResult): string[] {
  const { skipped, toRead, plainDigest, digest } = soci;
  const read = toRead
    ? `${counted(toRead.layers, "layer")} would be read, ${bytesInWords(toRead.bytes)}; ${outcomeOf(soci)}`
    : outcomeOf(soci);
  const converted = digest && digest !== plainDigest ? `; ${plainDigest} became ${digest}` : "";
  return [
    `- SOCI: ${read}${converted}`,
    ...skipped.map(({ layer, reason }) => `  - ${markdownCode(layer)} skipped: ${escapeMarkdown(reason)}`),
  ];
}

function timeline(results: readonly TargetResult[]): string {
  const shown = results.filter((result) => result.phases.length > 0).slice(0, mostSections);
  if (shown.length === 0) return "";
  const lines = shown.flatMap((result) => [
    `  section ${plain(result.name)}`,
    ...result.phases.map(
      ({ phase, start, end, outcome }) =>
        `  ${phase} :${outcome === "failed" || outcome === "cancelled" ? "crit, " : ""}${Math.round(start)}, ${Math.max(Math.round(start) + 1, Math.round(end))}`,
    ),
  ]);
  return ["```mermaid", "gantt", "  dateFormat x", "  axisFormat %M:%S", ...lines, "```"].join("\n");
}

/** What Mermaid reads as a name and nothing else. */
function plain(name: string): string {
  return name.replace(/[^\w./ -]+/g, "-").slice(0, 60) || "image";
}
