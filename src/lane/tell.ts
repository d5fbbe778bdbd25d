import type { Annotation } from "../base/annotation.ts";
import { escapeMarkdown, markdownCode, markdownTable } from "../base/markdown.ts";
import { bounded } from "../base/text.ts";
import { textTable } from "../base/text-table.ts";
import type { Runner } from "../forge/runners/runner.ts";
import { labelsOf, sentenceOf, verdictOf } from "./report.ts";
import { type JudgedJob, noJob, type Verdict } from "./verdict.ts";

export { annotationsOf } from "./annotations.ts";

type Row = readonly string[];

const jobHead: Row = ["workflow", "job", "events", "labels", "verdict"];
const runnerHead: Row = ["runner", "scope", "status", "busy", "labels", "sampled"];
const findingHead: Row = ["place", "job", "finding", "what to do"];

function jobRow(job: JudgedJob, findings: Verdict["findings"]): Row {
  const sets = [...new Set(job.sets.map((set) => labelsOf(set).join(" + ")))];
  const events = [
    ...new Set(job.events.map(({ name, trusted }) => `${name}${trusted ? "" : " (untrusted)"}`)),
  ];
  const where = `${job.workflow}:${job.line}`;
  return [where, job.job, events.join(", ") || "none", sets.join(" or "), verdictOf(job, findings)];
}

function runnerRow(
  { name, scope, status, busy, disabled, labels }: Runner,
  sampledAt: Date | undefined,
): Row {
  const state = disabled ? `${status}, disabled` : status;
  return [name, scope, state, busy ? "yes" : "no", labels.join(", "), sampledAt?.toISOString() ?? ""];
}

function findingRows({ findings, problems }: Verdict): Row[] {
  return [
    ...findings.map(({ workflow, line, column, job, severity, message }) => [
      `${workflow}:${line}:${column}`,
      job,
      severity,
      message,
    ]),
    ...problems.map(({ path, line, column, message }) => [
      `${path}:${line}:${column}`,
      "",
      "unknown",
      `this cannot be judged: ${message}`,
    ]),
  ];
}

const judgedBy = ({ evidence, sampledAt }: Verdict) =>
  `judged by ${evidence}${sampledAt === undefined ? "" : `, sampled at ${sampledAt.toISOString()}`}`;

const unreadScopes = ({ scopes }: Verdict) =>
  scopes
    .filter(({ state }) => state !== "read")
    .map(({ scope, name, reason }) => `not read were the runners of the ${scope} ${name}: ${reason}`);

/** More files are not named one by one. */
const mostOthers = 20;

function otherLines({ others }: Verdict): string[] {
  const left = others.length - mostOthers;
  return [
    ...others
      .slice(0, mostOthers)
      .map(({ path, message }) => bounded(`${path} is no workflow, and holds no job: ${message}`, 500)),
    ...(left > 0 ? [`and so are ${left} more`] : []),
  ];
}

/**
 * The verdict for the log: the lane jobs, the runners that have a reserved label, and what it rests on.
 *
 * @param left annotations that are not shown as such
 */
export function logLines(verdict: Verdict, left: readonly Annotation[]): string[] {
  const { status, jobs, findings, runners, sampledAt } = verdict;
  const table = (head: Row, rows: readonly Row[]) =>
    rows.length === 0
      ? []
      : [...textTable([head, ...rows].map((row) => row.map((cell) => bounded(cell, 120)))), ""];
  return [
    ...left.map(({ level, file, line, column, message }) =>
      bounded(`${level}: ${file}:${line}:${column}: ${message}`, 1_000),
    ),
    ...otherLines(verdict),
    ...(jobs.length === 0 ? [noJob(verdict)] : []),
    ...table(
      jobHead,
      jobs.map((job) => jobRow(job, findings)),
    ),
    ...table(
      runnerHead,
      runners.map((runner) => runnerRow(runner, sampledAt)),
    ),
    ...unreadScopes(verdict).map((line) => bounded(line, 500)),
    `${status}, ${judgedBy(verdict)}`,
  ];
}

const marks = { ok: "✅", "no-runner": "❌", violation: "❌", unknown: "❔" } as const;
/** A summary holds 1 MiB. */
const mostRows = 300;

/** The verdict as Markdown for the job summary. */
export function summaryOf(verdict: Verdict): string {
  const { status, sampledAt, jobs, findings, runners } = verdict;
  const sentence = sentenceOf(verdict);
  const tables: [string, Row, readonly Row[]][] = [
    ["Findings", findingHead, findingRows(verdict)],
    ["Lane jobs", jobHead, jobs.map((job) => jobRow(job, findings))],
    ["Runners with a reserved label", runnerHead, runners.map((runner) => runnerRow(runner, sampledAt))],
  ];
  return [
    `### Runner lane: ${marks[status]} ${status}`,
    ...(sentence === undefined ? [] : [escapeMarkdown(sentence)]),
    ...tables.flatMap(([title, head, rows]) =>
      rows.length === 0 ? [] : [`#### ${title}`, boundedTable(head, rows)],
    ),
    ...(jobs.length === 0 ? [`${noJob(verdict)}.`.replace("no", "No")] : []),
    ...unreadScopes(verdict).map((line) => escapeMarkdown(`${bounded(line, 500)}.`)),
    escapeMarkdown(`The lane was ${judgedBy(verdict)}.`),
  ].join("\n\n");
}

function boundedTable(head: Row, rows: readonly Row[]): string {
  const shown = rows
    .slice(0, mostRows)
    .map((row) => row.map((cell) => (cell === "" ? "" : markdownCode(bounded(cell, 500)))));
  const left = rows.length - shown.length;
  return [markdownTable([head, ...shown]), ...(left > 0 ? ["", `and ${left} more`] : [])].join("\n");
}
