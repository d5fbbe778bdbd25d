import type { Callee } from "./calls.ts";
import type { Job } from "./jobs.ts";
import type { RepositoryWorkflows } from "./repository-workflows.ts";
import type { Workflow } from "./workflow.ts";

/** What there is to know about a job's call. */
export interface CallFact {
  /**
   * - `missing`: the file is not there
   * - `jobless`: the file is there, and certainly holds no job
   * - `other-ref`: the file is taken from another commit than those that are read, and may be another one there
   * - `circular`: the call leads back to its own workflow
   * - `too-deep`: more calls lead to it than forges follow
   */
  readonly kind: "missing" | "jobless" | "other-ref" | "circular" | "too-deep";
  /** The one that has the job. */
  readonly workflow: Workflow;
  readonly job: Job;
  /** Of what is called. */
  readonly path: string;
  /** The branch, tag or commit that the call names, where that is another one. */
  readonly ref: string | undefined;
}

/** The facts about what stands at the other end of each call. */
export function factsOfCallees(
  { workflows, unjudged, jobless }: RepositoryWorkflows,
  callees: ReadonlyMap<Job, Callee>,
): CallFact[] {
  const mayBeThere = new Set(unjudged.map(({ path }) => path));
  const noJobs = new Set(jobless.map(({ path }) => path));
  const kindOf = ({ path, otherRef, workflow }: Callee): CallFact["kind"] | undefined => {
    if (workflow) return otherRef === undefined ? undefined : "other-ref";
    // What is not there now may be there at another ref.
    if (otherRef !== undefined || mayBeThere.has(path)) return undefined;
    return noJobs.has(path) ? "jobless" : "missing";
  };
  return workflows.flatMap((workflow) =>
    workflow.jobs.flatMap((job) => {
      const callee = callees.get(job);
      const kind = callee && kindOf(callee);
      return kind ? [{ kind, workflow, job, path: callee.path, ref: callee.otherRef }] : [];
    }),
  );
}

/** One fact for each call that closes a circle. A call of another commit's file closes none for certain. */
export function circularCalls(workflows: readonly Workflow[], callees: ReadonlyMap<Job, Callee>): CallFact[] {
  const facts: CallFact[] = [];
  const state = new Map<Workflow, "open" | "done">();
  const visit = (workflow: Workflow): void => {
    state.set(workflow, "open");
    for (const job of workflow.jobs) {
      const callee = callees.get(job);
      if (!callee?.workflow || callee.otherRef !== undefined) continue;
      const { path } = callee;
      if (!state.has(callee.workflow)) visit(callee.workflow);
      else if (state.get(callee.workflow) === "open")
        facts.push({ kind: "circular", workflow, job, path, ref: undefined });
    }
    state.set(workflow, "done");
  };
  for (const workflow of workflows) if (!state.has(workflow)) visit(workflow);
  return facts;
}
