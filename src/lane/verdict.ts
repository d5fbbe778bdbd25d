import type { Runner, ScopeReport } from "../forge/runners/runner.ts";
import type { LabelSet } from "../workflow/runs-on.ts";
import type { Capacity } from "./capacity.ts";
import type { Judgement, LaneJob } from "./judge.ts";

export type Status = "ok" | "no-runner" | "violation" | "unknown";

/** A lane job with what is known of its runners. */
export interface JudgedJob extends LaneJob {
  /** One for each set of labels that its instances ask for; empty where runners were not asked for. */
  readonly capacities: readonly Capacity[];
}

export interface Verdict {
  readonly status: Status;
  /** What the answer about runners rests on, for people. */
  readonly evidence: string;
  /** When the runners were last looked at. */
  readonly sampledAt: Date | undefined;
  readonly jobs: readonly JudgedJob[];
  readonly findings: Judgement["findings"];
  readonly problems: Judgement["problems"];
  readonly others: Judgement["others"];
  /** The runners that have a reserved label. */
  readonly runners: readonly Runner[];
  readonly scopes: readonly ScopeReport[];
}

/** The name of a set of labels, by which its capacity is found. */
export function keyOf({ labels, group, unresolved }: LabelSet): string {
  return JSON.stringify([[...labels].sort(), group, unresolved]);
}

/** The different sets of labels that lane jobs ask for. */
export function setsOf(jobs: readonly LaneJob[]): ReadonlyMap<string, LabelSet> {
  return new Map(jobs.flatMap(({ sets }) => sets.map((set) => [keyOf(set), set] as const)));
}

/**
 * The status of all: a violation is one whatever runners there are, a missing runner one whatever could not be told of
 * others, and what cannot be known is never `ok`.
 */
export function statusOf({ findings, problems }: Judgement, capacities: Iterable<Capacity>): Status {
  const answers = new Set([...capacities].map(({ answer }) => answer));
  if (findings.some(({ severity }) => severity === "violation")) return "violation";
  if (answers.has("no")) return "no-runner";
  return answers.has("unknown") || problems.length > 0 ? "unknown" : "ok";
}

/** What there is to say where no lane job was found. */
export function noJob({ problems }: Pick<Judgement, "problems">): string {
  return `no job${problems.length === 0 ? "" : " that could be judged"} asks for the lane`;
}
