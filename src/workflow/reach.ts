import type { ForgeKind } from "../forge/forge.ts";
import { type CallFact, circularCalls, factsOfCallees } from "./call-facts.ts";
import { inputsDispatched, inputsUncalled, noInputs } from "./call-inputs.ts";
import { type Callee, calleesOf } from "./calls.ts";
import type { Job } from "./jobs.ts";
import type { RepositoryWorkflows } from "./repository-workflows.ts";
import { type CallSite, type Run, RunGraph, type RunInTheMaking, type Settle } from "./runs.ts";
import type { Start } from "./values/contexts.ts";
import type { ValueMap } from "./values/value.ts";
import type { Workflow } from "./workflow.ts";

/** What reaches what. */
export interface Reach {
  readonly runs: readonly Run[];
  readonly calls: readonly CallFact[];
}

/**
 * GitHub connects at most ten levels of workflows, and Gitea 1.27 allows nine calls below the first
 * (`MaxReusableCallLevels`). Deeper ones are followed all the same.
 *
 * @see https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows#nesting-reusable-workflows
 */
export const mostLevels = 10;

/**
 * Follows every event through the calls of workflows of the same repository. Takes time in proportion to the calls and
 * the different inputs, whatever circles and branches they form.
 */
export function reach(
  repository: RepositoryWorkflows,
  kind: ForgeKind,
  settle: Settle = (_, runsOn) => runsOn,
): Reach {
  const { workflows, started, own } = repository;
  const callees = calleesOf(workflows, own);
  const graph = new RunGraph(callees, kind, settle);
  const roots = rootsByEvent(
    workflows.filter(({ path }) => started.has(path)),
    graph,
    kind,
  );
  const spreads = [...roots]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { start, runs }]) => ({ start, ...arrivalsOf(start, runs, graph) }));
  addUnstarted(workflows, callees, graph, kind);
  for (const { start, arrivals, open } of spreads)
    for (const run of arrivals.keys()) {
      const isBarred = !open.has(run);
      run.events.push({ ...start, isBarred, chain: chainTo(run, isBarred ? arrivals : open) });
    }
  graph.settle();
  const tooDeep = new Map(
    spreads.flatMap(({ arrivals }) => deepCalls(arrivals)).map((fact) => [fact.job, fact]),
  );
  return {
    runs: graph.runs,
    calls: [
      ...tooDeep.values(),
      ...factsOfCallees(repository, callees),
      ...circularCalls(workflows, callees),
    ],
  };
}

/** What starts runs, with those that it starts. */
interface Roots {
  readonly start: Start;
  readonly runs: RunInTheMaking[];
}

/** The runs that each event starts. */
function rootsByEvent(workflows: readonly Workflow[], graph: RunGraph, kind: ForgeKind): Map<string, Roots> {
  const roots = new Map<string, Roots>();
  for (const workflow of workflows)
    for (const { name, tellsOfClosed } of workflow.events) {
      if (name === "workflow_call") continue;
      const run = graph.runOf(
        workflow,
        name === "workflow_dispatch" ? inputsDispatched(workflow.dispatchInputs, kind) : noInputs,
      );
      const key = `${name} ${tellsOfClosed}`;
      const others = roots.get(key);
      if (others) others.runs.push(run);
      else roots.set(key, { start: { name, tellsOfClosed }, runs: [run] });
    }
  return roots;
}

/** What nothing starts is judged too: first what nothing calls, and then what only calls itself. */
function addUnstarted(
  workflows: readonly Workflow[],
  callees: ReadonlyMap<Job, Callee>,
  graph: RunGraph,
  kind: ForgeKind,
): void {
  const called = new Set([...callees.values()].map(({ path }) => path));
  const uncalled = workflows.filter(({ path }) => !called.has(path));
  for (const workflow of [...uncalled, ...workflows]) {
    if (graph.has(workflow)) continue;
    const run = graph.runOf(workflow, workflow.inputs ? inputsUncalled(workflow.inputs, kind) : noInputs);
    arrivalsFrom([run], (job, inputs) => graph.callsOf(job, inputs, undefined));
  }
}

/** How an event first came to a run: by a job's call, after so many others. */
interface Arrival {
  readonly from: RunInTheMaking;
  readonly job: Job;
  /** Calls from the workflow that the event starts. */
  readonly depth: number;
}

/** The runs that an event reaches; undefined stands for the start. */
type Arrivals = Map<RunInTheMaking, Arrival | undefined>;

/** The runs that an event reaches, and of these the ones that it reaches where every job heeds its `if`. */
function arrivalsOf(
  start: Start,
  roots: readonly RunInTheMaking[],
  graph: RunGraph,
): { readonly arrivals: Arrivals; readonly open: Arrivals } {
  const callsOf: CallsOf = (job, inputs) => graph.callsOf(job, inputs, start);
  const arrivals = arrivalsFrom(roots, callsOf);
  const isBarring = [...arrivals.keys()].some(({ jobs }) =>
    jobs.some(({ job }) => job.call && job.condition),
  );
  if (!isBarring) return { arrivals, open: arrivals };
  return {
    arrivals,
    open: arrivalsFrom(roots, (job, inputs) => {
      const calls = callsOf(job, inputs);
      return calls.length > 0 && job.mayRunAt(start) ? calls : [];
    }),
  };
}

type CallsOf = (job: RunInTheMaking["jobs"][number], inputs: ValueMap) => readonly RunInTheMaking[];

/** Goes level by level, so that each run is reached by the fewest calls. */
function arrivalsFrom(roots: readonly RunInTheMaking[], callsOf: CallsOf): Arrivals {
  const arrivals: Arrivals = new Map(roots.map((root) => [root, undefined]));
  // The map grows while it is gone through.
  for (const [from, arrival] of arrivals) {
    const depth = (arrival?.depth ?? 0) + 1;
    for (const one of from.jobs)
      for (const run of callsOf(one, from.inputs))
        if (!arrivals.has(run)) arrivals.set(run, { from, job: one.job, depth });
  }
  return arrivals;
}

/** The calls that lead deeper than forges follow, in a straight line. */
function deepCalls(arrivals: Arrivals): CallFact[] {
  return [...arrivals].flatMap(([run, arrival]): CallFact[] => {
    if (!arrival || arrival.depth < mostLevels || inCircle(run, arrivals)) return [];
    const { from, job } = arrival;
    return [{ kind: "too-deep", workflow: from.workflow, job, path: run.workflow.path, ref: undefined }];
  });
}

function chainTo(run: RunInTheMaking, arrivals: Arrivals): CallSite[] {
  const chain: CallSite[] = [];
  for (let step = arrivals.get(run); step; step = arrivals.get(step.from))
    chain.push({ workflow: step.from.workflow.path, job: step.job.id });
  return chain.reverse();
}

/** Whether the way to a run leads through its own workflow, or any other, twice. */
function inCircle(run: RunInTheMaking, arrivals: Arrivals): boolean {
  const paths = [run.workflow.path, ...chainTo(run, arrivals).map(({ workflow }) => workflow)];
  return new Set(paths).size < paths.length;
}
