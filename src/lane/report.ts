import { ReportedError } from "../errors.ts";
import type { Runner } from "../forge/runner.ts";
import { bounded } from "../text.ts";
import { textTable } from "../text-table.ts";
import type { Capacity } from "./capacity.ts";
import { enumerated } from "./finding.ts";
import type { JudgedJob, Verdict } from "./verdict.ts";

/** The lane is not safe to merge onto, or that cannot be known. */
export class LaneRefused extends ReportedError {
  override readonly name = "LaneRefused";
}

/** The values of the action's outputs. */
export function outputsOf(verdict: Verdict): {
  status: string;
  online: string;
  runners: string;
  json: string;
} {
  const { status, evidence, sampledAt, jobs, findings, problems, runners, scopes } = verdict;
  const counts = jobs.flatMap(({ capacities }) => capacities.map(({ serving }) => serving.length));
  return {
    status,
    online: counts.length === 0 ? "" : String(Math.min(...counts)),
    runners: JSON.stringify(
      runners.map(({ name, scope, status: state, busy, disabled, ephemeral, labels }) => ({
        name,
        scope,
        status: state,
        busy,
        disabled,
        ephemeral,
        labels,
      })),
    ),
    json: JSON.stringify({
      status,
      evidence,
      sampledAt: sampledAt?.toISOString() ?? null,
      jobs: jobs.map((job) => ({
        workflow: job.workflow,
        job: job.job,
        line: job.line,
        column: job.column,
        events: job.events.map(({ name, trusted }) => ({ name, trusted })),
        labels: job.sets.map(labelsOf),
        verdict: verdictOf(job),
        why: job.capacities.map(({ why }) => why),
      })),
      findings,
      problems: problems.map(({ path, kind, message, line, column }) => ({
        path,
        kind,
        message,
        line,
        column,
      })),
      scopes,
    }),
  };
}

/** Every label that a set asks for, and what only a run can tell. */
export function labelsOf({ labels, group, unresolved }: Capacity["set"]): string[] {
  return [...labels, ...(group === undefined ? [] : [`group ${group}`]), ...unresolved];
}

/** The answer for all instances of a job: the worst of them. */
export function verdictOf({ capacities }: JudgedJob): "served" | "no runner" | "unknown" | "not asked" {
  if (capacities.length === 0) return "not asked";
  if (capacities.some(({ answer }) => answer === "no")) return "no runner";
  return capacities.some(({ answer }) => answer === "unknown") ? "unknown" : "served";
}

/** The verdict for the log: what it rests on, the lane jobs, and the runners that have a reserved label. */
export function logLines(verdict: Verdict): string[] {
  const { jobs, runners, evidence, sampledAt, status } = verdict;
  const short = (row: readonly string[]) => row.map((cell) => bounded(cell, 120));
  return [
    ...(jobs.length === 0 ? ["no job asks for the lane"] : []),
    ...(jobs.length > 0 ? textTable([jobHead, ...jobs.map((job) => short(jobRow(job)))]) : []),
    ...(runners.length > 0
      ? ["", ...textTable([runnerHead, ...runners.map((one) => short(runnerRow(one)))])]
      : []),
    "",
    `${status}, judged by ${evidence}${sampledAt === undefined ? "" : `, sampled at ${sampledAt.toISOString()}`}`,
  ];
}

export const jobHead = ["workflow", "job", "events", "labels", "verdict"];
export const runnerHead = ["runner", "scope", "status", "busy", "labels"];

export function jobRow(job: JudgedJob): string[] {
  const sets = [...new Set(job.sets.map((set) => labelsOf(set).join(" + ")))];
  const events = [
    ...new Set(job.events.map(({ name, trusted }) => `${name}${trusted ? "" : " (untrusted)"}`)),
  ];
  return [
    `${job.workflow}:${job.line}`,
    job.job,
    events.join(", ") || "none",
    sets.join(" or "),
    verdictOf(job),
  ];
}

export function runnerRow({ name, scope, status, busy, disabled, labels }: Runner): string[] {
  return [name, scope, disabled ? `${status}, disabled` : status, busy ? "yes" : "no", labels.join(", ")];
}

/**
 * The sentence of a verdict that is not `ok`; undefined for one that is. It begins with what to do.
 */
export function sentenceOf(verdict: Verdict): string | undefined {
  const { status, jobs, findings, problems } = verdict;
  const whys = (answer: Capacity["answer"]) => [
    ...new Set(
      jobs.flatMap(({ capacities }) => capacities.flatMap((one) => (one.answer === answer ? [one.why] : []))),
    ),
  ];
  const told = (sentences: readonly string[]) =>
    [...sentences.slice(0, 5), ...(sentences.length > 5 ? [`and ${sentences.length - 5} more`] : [])]
      .map((sentence) => bounded(sentence, 600))
      .join("; ");
  const broken = problems.map(
    ({ path, line, column, message }) =>
      `mend ${path}, line ${line}, column ${column}, which cannot be judged: ${message}`,
  );
  const violations = findings.flatMap(({ severity, workflow, line, message }) =>
    severity === "violation" ? [`${workflow}:${line}: ${message}`] : [],
  );
  const places = [...new Set(jobs.map(({ workflow, job }) => `${workflow}:${job}`))];
  const forJobs = places.length === 0 ? "" : ` (asked for by ${enumerated(places, 3)})`;
  switch (status) {
    case "ok":
      return undefined;
    case "violation":
      return told([...violations, ...whys("no")]);
    case "no-runner":
      return `${told(whys("no"))}${forJobs}`;
    case "unknown":
      return told([...broken, ...whys("unknown")]);
  }
}

/**
 * Fails the step unless the verdict is `ok`, or unknown and that is only worth a warning.
 *
 * @returns the warning, if there is one
 * @throws {LaneRefused}
 */
export function requireLane(verdict: Verdict, onUnknown: "fail" | "warn"): string | undefined {
  const sentence = sentenceOf(verdict);
  if (sentence === undefined) return undefined;
  if (verdict.status === "unknown" && onUnknown === "warn") return sentence;
  throw new LaneRefused(sentence);
}
