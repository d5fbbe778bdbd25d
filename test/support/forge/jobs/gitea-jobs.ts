import type { FakeForge } from "../forge.ts";
import { apiError, counted, notFound, paged, unknownRoute } from "../gitea-kit.ts";
import type { FakeToken } from "../runners.ts";
import type { ForgeRecord, JobStatus, Reply } from "../types.ts";
import { type FakeJob, runIdOf, timeText } from "./jobs.ts";

/** `convertToInternal` of routers/api/v1/shared/action.go: what a filter calls a state of the models. */
const filters: Readonly<Record<string, readonly JobStatus[]>> = {
  pending: ["blocked"],
  waiting: ["blocked"],
  requested: ["blocked"],
  action_required: ["blocked"],
  queued: ["waiting"],
  in_progress: ["running"],
  completed: ["success", "failure", "skipped", "cancelled"],
  failure: ["failure"],
  success: ["success"],
  skipped: ["skipped"],
  cancelled: ["cancelled"],
};

/** `ToActionsStatus` of services/convert. */
const shown: Partial<Record<JobStatus, string>> = {
  waiting: "queued",
  blocked: "waiting",
  running: "in_progress",
};

type Scope = (job: FakeJob) => boolean;

/**
 * The lists of jobs of Gitea 1.25.4, 1.26.3 and 1.27.0, and those of the runs of an owner and of the instance:
 * `routers/api/v1/{api,shared/action}.go`, `services/convert`, `modules/structs/repo_actions.go`. Forgejo has none of
 * these.
 *
 * @returns undefined for any other route
 */
export function giteaJobRoutes(forge: FakeForge, request: ForgeRecord, token: FakeToken): Reply | undefined {
  const [, base = "", list] =
    /^(\/repos\/[^/]+\/[^/]+|\/orgs\/[^/]+|\/user|\/admin)\/actions\/(jobs|runs)$/.exec(request.path) ?? [];
  if (list === undefined || request.method !== "GET" || forge.product !== "gitea") return undefined;
  // The runs of a repository are asked for by whoever pushed too; those are kept with the repository.
  if (list === "runs" && base.startsWith("/repos/") && !request.query.has("status")) return undefined;
  if (!forge.has({ gitea: [1, 25], forgejo: [0, 0] })) return unknownRoute;
  const as = asWhom(request, token);
  if ("status" in as) return as;
  const scope = scopeOf(forge, base, as);
  if (typeof scope !== "function") return scope;
  const states = request.query.getAll("status").flatMap((status) => filters[status] ?? []);
  if (request.query.has("status") && states.length === 0)
    return apiError(forge, 400, `Invalid status ${request.query.get("status")}`);
  return list === "jobs" ? jobs(forge, request, scope, states) : runs(forge, request, scope, states);
}

/** `sudo` of routers/api/v1/api.go: a site administrator asks as somebody else. */
function asWhom({ query }: ForgeRecord, token: FakeToken): FakeToken | Reply {
  const login = query.get("sudo");
  if (!login) return token;
  return token.kind === "admin"
    ? { ...token, kind: "owner", login }
    : { status: 403, json: { message: "Only administrators allowed to sudo." } };
}

/** Whose jobs they are, or why they are not shown. */
function scopeOf(forge: FakeForge, base: string, token: FakeToken): Scope | Reply {
  const owns = token.kind === "owner" || token.kind === "admin";
  const [, kind = "", first = "", second = ""] = base.split("/").map(decodeURIComponent);
  const required = { repos: "repository", orgs: "organization", user: "user", admin: "admin" }[kind] ?? "";
  if (token.lacks.includes(required))
    return apiError(
      forge,
      403,
      `token does not have at least one of required scope(s), required=[read:${required}], token scope=`,
    );
  switch (kind) {
    case "repos": {
      const known = forge.lookUp(first, second);
      if (!known || known.hidden || token.kind === "none") return notFound(forge);
      // `reqOwner()` in 1.25; from 1.26 on whoever may read the unit of actions.
      if (!owns && !forge.has({ gitea: [1, 26], forgejo: [0, 0] }))
        return apiError(forge, 403, "user should be the owner of the repo");
      return ({ at }) => at === known.fullName;
    }
    case "orgs":
      if (forge.runners.users.has(first)) return notFound(forge);
      if (!owns) return apiError(forge, 403, "Must be an organization owner");
      return ({ at }) => at.startsWith(`${first}/`);
    case "user":
      return ({ at }) => at.startsWith(`${token.login}/`);
    default:
      return token.kind === "admin" ? () => true : apiError(forge, 403, "user should be the site admin");
  }
}

