import { ReportedError } from "../../base/errors.ts";
import { bounded, enumerated } from "../../base/text.ts";
import type { Capacity } from "../runners/capacity.ts";
import type { JudgedJob, Verdict } from "../verdict.ts";

/** The lane is not safe to merge onto, or that cannot be known. */
export class LaneRefused extends ReportedError {
  override readonly name = "LaneRefused";
}

/** The values of the action's outputs. */
export function outputsOf(verdict: Verdict): Record<"status" | "online" | "runners" | "json", string> {
  const { status, evidence, sampledAt, jobs, findings, problems, runners, scopes } = verdict;
  return {
    status,
    online: onlineOf(jobs),
    runners: JSON.stringify(
      runners.map(({ name, scope, status: state, busy, disabled, labels }) => ({
        name,
        scope,
        status: state,
        busy,
        disabled,
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
        verdict: verdictOf(job, findings),
        why: job.capacities.map(({ why }) => why),
      })),
      findings,
      problems,
      scopes,
    }),
  };
}

/** The runners of the lane job that has the fewest; empty where they could not be counted. */
function onlineOf(jobs: readonly JudgedJob[]): string {
  const all = jobs.flatMap(({ capacities }) => capacities);
  const isKnown = all.length > 0 && all.every(({ counted, serving }) => counted || serving.length > 0);
  return isKnown ? String(Math.min(...all.map(({ serving }) => serving.length))) : "";
}

/** Every label that a set asks for, and what only a run can tell. */
export function labelsOf({ labels, group, unresolved }: Capacity["set"]): string[] {
  return [...labels, ...(group === undefined ? [] : [`group ${group}`]), ...unresolved];
}

/** The answer for all instances of a job: the worst of them. */
export function verdictOf(
  { workflow, job, capacities }: JudgedJob,
  findings: Verdict["findings"],
): "violation" | "no-runner" | "unknown" | "ok" | "not asked" {
  const isViolation = findings.some(
    (one) => one.severity === "violation" && one.workflow === workflow && one.job === job,
  );
  if (isViolation) return "violation";
  if (capacities.length === 0) return "not asked";
  if (capacities.some(({ answer }) => answer === "no")) return "no-runner";
  return capacities.some(({ answer }) => answer === "unknown") ? "unknown" : "ok";
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
      .map((sentence) => bounded(sentence, 2_000))
      .join("; ");
  const broken = problems.map(({ path, kind, line, column, message }) =>
    kind === "unread"
      ? `see that ${path} can be judged: ${message}`
      : `mend ${path}, line ${line}, column ${column}, which cannot be judged: ${message}`,
  );
  const violations = findings.flatMap(({ severity, workflow, line, message }) =>
    severity === "violation" ? [`${workflow}:${line}: ${message}`] : [],
  );
  const unserved = jobs.filter(({ capacities }) => capacities.some(({ answer }) => answer === "no"));
  const places = [...new Set(unserved.map(({ workflow, job }) => `${job} of ${workflow}`))];
  const forJobs = ` (asked for by ${enumerated(places, 3)})`;
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
