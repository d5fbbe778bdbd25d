import { escapeMarkdown, markdownCode } from "../../base/markdown.ts";
import { bounded } from "../../base/text.ts";
import { counted } from "../../base/words.ts";
import { noJob, type Verdict } from "../verdict.ts";
import { sectionOf } from "./section.ts";
import { sentenceOf } from "./sentence.ts";
import { jobTable, runnerTable, unresolvedTable } from "./tables.ts";
import { judgedBy, statusInWords, unjudged, unreadScopes } from "./words.ts";

const marks = { ok: "✅", "no-runner": "❌", violation: "❌", unknown: "❔", unresolved: "❔" } as const;
/** A summary holds 1 MiB. */
const mostRows = 300;

/** The verdict as Markdown for the job summary, in tables narrow enough for a column of 700 pixels. */
export function summaryOf(verdict: Verdict): string {
  const { status, jobs } = verdict;
  const sentence = sentenceOf(verdict);
  return [
    `### Runner lane: ${marks[status]} ${statusInWords(verdict)}`,
    ...(sentence === undefined ? [] : [`> ${marks[status]} ${escapeMarkdown(sentence)}`]),
    ...findings(verdict),
    ...sectionOf("Lane jobs", jobTable(verdict), mostRows, leftOut),
    ...sectionOf("Runners with a reserved label", runnerTable(verdict), mostRows, leftOut),
    ...sectionOf("Jobs that could ask for anything", unresolvedTable(verdict), mostRows, leftOut),
    ...(jobs.length === 0 ? [`${noJob(verdict)}.`.replace("no", "No")] : []),
    ...unreadScopes(verdict).map((line) => escapeMarkdown(`${bounded(line, 500)}.`)),
    escapeMarkdown(`The lane was ${judgedBy(verdict)}.`),
  ].join("\n\n");
}

const leftOut = (rows: number) =>
  `${counted(rows, "more row is", "more rows are")} left out here; the log has all of them.`;

const severities = { violation: "❌", warning: "⚠️", notice: "ℹ️" } as const;

/** What there is to say about lines of workflows, each as a sentence that needs the whole width. */
function findings({ findings, problems }: Verdict): string[] {
  const lines = [
    ...findings.map(
      ({ workflow, line, column, severity, message }) =>
        `- ${severities[severity]} ${place(workflow, line, column)} ${escapeMarkdown(message, 1_000)}`,
    ),
    ...problems.map(
      (problem) =>
        `- ❔ ${place(problem.path, problem.line, problem.column)} ${escapeMarkdown(unjudged(problem), 1_000)}`,
    ),
  ];
  if (lines.length === 0) return [];
  const left = lines.length - mostRows;
  return ["#### Findings", lines.slice(0, mostRows).join("\n"), ...(left > 0 ? [leftOut(left)] : [])];
}

const place = (file: string, line: number, column: number) => markdownCode(`${file}:${line}:${column}`);
