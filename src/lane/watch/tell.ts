import { formatAge } from "../../base/duration.ts";
import { escapeMarkdown, markdownCode, markdownLink, markdownTable } from "../../base/markdown.ts";
import { bounded } from "../../base/text.ts";
import { textTable } from "../../base/text-table.ts";
import { counted } from "../../base/words.ts";
import { sectionOf } from "../report/section.ts";
import { runnerTable } from "../report/tables.ts";
import type { JudgedJob } from "./decide.ts";
import { sentenceOf } from "./sentence.ts";
import type { Watched } from "./watch-lane.ts";
import { named, queueInWords, unreadLists, watchedBy } from "./words.ts";

const marks = { ok: "✅", busy: "⏳", starved: "❌", unknown: "❔" } as const;
/** Rows of a table; the outputs have all. */
const mostRows = 100;

/** What the watch came to, for the log. */
export function logLines(watched: Watched): string[] {
  const { status, jobs } = watched;
  const { head, rows } = runnerTable(watched);
  return [
    ...lines([waitingHead, ...jobs.map(waitingRow)]),
    ...lines([head, ...rows]),
    ...unreadLists(watched).map((line) => bounded(line, 500)),
    `${status}: ${queueInWords(watched)}; ${watchedBy(watched)}`,
  ];
}

/** A table with an empty line behind it. */
function lines(rows: readonly (readonly string[])[]): string[] {
  if (rows.length < 2) return [];
  const left = rows.length - 1 - mostRows;
  return [...textTable(rows.slice(0, mostRows + 1), 120), ...(left > 0 ? [leftOut(left)] : []), ""];
}

const leftOut = (rows: number) =>
  `${counted(rows, "more row is", "more rows are")} left out here; the outputs have all of them.`;

/** The same as Markdown for the job summary, in tables narrow enough for a column of 700 pixels. */
export function summaryOf(watched: Watched): string {
  const { status, jobs } = watched;
  const sentence = sentenceOf(watched);
  return [
    `### Runner lane: ${marks[status]} ${status}`,
    ...(sentence === undefined ? [] : [`> ${marks[status]} ${escapeMarkdown(sentence)}`]),
    escapeMarkdown(`${queueInWords(watched)}.`),
    ...waitingSection(jobs),
    ...sectionOf("Runners with a reserved label", runnerTable(watched), mostRows, leftOut),
    ...unreadLists(watched).map((line) => escapeMarkdown(`${bounded(line, 500)}.`)),
    escapeMarkdown(`The lane was ${watchedBy(watched)}.`),
  ].join("\n\n");
}

/** The waiting jobs, each with a link to its page. */
function waitingSection(jobs: readonly JudgedJob[]): string[] {
  if (jobs.length === 0) return [];
  const rows = jobs
    .slice(0, mostRows)
    .map((judged) => [
      markdownLink(named(judged), judged.job.url),
      markdownCode(judged.job.labels.join(", ")),
      judged.waited === undefined ? "–" : formatAge(judged.waited),
      judged.state,
    ]);
  const left = jobs.length - rows.length;
  return [
    "#### Waiting jobs",
    markdownTable([["Job", "Labels", "Waits", "Runners"], ...rows]),
    ...(left > 0 ? [leftOut(left)] : []),
  ];
}

const waitingHead = ["repository", "workflow", "job", "labels", "since", "waits", "runners", "page"];

function waitingRow({ job, state, waited }: JudgedJob): string[] {
  const { repository, since } = job;
  return [
    repository === undefined ? "" : `${repository.owner}/${repository.name}`,
    job.workflow ?? "",
    job.job,
    job.labels.join(", "),
    since?.toISOString() ?? "",
    waited === undefined ? "" : formatAge(waited),
    state,
    job.url,
  ];
}
