import type { Annotation } from "../../base/annotation.ts";
import { bounded } from "../../base/text.ts";
import { textTable } from "../../base/text-table.ts";
import { counted } from "../../base/words.ts";
import { noJob, type Verdict } from "../verdict.ts";
import { jobTable, runnerTable, type Table, unresolvedTable } from "./tables.ts";
import { judgedBy, statusInWords, unreadScopes } from "./words.ts";

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
    ...joblessLines(verdict),
    ...(verdict.jobs.length === 0 ? [noJob(verdict)] : []),
    ...tableLines(jobTable(verdict)),
    ...tableLines(runnerTable(verdict)),
    ...tableLines(unresolvedTable(verdict)),
    ...unreadScopes(verdict).map((line) => bounded(line, 500)),
    `${statusInWords(verdict)}, ${judgedBy(verdict)}`,
  ];
}

/** More files are not named one by one. */
const mostJobless = 20;

/** The files in the workflows' folders that are none. */
function joblessLines({ jobless }: Verdict): string[] {
  const left = jobless.length - mostJobless;
  return [
    ...jobless
      .slice(0, mostJobless)
      .map(({ path, message }) => bounded(`${path} is not a workflow: it has no job: ${message}`, 500)),
    ...(left > 0 ? [`${counted(left, "more file is", "more files are")} not a workflow either`] : []),
  ];
}

/** A table with an empty line behind it. */
function tableLines({ head, rows }: Table): string[] {
  if (rows.length === 0) return [];
  return [...textTable([head, ...rows], 120), ""];
}
