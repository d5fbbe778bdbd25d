import { parse } from "yaml";

/** What a server makes of a workflow before a runner sees it: one task for each job and leg of its matrix. */
export interface WorkflowJob {
  readonly id: string;
  readonly needs: readonly string[];
  /** Whether its `if` lets it run after a job that it needs has failed. */
  readonly runsAfterFailure: boolean;
  /** By number or, where a step has one, by id. */
  readonly steps: readonly string[];
  /** One for each combination of its matrix, which is one without a matrix too. */
  readonly legs: readonly JobLeg[];
}

export interface JobLeg {
  /** What `runs-on` asks for. */
  readonly labels: readonly string[];
  /** A workflow with this one job and one leg of its matrix. */
  readonly payload: string;
}

type Leg = Readonly<Record<string, unknown>>;

interface Job {
  readonly name?: string;
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly "runs-on"?: unknown;
  readonly steps?: readonly { readonly id?: string }[];
  readonly strategy?: { readonly matrix?: Readonly<Record<string, unknown>> };
}

/** The jobs of a workflow, those that others need first. */
export function workflowJobs(text: string): WorkflowJob[] {
  const workflow = parse(text) as { readonly jobs: Readonly<Record<string, Job>> };
  const jobs = Object.entries(workflow.jobs).map(([id, job]) => ({
    id,
    needs: [job.needs ?? []].flat(),
    runsAfterFailure: /\b(?:always|failure|cancelled)\(\)/.test(job.if ?? ""),
    steps: (job.steps ?? []).map((step, at) => step.id ?? String(at)),
    legs: legsOf(job.strategy?.matrix).map((leg) => {
      const labels = labelsOf(job, leg);
      // JSON is YAML.
      return { labels, payload: JSON.stringify({ ...workflow, jobs: { [id]: jobOf(job, leg, labels) } }) };
    }),
  }));
  return inOrder(jobs);
}

/** The include list, or every combination of the other lists; both together are not in use here. */
function legsOf(matrix: Readonly<Record<string, unknown>> = {}): Leg[] {
  const { include, ...axes } = matrix;
  if (Array.isArray(include)) return include as Leg[];
  return Object.entries(axes).reduce<Leg[]>(
    (legs, [name, values]) =>
      legs.flatMap((leg) => [values].flat().map((value: unknown) => ({ ...leg, [name]: value }))),
    [{}],
  );
}

function labelsOf(job: Job, leg: Leg): string[] {
  return [job["runs-on"] ?? []]
    .flat()
    .map((label) =>
      String(label).replace(/\$\{\{ *matrix\.([\w-]+) *\}\}/g, (_, name: string) => String(leg[name])),
    );
}

/** As Gitea's jobparser does it: the leg alone is left of the matrix, and `runs-on` is settled. */
function jobOf(job: Job, leg: Leg, labels: readonly string[]): unknown {
  const matrix = Object.fromEntries(Object.entries(leg).map(([name, value]) => [name, [value]]));
  const { strategy: _, ...rest } = job;
  return { ...rest, "runs-on": labels, ...(Object.keys(leg).length > 0 && { strategy: { matrix } }) };
}

function inOrder(jobs: readonly WorkflowJob[]): WorkflowJob[] {
  const done: WorkflowJob[] = [];
  const rest = new Set(jobs);
  while (rest.size > 0) {
    const ready = [...rest].filter(({ needs }) => needs.every((id) => done.some((job) => job.id === id)));
    if (ready.length === 0) throw new Error("jobs need one another, or one that is not there");
    for (const job of ready) {
      done.push(job);
      rest.delete(job);
    }
  }
  return done;
}
