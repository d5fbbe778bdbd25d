import type { Runner } from "../../forge/runners/runner.ts";
import { labelsOf } from "../label-sets.ts";
import { type JudgedJob, jobStatusOf, type Verdict } from "../verdict.ts";
import { unjudged } from "./words.ts";

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
export function runnerTable({ runners, sampledAt }: Pick<Verdict, "runners" | "sampledAt">): Table {
  return {
    head: ["runner", "scope", "status", "busy", "labels", "sampled"],
    rows: runners.map((runner) => runnerRow(runner, sampledAt)),
  };
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

/** What there is to say about lines of workflows. */
export function findingTable({ findings, problems }: Verdict): Table {
  const found = findings.map(({ workflow, line, column, job, severity, message }) => [
    `${workflow}:${line}:${column}`,
    job,
    severity,
    message,
  ]);
  const broken = problems.map((problem) => [
    `${problem.path}:${problem.line}:${problem.column}`,
    "",
    "unknown",
    unjudged(problem),
  ]);
  return { head: ["place", "job", "finding", "what to do"], rows: [...found, ...broken] };
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

function runnerRow(
  { name, scope, status, busy, disabled, labels }: Runner,
  sampledAt: Date | undefined,
): Row {
  const state = disabled ? `${status}, disabled` : status;
  return [name, scope, state, busy ? "yes" : "no", labels.join(", "), sampledAt?.toISOString() ?? ""];
}
