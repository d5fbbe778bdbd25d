import type { components } from "@octokit/openapi-types";
import type { FakeForge } from "../forge.ts";
import { partOfRepositoryJson, runAddresses } from "../github/shapes.ts";
import { error, paged } from "../github-kit.ts";
import type { FakeToken } from "../runners.ts";
import type { ForgeRecord, JobStatus, MembersOf, Reply } from "../types.ts";
import { type FakeJob, timeText } from "./jobs.ts";

type Job = components["schemas"]["job"];

/** What GitHub calls a job's state, and a run's of which the job is the only one. */
const shown: Partial<Record<JobStatus, string>> = {
  waiting: "queued",
  blocked: "waiting",
  running: "in_progress",
};

const idOf = ({ run }: FakeJob) => 9_000_000_000 + run;

/**
 * The runs of a repository by their status and the jobs of each, in the JSON that `@octokit/openapi-types` describes
 * (`workflow-run`, `job`).
 *
 * @returns undefined for any other route
 */
export function gitHubJobRoutes(forge: FakeForge, request: ForgeRecord, token: FakeToken): Reply | undefined {
  const { path, method, query } = request;
  const [, owner = "", name = "", run] =
    /^\/repos\/([^/]+)\/([^/]+)\/actions\/runs(?:\/(\d+)\/jobs)?$/.exec(path) ?? [];
  if (name === "" || method !== "GET" || (run === undefined && !query.has("status"))) return undefined;
  const known = forge.lookUp(owner, name);
  if (!known || known.hidden || token.kind === "none") return error(404, "Not Found");
  const own = (job: FakeJob) => job.at === known.fullName;
  if (run === undefined) {
    const states = (Object.keys(shown) as JobStatus[]).filter(
      (state) => shown[state] === query.get("status"),
    );
    const all = runsOf(forge, states, own);
    const { items, headers } = paged(forge, all, request);
    return {
      status: 200,
      headers,
      json: { total_count: all.length, workflow_runs: items.map((job) => runJson(forge, job)) },
    };
  }
  const all = forge.jobs.all.filter((job) => own(job) && String(idOf(job)) === run);
  if (all.length === 0) return error(404, "Not Found");
  const { items, headers } = paged(forge, all, request);
  return {
    status: 200,
    headers,
    json: { total_count: all.length, jobs: items.map((job) => jobJson(forge, job)) },
  };
}

/** The runs of a status: one with a job that runs is in progress, whatever its other jobs wait for. */
function runsOf(forge: FakeForge, states: readonly JobStatus[], own: (job: FakeJob) => boolean): FakeJob[] {
  const running = new Set(forge.jobs.runs(["running"], own).map(idOf));
  const found = forge.jobs.runs(states, own);
  return states.includes("running") ? found : found.filter((job) => !running.has(idOf(job)));
}

function runJson(forge: FakeForge, job: FakeJob) {
  const id = idOf(job);
  const url = `${forge.apiUrl}/repos/${job.at}/actions/runs/${id}`;
  const repository = partOfRepositoryJson(forge, job.at, 1);
  return {
    id,
    node_id: `WFR_${id}`,
    name: job.workflow,
    head_branch: "main",
    head_sha: "1".repeat(40),
    display_title: "a commit",
    workflow_id: 1,
    pull_requests: [],
    head_commit: null,
    repository,
    head_repository: repository,
    updated_at: timeText(job.created),
    ...runAddresses(forge, url, job.at),
    path: `.github/workflows/${job.workflow}`,
    run_number: job.run,
    event: "push",
    status: shown[job.status] ?? "completed",
    conclusion: null,
    url,
    html_url: `${forge.pagesUrl}/${job.at}/actions/runs/${id}`,
    created_at: timeText(job.created),
    run_attempt: job.reruns + 1,
  } satisfies MembersOf<components["schemas"]["workflow-run"]>;
}

function jobJson(forge: FakeForge, job: FakeJob) {
  const run = idOf(job);
  const repository = `${forge.apiUrl}/repos/${job.at}`;
  const isDone = shown[job.status] === undefined;
  return {
    id: job.id,
    run_id: run,
    run_url: `${repository}/actions/runs/${run}`,
    run_attempt: job.reruns + 1,
    node_id: `CR_${job.id}`,
    head_sha: "1".repeat(40),
    url: `${repository}/actions/jobs/${job.id}`,
    html_url: `${forge.pagesUrl}/${job.at}/actions/runs/${run}/job/${job.id}`,
    status: shown[job.status] ?? "completed",
    conclusion: isDone ? job.status : null,
    created_at: timeText(job.created),
    started_at: timeText(job.created),
    completed_at: null,
    name: job.name,
    steps: [],
    check_run_url: `${repository}/check-runs/${job.id}`,
    labels: job.labels,
    runner_id: null,
    runner_name: null,
    runner_group_id: null,
    runner_group_name: null,
    workflow_name: job.workflow,
    head_branch: "main",
  } satisfies MembersOf<Job>;
}
