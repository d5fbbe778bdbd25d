import type { ForgeKind } from "../forge/forge.ts";
import type { LabelSet } from "../workflow/runs-on.ts";
import { loadWorkflowParser, type Problem, type Workflow, type WorkflowFile } from "../workflow/workflow.ts";
import type { Position } from "../yaml/tree.ts";
import type { Finding } from "./finding.ts";
import { laneOf } from "./lane.ts";
import { distinct, jobsOf, mayUse } from "./may-use.ts";
import { localPath, type ReachingEvent, reach } from "./reach.ts";
import { mustUse, type ShipJob, selectShipJobs } from "./ship-jobs.ts";

export interface JudgeOptions {
  readonly kind: ForgeKind;
  /** The reserved labels. */
  readonly labels: readonly string[];
  /** Events whose runs may use the lane. `workflow_call` means nothing of its own: what counts is what starts the caller. */
  readonly trustedEvents: readonly string[];
  readonly shipJobs?: readonly ShipJob[];
  /** See {@link MayUse.expandsCalls}. */
  readonly expandsCalls?: boolean | undefined;
  /** Gives the text of a file that a workflow calls and that is not among those given; undefined if there is none. */
  readonly read?: (path: string) => Promise<string | Problem | undefined>;
}

/** A job that asks for the lane, by its `runs-on`. */
export interface LaneJob extends Position {
  /** Path of the workflow. */
  readonly workflow: string;
  readonly job: string;
  /** What reaches the job, by name; empty for a job that nothing in the repository starts. */
  readonly events: readonly (ReachingEvent & { readonly trusted: boolean })[];
  /** What its instances ask for, of those that ask for a reserved label; each different set once. */
  readonly sets: readonly LabelSet[];
}

export interface Judgement {
  readonly laneJobs: readonly LaneJob[];
  readonly findings: readonly Finding[];
  /** The files that could not be judged, and so may hold anything. */
  readonly problems: readonly Problem[];
}

/** At most so many files are read because others call them. */
const mostCalledFiles = 1_000;

/**
 * Judges which jobs use a lane, may use it and must use it, from the texts of workflows alone.
 *
 * @throws {UserError} for a ship job that does not exist
 */
export async function judgeWorkflows(
  files: readonly WorkflowFile[],
  options: JudgeOptions,
): Promise<Judgement> {
  const { workflows, problems, started } = await parseAll(files, options.read);
  const unreadable = new Set(problems.map(({ path }) => path));
  const { runs, findings } = reach({ workflows, started, unreadable }, options.kind);
  const lane = laneOf(options.labels, options.kind);
  const trustedEvents = new Set(options.trustedEvents);
  const jobs = jobsOf(runs);
  const shipJobs = await selectShipJobs(options.shipJobs ?? [], jobs, problems);

  const laneJobs = jobs.flatMap(({ workflow, job, runs: ran }) => {
    const using = ran.flatMap(({ events, job: { runsOn } }) =>
      (runsOn?.sets ?? []).filter((set) => lane.askedBy(set).length > 0).map((set) => ({ events, set })),
    );
    if (using.length === 0) return [];
    const sets = new Map(using.map(({ set }) => [JSON.stringify(set), set]));
    const events = distinct(using.flatMap((one) => one.events));
    return [
      {
        workflow: workflow.path,
        job: job.id,
        ...job.position,
        events: events.map((event) => ({ ...event, trusted: trustedEvents.has(event.name) })),
        sets: [...sets.values()],
      },
    ];
  });
  const all = [
    ...findings,
    ...mayUse(jobs, { kind: options.kind, lane, trustedEvents, expandsCalls: options.expandsCalls }),
    ...mustUse(shipJobs, lane),
  ];
  return { laneJobs: laneJobs.sort(byPlace), findings: all.sort(byPlace), problems };
}

function byPlace(
  one: Position & { readonly workflow: string },
  other: Position & { readonly workflow: string },
): number {
  if (one.workflow !== other.workflow) return one.workflow < other.workflow ? -1 : 1;
  return one.line - other.line || one.column - other.column;
}

async function parseAll(files: readonly WorkflowFile[], read: JudgeOptions["read"]) {
  const parse = await loadWorkflowParser();
  const workflows: Workflow[] = [];
  const problems: Problem[] = [];
  const known = new Set(files.map(({ path }) => path));
  const called: string[] = [];
  const take = (file: WorkflowFile) => {
    const parsed = parse(file);
    if ("problem" in parsed) return void problems.push(parsed.problem);
    workflows.push(parsed.workflow);
    for (const { call } of parsed.workflow.jobs) {
      const path = call && localPath(call.uses);
      if (path === undefined || known.has(path)) continue;
      known.add(path);
      called.push(path);
    }
  };
  for (const file of files) take(file);
  // The list grows while it is gone through.
  for (const [at, path] of called.entries()) {
    if (at >= mostCalledFiles) {
      problems.push({
        path,
        kind: "unread",
        message: `it is called after ${mostCalledFiles} others`,
        line: 1,
        column: 1,
      });
      break;
    }
    const text = await read?.(path);
    if (typeof text === "string") take({ path, text });
    else if (text !== undefined) problems.push(text);
  }
  return { workflows, problems, started: new Set(files.map(({ path }) => path)) };
}
