import type { Annotation } from "../../base/annotation.ts";
import { bounded } from "../../base/text.ts";
import { textTable } from "../../base/text-table.ts";
import { noJob, type Verdict } from "../verdict.ts";
import { jobTable, runnerTable, type Table } from "./tables.ts";
import { judgedBy, unreadScopes } from "./words.ts";

/**
 * The verdict for the log: the lane jobs, the runners that have a reserved label, and what it rests on.
 *
 * @param left annotations that are not shown as such
 */
export function logLines(verdict: Verdict, left: readonly Annotation[]): string[] {
  return [
    ...left.map(({ level, file, line, column, message }) =>
      bounded(`${level}: ${file}:${line}:${column}: ${message}`, 1_000),
    ),
    ...(verdict.jobs.length === 0 ? [noJob(verdict)] : []),
    ...tableLines(jobTable(verdict)),
    ...tableLines(runnerTable(verdict)),
    ...unreadScopes(verdict).map((line) => bounded(line, 500)),
    `${verdict.status}, ${judgedBy(verdict)}`,
  ];
}

/** A table with an empty line behind it. */
function tableLines({ head, rows }: Table): string[] {
  if (rows.length === 0) return [];
  return [...textTable([head, ...rows].map((row) => row.map((cell) => bounded(cell, 120)))), ""];
}
