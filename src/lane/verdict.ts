import { counted } from "../base/words.ts";
import type { Runner, ScopeReport } from "../forge/runners/runner.ts";
import type { Judgement, LaneJob } from "./judge.ts";
import type { Capacity } from "./runners/capacity.ts";

/** `unresolved` is what `ok` would be, but for jobs that could ask for anything where that is refused. */
export type Status = "ok" | "no-runner" | "violation" | "unknown" | "unresolved";

/** A lane job with what is known of its runners. */
export interface JudgedJob extends LaneJob {
  /** One for each set of labels that its instances ask for; empty where runners were not asked for. */
  readonly capacities: readonly Capacity[];
}

export interface Verdict {
  readonly status: Status;
  /** What the answer about runners rests on, for people. */
  readonly evidence: string;
  /** When the last sample of the runners was taken. */
  readonly sampledAt: Date | undefined;
  readonly jobs: readonly JudgedJob[];
  readonly findings: Judgement["findings"];
  readonly unresolved: Judgement["unresolved"];
  readonly problems: Judgement["problems"];
  readonly jobless: Judgement["jobless"];
  /** The runners that have a reserved label. */
  readonly runners: readonly Runner[];
  readonly scopes: readonly ScopeReport[];
}

/**
 * The status of all: a violation is one whatever runners there are, a missing runner one whatever could not be told of
 * others, and what cannot be known is never `ok`.
 *
 * @param refusesUnresolved whether a job that could ask for anything is refused
 */
export function statusOf(
  { findings, unresolved, problems }: Judgement,
  capacities: Iterable<Capacity>,
  refusesUnresolved: boolean,
): Status {
  if (findings.some(({ severity }) => severity === "violation")) return "violation";
  const status = statusOfAll(capacities);
  // Before what is unknown, which may be excused.
  if (status !== "no-runner" && refusesUnresolved && unresolved.length > 0) return "unresolved";
  return status === "ok" && problems.length > 0 ? "unknown" : status;
}

/** The verdict on one job: the worst of all its instances. Runners may not have been asked for. */
export function jobStatusOf(
  { workflow, job, capacities }: JudgedJob,
  findings: Verdict["findings"],
): Status | "not asked" {
  const isViolation = findings.some(
    (one) => one.severity === "violation" && one.workflow === workflow && one.job === job,
  );
  if (isViolation) return "violation";
  return capacities.length === 0 ? "not asked" : statusOfAll(capacities);
}

/** The worst of some capacities: a missing runner is one whatever could not be told of others. */
function statusOfAll(capacities: Iterable<Capacity>): Exclude<Status, "violation" | "unresolved"> {
  const served = new Set([...capacities].map((one) => one.served));
  if (served.has("no")) return "no-runner";
  return served.has("unknown") ? "unknown" : "ok";
}

/** What there is to say where no lane job was found. */
export function noJob({ problems, unresolved }: Pick<Judgement, "problems" | "unresolved">): string {
  const none = `no job${problems.length === 0 ? "" : " that could be judged"} asks for the lane`;
  return unresolved.length === 0 ? none : `${none} for certain`;
}

/** How many jobs are open. */
export const couldAsk = (unresolved: Judgement["unresolved"]): string =>
  `${counted(unresolved.length, "job", "jobs")} could ask for anything`;
