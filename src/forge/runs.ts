import { isRecord } from "../base/json.ts";
import type { RunFilter, RunState, WorkflowRun } from "./forge.ts";

const states: Readonly<Record<string, RunState>> = {
  success: "success",
  skipped: "success",
  neutral: "success",
  cancelled: "cancelled",
  failure: "failure",
  timed_out: "failure",
  startup_failure: "failure",
  stale: "failure",
};

/**
 * The state of a run. GitHub and Gitea give a status, `completed` at last, and then a conclusion; Forgejo and the
 * tasks of both give the conclusion as the status. What is neither is still to come: `queued`, `waiting`, `blocked`,
 * `running`, `in_progress`, `action_required`.
 */
export function runState(status: unknown, conclusion: unknown): RunState {
  return states[String(status === "completed" ? conclusion : status)] ?? "pending";
}

/** What a run came to, as {@link runState} reads it. */
export function runOutcome(status: unknown, conclusion: unknown): Omit<WorkflowRun, "url"> {
  const isSkipped = (status === "completed" ? conclusion : status) === "skipped";
  return { state: runState(status, conclusion), ...(isSkipped && { isSkipped }) };
}

/** The file's name in the `path` or `workflow_id` of a run: `.github/workflows/a.yml@refs/heads/main` is `a.yml`. */
export function workflowFile(path: unknown): string {
  return typeof path === "string" ? (path.replace(/@.*$/s, "").split("/").at(-1) ?? "") : "";
}

/** One run of a list, in what the forges' shapes have in common. */
export interface ListedRun {
  readonly sha: unknown;
  readonly branch: unknown;
  readonly event: unknown;
  readonly workflow: unknown;
}

/** Whether a run is one that the push of a commit to a branch started, of the workflow asked for. */
export function isWanted(run: ListedRun, sha: string, { branch, workflow }: RunFilter): boolean {
  return (
    run.sha === sha &&
    run.event === "push" &&
    workflowFile(run.workflow) === workflow &&
    // Not every version fills it in.
    (typeof run.branch !== "string" || run.branch === "" || run.branch === branch)
  );
}

/** The number by which a repository's run is found in an address such as `/o/r/actions/runs/7/jobs/0`. */
export function runNumber(url: unknown): string | undefined {
  return typeof url === "string" ? /\/actions\/runs\/(\d+)(?:[/?#]|$)/.exec(url)?.[1] : undefined;
}

/** A task of `GET /actions/tasks`: a job that a runner took. */
export interface Task {
  readonly run: string;
  readonly job: string;
  readonly state: RunState;
  /** Whether its run is wanted. */
  readonly wanted: boolean;
}

/**
 * Reads tasks of Gitea and Forgejo, newest first as they come. Of a job that was run again only the last counts.
 * Their `url` is that of the run; on a server below a path it has that path twice, so only its number is used.
 */
export function readTasks(items: readonly unknown[], sha: string, filter: RunFilter): Task[] {
  const seen = new Set<string>();
  return items.filter(isRecord).flatMap((task) => {
    const run = runNumber(task.url);
    const job = `${run} ${task.name}`;
    if (run === undefined || seen.has(job)) return [];
    seen.add(job);
    const { head_sha, head_branch: branch, event, workflow_id: workflow } = task;
    const wanted = isWanted({ sha: head_sha, branch, event, workflow }, sha, filter);
    return { run, job: String(task.name), state: runState(task.status, undefined), wanted };
  });
}

/** A job's commit status, as Gitea and Forgejo post one for each. */
export interface JobStatus {
  readonly run: string;
  /** `<workflow> / <job>`, where the workflow is its `name:`, its file's name, or empty. Either may hold a slash. */
  readonly title: string;
  readonly state: RunState;
  /** Whether it was left out. */
  readonly isSkipped: boolean;
}

/**
 * Reads the commit statuses that jobs of a push posted, by the context `<workflow> / <job> (push)` and the address of
 * their run. Others' are left out. They have no word for a cancelled job but their description, and most versions none for
 * one that was left out.
 */
export function readJobStatuses(items: readonly unknown[]): JobStatus[] {
  return items.filter(isRecord).flatMap((status) => {
    const run = runNumber(status.target_url);
    const title = / \(push\)$/.test(String(status.context)) ? String(status.context).slice(0, -7) : undefined;
    if (run === undefined || title === undefined) return [];
    const failed = status.status === "failure" || status.status === "error";
    const cancelled = failed && status.description === "Has been cancelled";
    const state = cancelled ? "cancelled" : failed ? "failure" : runState(status.status, undefined);
    const isSkipped = status.status === "skipped" || status.description === "Has been skipped";
    return { run, title, state, isSkipped };
  });
}

/**
 * The runs that tasks and commit statuses tell of together. A task names its workflow's file but exists only once a
 * runner took it; a status exists from the start, for every job, but names the workflow by its `name:`. Newest first:
 * numbers only rise.
 *
 * @param page the page of a run by its number
 */
export function mergeRuns(
  tasks: readonly Task[],
  statuses: readonly JobStatus[],
  { workflow, name }: RunFilter,
  page: (run: string) => string,
): WorkflowRun[] {
  const known = new Map(tasks.map(({ run, wanted }) => [run, wanted]));
  // Without a name the context begins with the file's, or with nothing and a space that was trimmed.
  const beginnings = name ? [`${name} / `] : ["/ ", `${workflow} / `];
  const named = statuses.filter(({ title }) => beginnings.some((beginning) => title.startsWith(beginning)));
  // Nobody said what the workflow is called, and no status has its file's name: any of them may be its.
  const likely = new Set((named.length > 0 || name !== undefined ? named : statuses).map(({ run }) => run));
  const isOurs = (run: string) => known.get(run) ?? likely.has(run);
  const jobs = new Map<string, RunState[]>();
  const add = (run: string, state: RunState) => jobs.set(run, [...(jobs.get(run) ?? []), state]);
  const posted = new Set(statuses.map(({ run }) => run));
  for (const { run, state } of statuses) if (isOurs(run)) add(run, state);
  // Statuses tell of all jobs, tasks only of those begun: a run that has the former needs no other.
  for (const { run, state, wanted } of tasks) if (wanted && !posted.has(run)) add(run, state);
  // A job that was left out is no task.
  const busy = new Set([...tasks, ...statuses.filter(({ isSkipped }) => !isSkipped)].map(({ run }) => run));
  return [...jobs]
    .sort(([one], [other]) => Number(other) - Number(one))
    .map(([run, of]) => ({
      url: page(run),
      state: stateOfJobs(of),
      ...(!busy.has(run) && { isSkipped: true }),
    }));
}

/** A run is pending while any job is, and then as bad as its worst. */
function stateOfJobs(jobs: readonly RunState[]): RunState {
  const order = ["pending", "failure", "cancelled"] as const;
  return order.find((state) => jobs.includes(state)) ?? "success";
}
