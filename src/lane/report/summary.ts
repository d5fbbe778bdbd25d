import { escapeMarkdown, markdownCode, markdownTable } from "../../base/markdown.ts";
import { bounded } from "../../base/text.ts";
import { counted } from "../../base/words.ts";
import { noJob, type Verdict } from "../verdict.ts";
import { sentenceOf } from "./sentence.ts";
import { findingTable, jobTable, runnerTable, type Table, unresolvedTable } from "./tables.ts";
import { judgedBy, statusInWords, unreadScopes } from "./words.ts";

const marks = { ok: "✅", "no-runner": "❌", violation: "❌", unknown: "❔", unresolved: "❔" } as const;
/** A summary holds 1 MiB. */
const mostRows = 300;

/** The verdict as Markdown for the job summary. */
export function summaryOf(verdict: Verdict): string {
  const { status, jobs } = verdict;
  const sentence = sentenceOf(verdict);
  return [
    `### Runner lane: ${marks[status]} ${statusInWords(verdict)}`,
    ...(sentence === undefined ? [] : [escapeMarkdown(sentence)]),
    ...section("Findings", findingTable(verdict)),
    ...section("Lane jobs", jobTable(verdict)),
    ...section("Runners with a reserved label", runnerTable(verdict)),
    ...section("Jobs that could ask for anything", unresolvedTable(verdict)),
    ...(jobs.length === 0 ? [`${noJob(verdict)}.`.replace("no", "No")] : []),
    ...unreadScopes(verdict).map((line) => escapeMarkdown(`${bounded(line, 500)}.`)),
    escapeMarkdown(`The lane was ${judgedBy(verdict)}.`),
  ].join("\n\n");
}

const leftOut = (rows: number) =>
  `${counted(rows, "more row is", "more rows are")} left out here; the log has all of them.`;

/** A table under its title, cut off where it grows too long. */
function section(title: string, { head, rows }: Table): string[] {
  if (rows.length === 0) return [];
  const shown = rows
    .slice(0, mostRows)
    .map((row) => row.map((cell) => (cell === "" ? "" : markdownCode(bounded(cell, 500)))));
  const left = rows.length - shown.length;
  const table = markdownTable([head, ...shown]);
  return [`#### ${title}`, left > 0 ? `${table}\n\n${leftOut(left)}` : table];
}