function jobs(forge: FakeForge, request: ForgeRecord, scope: Scope, states: readonly JobStatus[]): Reply {
  const all = forge.jobs.all.filter(
    (job) => scope(job) && (states.length === 0 || states.includes(job.status)),
  );
  const { items, page, size } = paged(all, request);
  return {
    status: 200,
    // 1.25 sets none.
    headers: forge.has({ gitea: [1, 26], forgejo: [0, 0] })
      ? counted(forge, all.length, page, size, request.path)
      : {},
    json: { jobs: items.map((job) => jobJson(forge, job)), total_count: all.length },
  };
}

/** Whether every attempt has jobs of its own, as from 1.27 on. */
const hasAttempts = (forge: FakeForge) => forge.has({ gitea: [1, 27], forgejo: [0, 0] });

/** `ToActionWorkflowJob`. The page is found by numbers in the repository in 1.25, and by ids after. */
function jobJson(forge: FakeForge, job: FakeJob) {
  const byId = forge.has({ gitea: [1, 26], forgejo: [0, 0] });
  const repository = `${forge.apiUrl}/repos/${job.at}`;
  const page = `${forge.pagesUrl}/${job.at}/actions/runs/${byId ? runIdOf(job) : job.run}/jobs/${byId ? job.id : 0}`;
  const done = shown[job.status] === undefined;
  return {
    id: job.id,
    url: `${repository}/actions/jobs/${job.id}`,
    html_url: page,
    run_id: runIdOf(job),
    run_url: `${repository}/actions/runs/${runIdOf(job)}`,
    name: job.name,
    labels: job.labels,
    // Before 1.27 how often a runner has begun it.
    run_attempt: job.reruns + (hasAttempts(forge) || job.status !== "waiting" ? 1 : 0),
    head_sha: "1".repeat(40),
    head_branch: "main",
    status: shown[job.status] ?? "completed",
    ...(done && { conclusion: job.status }),
    ...(job.status === "running" && { runner_id: 1, runner_name: "runner-1" }),
    steps: byId ? [] : null,
    created_at: timeText(hasAttempts(forge) ? job.created + job.reruns * 1_000 : job.created),
    started_at: timeText(job.status === "running" ? job.created : 0),
    completed_at: timeText(0),
  };
}

function runs(forge: FakeForge, request: ForgeRecord, scope: Scope, states: readonly JobStatus[]): Reply {
  const all = forge.jobs.runs(states, scope);
  const { items, page, size } = paged(all, request);
  return {
    status: 200,
    headers: counted(forge, all.length, page, size, request.path),
    json: { workflow_runs: items.map((job) => runJson(forge, job)), total_count: all.length },
  };
}

/** `ToActionWorkflowRun`, of which users and the repository are left out but for its name. */
function runJson(forge: FakeForge, job: FakeJob) {
  const byId = forge.has({ gitea: [1, 26], forgejo: [0, 0] });
  return {
    id: runIdOf(job),
    url: `${forge.apiUrl}/repos/${job.at}/actions/runs/${runIdOf(job)}`,
    html_url: `${forge.pagesUrl}/${job.at}/actions/runs/${byId ? runIdOf(job) : job.run}`,
    // Null on a first attempt.
    ...(hasAttempts(forge) && { previous_attempt_url: null, pull_requests: [] }),
    display_title: "a commit",
    path: `${job.workflow}@refs/heads/main`,
    event: "push",
    run_attempt: 0,
    run_number: job.run,
    head_sha: "1".repeat(40),
    head_branch: "main",
    status: shown[job.status] ?? "completed",
    repository: { full_name: job.at },
    started_at: timeText(0),
    completed_at: timeText(0),
  };
}
