import { formatAge } from "../../base/duration.ts";
import { escapeMarkdown, markdownCode, markdownTable } from "../../base/markdown.ts";
import { bounded } from "../../base/text.ts";
import { textTable } from "../../base/text-table.ts";
import { counted } from "../../base/words.ts";
import { runnerTable } from "../report/tables.ts";
import type { JudgedJob } from "./decide.ts";
import { sentenceOf } from "./sentence.ts";
import type { Watched } from "./watch-lane.ts";
import { queueInWords, unreadLists, watchedBy } from "./words.ts";

type Rows = readonly (readonly string[])[];

const marks = { ok: "✅", busy: "⏳", starved: "❌", unknown: "❔" } as const;
/** Rows of a table; the outputs have all. */
const mostRows = 100;

/** What the watch came to, for the log. */
export function logLines(watched: Watched): string[] {
  const { status } = watched;
  return [
    ...tables(watched).flatMap(({ rows, left }) => [...textTable(rows, 120), ...left, ""]),
    ...unreadLists(watched).map((line) => bounded(line, 500)),
    `${status}: ${queueInWords(watched)}; ${watchedBy(watched)}`,
  ];
}

/** The same as Markdown for the job summary. */
export function summaryOf(watched: Watched): string {
  const { status } = watched;
  const sentence = sentenceOf(watched);
  return [
    `### Runner lane: ${marks[status]} ${status}`,
    ...(sentence === undefined ? [] : [escapeMarkdown(sentence)]),
    escapeMarkdown(`${queueInWords(watched)}.`),
    ...tables(watched).flatMap(({ title, rows: [head = [], ...rows], left }) => [
      `#### ${title}`,
      markdownTable([head, ...rows.map((row) => row.map((cell) => (cell === "" ? "" : markdownCode(cell))))]),
      ...left,
    ]),
    ...unreadLists(watched).map((line) => escapeMarkdown(`${bounded(line, 500)}.`)),
    escapeMarkdown(`The lane was ${watchedBy(watched)}.`),
  ].join("\n\n");
}

interface Table {
  readonly title: string;
  /** The first is the head. */
  readonly rows: Rows;
  /** What is said of rows that are left out. */
  readonly left: readonly string[];
}

/** The tables that have rows. */
function tables({ jobs, runners, sampledAt }: Watched): Table[] {
  const { head, rows } = runnerTable({ runners, sampledAt });
  return [
    ...table("Waiting jobs", waitingHead, jobs.map(waitingRow)),
    ...table("Runners with a reserved label", head, rows),
  ];
}

function table(title: string, head: readonly string[], rows: Rows): Table[] {
  if (rows.length === 0) return [];
  const left = rows.length - mostRows;
  const more = `${counted(left, "more row is", "more rows are")} left out here; the outputs have all of them.`;
  return [{ title, rows: [head, ...rows.slice(0, mostRows)], left: left > 0 ? [more] : [] }];
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
