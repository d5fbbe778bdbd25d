import { enumerated } from "../base/enumerated.ts";
import { outputJson } from "../base/json.ts";
import type { Log } from "../base/log.ts";
import { escapeMarkdown, markdownCode, markdownTable } from "../base/markdown.ts";
import { formatSize } from "../base/size.ts";
import { textTable } from "../base/text-table.ts";
import { counted } from "../base/words.ts";
import { reasons } from "./keep.ts";
import { usage } from "./pressure.ts";
import type { PruneReport } from "./prune.ts";

const percent = (value: number): string => `${value.toFixed(1)} %`;

/** How many images stay for each reason, without those for which none does. */
export function keptCounts({ plan, spared }: PruneReport): Record<string, number> {
  const counts = new Map<string, number>();
  for (const reason of plan.kept.values()) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const known = reasons.flatMap((reason) => {
    const count = counts.get(reason);
    return count === undefined ? [] : [[reason, count] as const];
  });
  return Object.fromEntries([
    ...known,
    ...(spared.length > 0 ? [["used meanwhile", spared.length] as const] : []),
  ]);
}

/** The values of the action's outputs: bytes as whole numbers, shares in percent with one decimal. */
export function outputsOf(report: PruneReport) {
  const { pressure, before, after, plan, removed, freed, deferredBy, gap, why, dryRun } = report;
  const values = {
    pressure,
    "usage-before": usage(before).toFixed(1),
    "usage-after": usage(after).toFixed(1),
    "goal-bytes": String(plan.goal),
    "predicted-bytes": String(plan.predicted),
    "freed-bytes": String(freed),
    removed: outputJson(removed),
    kept: outputJson(keptCounts(report)),
    "deferred-by": deferredBy.join("\n"),
    "ledger-gap": String(gap),
  };
  const planned = plan.removals.map(({ image, bytes, reason }) => ({
    reference: nameFor(image),
    ...{ id: image.id, bytes, reason },
  }));
  return {
    ...values,
    report: outputJson({
      ...{ pressure, why, dryRun, gap, deferredBy, goal: plan.goal, predicted: plan.predicted, freed },
      ...{ buildCacheFreed: report.buildCacheFreed, before, after, planned, removed },
      ...{ spared: report.spared, kept: keptCounts(report) },
    }),
  };
}

const nameFor = ({
  tags,
  digests,
  id,
}: {
  tags: readonly string[];
  digests: readonly string[];
  id: string;
}) => tags[0] ?? digests[0] ?? id;

/** What came of it, in one sentence. */
export function headline({ pressure, before, after, plan, removed, freed, why }: PruneReport): string {
  const full = `the disk is ${percent(usage(before))} full`;
  switch (pressure) {
    case "below":
      return `${full}, so nothing is to go`;
    case "above":
      return removed.length === 0
        ? `${full}, and ${counted(plan.removals.length, "image")} with ${formatSize(plan.predicted)} would go, but ${why}`
        : `${full}; ${removedWords(removed.length, freed)}, and it is ${percent(usage(after))} full, but ${why}`;
    case "relieved":
      return `${full}; ${removedWords(removed.length, freed)}, and it is ${percent(usage(after))} full`;
    case "blocked":
      return `${full}; ${removedWords(removed.length, freed)}, and nothing that is left may go at ${percent(usage(after))}`;
  }
}

const removedWords = (count: number, bytes: number) =>
  count === 0 ? "no image went" : `${counted(count, "image")} went and freed ${formatSize(bytes)}`;

/** Why images stay, in one sentence; undefined where none does. */
export function keptWords(report: PruneReport): string | undefined {
  const counts = Object.entries(keptCounts(report)).map(([reason, count]) => `${count} ${reason}`);
  return counts.length === 0 ? undefined : `What stays: ${enumerated(counts, 10)}`;
}

/** Tells what came of it in the log; what could not be reached is a warning. */
export function tell(report: PruneReport, log: Log): void {
  const { pressure, plan, removed, spared, gap, deferredBy, buildCacheFreed } = report;
  if (gap) log.info("uses of images may have been missed since the last run, so all count as used now");
  for (const who of deferredBy) log.info(`at work on this host: ${who}`);
  const isDone = removed.length > 0;
  const rows = isDone
    ? removed
    : plan.removals.map(({ image, bytes, reason }) => ({ reference: nameFor(image), bytes, reason }));
  for (const line of textTable([
    [isDone ? "removed" : "would go", "bytes", "because"],
    ...rows.map(({ reference, bytes, reason }) => [reference, formatSize(bytes), reason]),
  ]))
    log.info(line);
  for (const { reference, why } of spared) log.info(`${reference} stays: ${why}`);
  if (buildCacheFreed > 0) log.info(`the build cache gave ${formatSize(buildCacheFreed)}`);
  const kept = keptWords(report);
  if (kept !== undefined) log.info(kept);
  if (pressure === "blocked") log.warning(`${headline(report)}. ${kept ?? "No image is left"}`);
  else if (pressure === "above" && deferredBy.length === 0) log.notice(headline(report));
  else log.info(headline(report));
}

/** What came of it as Markdown for the job summary. */
export function summaryOf(report: PruneReport): string {
  const { pressure, plan, removed, deferredBy } = report;
  const marks = { below: "✅", above: "⏸️", relieved: "✅", blocked: "⚠️" };
  const isDone = removed.length > 0;
  const rows = isDone
    ? removed
    : plan.removals.map(({ image, bytes, reason }) => ({ reference: nameFor(image), bytes, reason }));
  const sentence = headline(report);
  const paragraphs = [
    `### ${marks[pressure]} Images: ${pressure}`,
    `${escapeMarkdown(sentence.charAt(0).toUpperCase() + sentence.slice(1))}.`,
    ...(deferredBy.length === 0 ? [] : [`At work on this host: ${escapeMarkdown(enumerated(deferredBy))}.`]),
    markdownTable([
      [isDone ? "Removed" : "Would go", "Bytes", "Because"],
      ...rows.map(({ reference, bytes, reason }) => [
        markdownCode(reference, 100),
        formatSize(bytes),
        reason,
      ]),
    ]),
    escapeMarkdown(keptWords(report) ?? ""),
  ];
  return paragraphs.filter((paragraph) => paragraph !== "").join("\n\n");
}
