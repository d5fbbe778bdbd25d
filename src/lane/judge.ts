import type { ForgeKind } from "../forge/forge.ts";
import type { OwnRepository } from "../workflow/calls.ts";
import type { JoblessFile } from "../workflow/jobless-file.ts";
import { reach } from "../workflow/reach.ts";
import { parseWorkflows, type ReadCalledFile } from "../workflow/repository-workflows.ts";
import type { ReachingEvent } from "../workflow/runs.ts";
import type { LabelSet } from "../workflow/runs-on.ts";
import type { UnjudgedFile, WorkflowFile } from "../workflow/workflow.ts";
import type { Position } from "../yaml/tree.ts";
import { callFindings } from "./call-findings.ts";
import type { Finding } from "./finding.ts";
import { laneOf } from "./lane.ts";
import {
  askingsOf,
  distinct,
  jobsOf,
  mayUse,
  sourcesOf,
  type UnresolvedJob,
  unresolvedJobs,
} from "./may-use.ts";
import type { ResolvedJob } from "./resolved/lines.ts";
import { Resolver } from "./resolved/resolver.ts";
import { mustUse, type ShipJob, selectShipJobs } from "./ship-jobs.ts";

export interface JudgeOptions {
  readonly kind: ForgeKind;
  /** The reserved labels. */
  readonly labels: readonly string[];
  /** Events whose runs may use the lane. `workflow_call` means nothing of its own: what counts is what starts the caller. */
  readonly trustedEvents: readonly string[];
  readonly shipJobs?: readonly ShipJob[];
  /** What a person has settled of what only a run can tell. */
  readonly resolved?: readonly ResolvedJob[];
  /** Tells {@link MayUse.expandsCalls}; asked where a job calls a workflow and it matters. */
  readonly expandsCalls?: () => Promise<boolean | undefined>;
  /** Asked for the files that workflows call and that are not among those given. */
  readonly read?: ReadCalledFile;
  /** The repository of the files, to follow calls that name it in full. */
  readonly own?: OwnRepository | undefined;
}

/** A job that asks for the lane, by its `runs-on`. */
export interface LaneJob extends Position {
  /** Path of the workflow. */
  readonly workflow: string;
  readonly job: string;
  /** What reaches the job, by name; empty for a job that nothing in the repository starts. */
  readonly events: readonly (ReachingEvent & { readonly trusted: boolean })[];
  /** The expressions of which a reserved label is a value, where it is not written out. */
  readonly expressions: readonly string[];
  /** What its instances ask for, of those that ask for a reserved label; each different set once. */
  readonly sets: readonly LabelSet[];
}

export interface Judgement {
  readonly laneJobs: readonly LaneJob[];
  readonly findings: readonly Finding[];
  /** The jobs that could ask for anything, the lane included. */
  readonly unresolved: readonly UnresolvedJob[];
  /** The files that could not be judged, and so may hold anything. */
  readonly problems: readonly UnjudgedFile[];
  /** The files that certainly are no workflows, and so hold no job. */
  readonly jobless: readonly JoblessFile[];
}

/**
 * Judges which jobs use a lane, may use it and must use it, from the texts of workflows alone.
 *
 * @throws {UserError} for a ship job that does not exist
 */
export async function judgeWorkflows(
  files: readonly WorkflowFile[],
  options: JudgeOptions,
): Promise<Judgement> {
  const repository = await parseWorkflows(files, options.own, options.read);
  const { unjudged: problems, jobless } = repository;
  const lane = laneOf(options.labels, options.kind);
  const resolver = new Resolver(options.resolved ?? [], repository.workflows, problems, lane);
  const { runs, calls } = reach(repository, options.kind, (job, runsOn) => resolver.settle(job, runsOn));
  const trustedEvents = new Set(options.trustedEvents);
  const jobs = jobsOf(runs);
  const shipJobs = await selectShipJobs(options.shipJobs ?? [], jobs, problems);

  const laneJobs = jobs.flatMap((one) => {
    const { workflow, job } = one;
    const using = askingsOf(one, lane).filter((some) => some.using.length > 0);
    if (using.length === 0) return [];
    const barred = new Set(using.flatMap((some) => some.barred));
    const events = distinct(
      using.flatMap((some) => some.events.map((event) => ({ ...event, isBarred: barred.has(event) }))),
    );
    return [
      {
        workflow: workflow.path,
        job: job.id,
        ...job.position,
        events: events.map((event) => ({ ...event, trusted: trustedEvents.has(event.name) })),
        expressions: [...new Set(using.flatMap((some) => sourcesOf(some)))],
        sets: united(using.map(({ using: sets }) => sets)),
      },
    ];
  });
  resolver.requireFit();
  const { kind } = options;
  const matters = kind === "gitea" && jobs.some(({ job }) => job.call !== undefined);
  const expandsCalls = matters ? await options.expandsCalls?.() : undefined;
  const findings = [
    ...callFindings(calls),
    ...mayUse(jobs, { kind, lane, trustedEvents, expandsCalls }),
    ...mustUse(shipJobs, lane),
  ];
  return {
    laneJobs: laneJobs.sort(byPlace),
    findings: findings.sort(byPlace),
    unresolved: unresolvedJobs(jobs, { lane, trustedEvents }).sort(byPlace),
    problems,
    jobless,
  };
}

/** Each different set once. Those of one run are, and mostly there is but one. */
function united(lists: readonly (readonly LabelSet[])[]): readonly LabelSet[] {
  const [first, ...others] = new Set(lists);
  if (first !== undefined && others.length === 0) return first;
  return [...new Map(lists.flat().map((set) => [JSON.stringify(set), set])).values()];
}

function byPlace(
  one: Position & { readonly workflow: string },
  other: Position & { readonly workflow: string },
): number {
  if (one.workflow !== other.workflow) return one.workflow < other.workflow ? -1 : 1;
  return one.line - other.line || one.column - other.column;
}
