import type { Runner } from "../../forge/runners/runner.ts";
import { labelsOf } from "../label-sets.ts";
import { type JudgedJob, jobStatusOf, type Verdict } from "../verdict.ts";

type Row = readonly string[];

/** Rows of plain text from outside, with their head; without rows there is nothing to show. */
export interface Table {
  readonly head: Row;
  readonly rows: readonly Row[];
}

/** The lane jobs. */
export function jobTable({ jobs, findings }: Verdict): Table {
  return {
    head: ["workflow", "job", "events", "labels", "verdict"],
    rows: jobs.map((job) => jobRow(job, findings)),
  };
}

/** The runners that have a reserved label. */
export function runnerTable({ runners }: Pick<Verdict, "runners">): Table {
  return { head: ["runner", "scope", "status", "busy", "labels"], rows: runners.map(runnerRow) };
}

/** The jobs that could ask for anything, with what that depends on. */
export function unresolvedTable({ unresolved }: Verdict): Table {
  return {
    head: ["workflow", "job", "asks for", "depends on"],
    rows: unresolved.map(({ workflow, line, job, text, dependsOn }) => [
      `${workflow}:${line}`,
      job,
      text,
      dependsOn.join(", "),
    ]),
  };
}

function jobRow(job: JudgedJob, findings: Verdict["findings"]): Row {
  const sets = new Set(job.sets.map((set) => labelsOf(set).join(" + ")));
  const events = new Set(
    job.events.map(
      ({ name, trusted, isBarred }) =>
        `${name}${isBarred ? " (kept away by if)" : trusted ? "" : " (untrusted)"}`,
    ),
  );
  return [
    `${job.workflow}:${job.line}`,
    job.job,
    [...events].join(", ") || "none",
    [...sets].join(" or "),
    jobStatusOf(job, findings),
  ];
}

function runnerRow({ name, scope, status, busy, disabled, labels }: Runner): Row {
  return [name, scope, disabled ? `${status}, disabled` : status, busy ? "yes" : "no", labels.join(", ")];
}
