import type { ForgeKind } from "../forge/forge.ts";
import { anyInputs, inputsOfCall } from "./call-inputs.ts";
import type { Callee } from "./calls.ts";
import { mayRun } from "./condition.ts";
import type { Job } from "./jobs.ts";
import { type RunsOn, runsOnOf, unitedRunsOn } from "./runs-on.ts";
import { isAboutRun } from "./values/about-run.ts";
import { type Start, scopeOf } from "./values/contexts.ts";
import { type ValueMap, valueKey } from "./values/value.ts";
import type { Workflow } from "./workflow.ts";

/** A workflow that some event starts, or that a job calls with some inputs. */
export interface Run {
  readonly workflow: Workflow;
  readonly inputs: ValueMap;
  /** Empty for what nothing in the repository starts. */
  readonly events: readonly ReachingEvent[];
  readonly jobs: readonly RunJob[];
}

export interface ReachingEvent extends Start {
  /** Whether the `if` of a job that calls keeps it away for certain, on every way. */
  readonly isBarred: boolean;
  /** The jobs that call, from the one whose workflow the event starts to the one that calls this run. */
  readonly chain: readonly CallSite[];
}

export interface CallSite {
  /** Path of the workflow. */
  readonly workflow: string;
  readonly job: string;
}

export interface RunJob {
  readonly job: Job;
  /** Undefined for a job that only calls a workflow, and so takes no runner itself. */
  readonly runsOn: RunsOn | undefined;
  /** The same where one event starts it. */
  readonly runsOnAt: (start: Start) => RunsOn | undefined;
  /** Whether its `if` lets it run where that event starts it; no is certain. */
  readonly mayRunAt: (start: Start) => boolean;
  /** The runs that it calls. */
  readonly calls: readonly Run[];
  /** Why what it calls is not seen: it is not there, or is not of the files that were read; undefined for what is. */
  readonly unseen: "missing" | "elsewhere" | undefined;
}

/** A workflow is run with so many different inputs, and then with any. */
const mostInputs = 300;
/** So many runs of all workflows may differ from others by their inputs alone; further ones have any. */
const mostVariants = 3_000;

interface RunJobInTheMaking extends RunJob {
  runsOn: RunsOn | undefined;
  /** Of all events whose calls have been followed. */
  readonly calls: RunInTheMaking[];
  /** By the event that starts it; undefined for what may start in any way. The same where it does not matter. */
  readonly callsAt: Map<Start | undefined, readonly RunInTheMaking[]>;
  unseen: RunJob["unseen"];
}

/** A run whose calls and events are still being found. */
export interface RunInTheMaking extends Run {
  readonly events: ReachingEvent[];
  readonly jobs: readonly RunJobInTheMaking[];
}

/** Says what a job asks for where somebody knows more than its workflow says. */
export type Settle = (job: Job, runsOn: RunsOn) => RunsOn;

/** The runs of workflows, each once for each choice of inputs, and which of them call which. */
export class RunGraph {
  readonly #callees: ReadonlyMap<Job, Callee>;
  readonly #kind: ForgeKind;
  readonly #settle: Settle;
  /** By the workflow's path, and by the key of the inputs. */
  readonly #runs = new Map<string, Map<string, RunInTheMaking>>();
  #variants = 0;

  constructor(callees: ReadonlyMap<Job, Callee>, kind: ForgeKind, settle: Settle) {
    this.#callees = callees;
    this.#kind = kind;
    this.#settle = settle;
  }

  get runs(): readonly RunInTheMaking[] {
    return [...this.#runs.values()].flatMap((known) => [...known.values()]);
  }

  has({ path }: Workflow): boolean {
    return this.#runs.has(path);
  }

  /** The run of a workflow with some inputs, made where it is not there. */
  runOf(workflow: Workflow, inputs: ValueMap): RunInTheMaking {
    const known = this.#runs.get(workflow.path) ?? new Map<string, RunInTheMaking>();
    this.#runs.set(workflow.path, known);
    const key = valueKey(inputs);
    const found = known.get(key);
    if (found) return found;
    const isFull = known.size >= mostInputs || (known.size > 0 && this.#variants >= mostVariants);
    if (isFull && inputs !== anyInputs) return this.runOf(workflow, anyInputs);
    if (known.size > 0) this.#variants++;
    const jobs = workflow.jobs.map((job) => ({
      job,
      runsOn: this.#runsOn(job, inputs),
      runsOnAt: (start: Start) => this.#runsOn(job, inputs, start),
      mayRunAt: (start: Start) => mayRun(job, scopeOf(inputs, this.#kind, start)),
      calls: [],
      callsAt: new Map(),
      unseen: undefined,
    }));
    const made: RunInTheMaking = { workflow, inputs, events: [], jobs };
    known.set(key, made);
    return made;
  }

  #runsOn(job: Job, inputs: ValueMap, event?: Start): RunsOn | undefined {
    const runsOn = ownRunsOn(job, inputs, this.#kind, event);
    return runsOn && this.#settle(job, runsOn);
  }

  /** Narrows what jobs ask for to the events that reach them, once all are known. */
  settle(): void {
    for (const { events, jobs } of this.runs) {
      const open = events.filter(({ isBarred }) => !isBarred);
      if (open.length > 0)
        for (const job of jobs) job.runsOn = unitedRunsOn(open.map((event) => job.runsOnAt(event)));
    }
  }

  /**
   * The runs that a job of a run calls where some event starts it.
   *
   * @param event undefined for what may start in any way
   */
  callsOf(caller: RunJobInTheMaking, inputs: ValueMap, event: Start | undefined): readonly RunInTheMaking[] {
    if (!this.#isFollowed(caller)) return [];
    const start = isCallAboutRun(caller.job) ? event : undefined;
    const found = caller.callsAt.get(start) ?? this.#follow(caller, inputs, start);
    caller.callsAt.set(start, found);
    return found;
  }

  /** Forgejo does not look into a call whose job names labels. */
  #isFollowed({ job, runsOn }: RunJob): boolean {
    return job.call !== undefined && (this.#kind !== "forgejo" || runsOn === undefined);
  }

  #follow(caller: RunJobInTheMaking, inputs: ValueMap, event: Start | undefined): readonly RunInTheMaking[] {
    const callee = this.#callees.get(caller.job);
    const workflow = callee?.workflow;
    if (!workflow) {
      caller.unseen = callee && callee.otherRef === undefined ? "missing" : "elsewhere";
      return [];
    }
    const scope = scopeOf(inputs, this.#kind, event);
    const choices = inputsOfCall(caller.job, workflow.inputs ?? new Map(), scope);
    const found = [...new Set(choices.map((choice) => this.runOf(workflow, choice)))];
    caller.calls.push(...found.filter((run) => !caller.calls.includes(run)));
    return found;
  }
}

/** Whether the inputs that a job gives may depend on what starts the run. */
const isCallAboutRun = ({ call, matrix }: Job): boolean =>
  isAboutRun(matrix) || [...(call?.with.values() ?? [])].some(isAboutRun);

/**
 * What a job asks for itself. One that calls a workflow does only where it names labels, on Gitea and Forgejo: there
 * the call then runs on the runner of the caller (Gitea before 1.27, Forgejo's `expandForJob`).
 */
function ownRunsOn(job: Job, inputs: ValueMap, kind: ForgeKind, event?: Start): RunsOn | undefined {
  if (job.call && kind === "github") return undefined;
  const runsOn = runsOnOf(job, inputs, kind, event);
  return job.call && runsOn.kind === "empty" ? undefined : runsOn;
}
