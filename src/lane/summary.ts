import { escapeMarkdown, markdownCode } from "../markdown.ts";
import { bounded } from "../text.ts";
import { jobHead, jobRow, runnerHead, runnerRow, sentenceOf } from "./report.ts";
import type { Verdict } from "./verdict.ts";

const marks = { ok: "✅", "no-runner": "❌", violation: "❌", unknown: "❔" } as const;
/** A summary holds 1 MiB. */
const mostRows = 300;

/** The verdict as Markdown for the job summary. */
export function summaryOf(verdict: Verdict): string {
  const { status, evidence, sampledAt, jobs, runners, findings } = verdict;
  const sentence = sentenceOf(verdict);
  const told = findings.filter(({ severity }) => severity !== "violation");
  return [
    `### Lane: ${marks[status]} ${status}`,
    ...(sentence === undefined ? [] : [`> ${escapeMarkdown(sentence)}`]),
    ...told
      .map(({ workflow, line, message }) => `> ⚠️ ${escapeMarkdown(`${workflow}:${line}: ${message}`)}`)
      .slice(0, mostRows),
    table(jobHead, jobs.map(jobRow)),
    ...(runners.length === 0 ? [] : [table(runnerHead, runners.map(runnerRow))]),
    `Judged by ${escapeMarkdown(evidence)}${sampledAt === undefined ? "" : `, sampled at ${sampledAt.toISOString()}`}.`,
  ].join("\n\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "No job asks for the lane.";
  const shown = rows.slice(0, mostRows).map((row) => row.map((cell) => markdownCode(bounded(cell, 200))));
  const left = rows.length - shown.length;
  const lines = [head, head.map(() => "---"), ...shown].map((row) => `| ${row.join(" | ")} |`);
  return [...lines, ...(left > 0 ? ["", `and ${left} more`] : [])].join("\n");
}
