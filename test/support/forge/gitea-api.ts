import type { ActionTask, CombinedStatus, CommitStatus, PullRequest, Repository } from "gitea-js";
import type { FakeForge } from "./forge.ts";
import { giteaContentsRoute } from "./gitea-contents.ts";
import { giteaGitRoute } from "./gitea-git.ts";
import { apiError, counted, notFound, paged, unknownRoute } from "./gitea-kit.ts";
import { giteaRunnerRoutes } from "./gitea-runners.ts";
import { forgejoJobRoutes } from "./jobs/forgejo-jobs.ts";
import { giteaJobRoutes } from "./jobs/gitea-jobs.ts";
import { FakeRepository } from "./repository.ts";
import type { FakeToken } from "./runners.ts";
import type { FakePull, FakeRun, ForgeRecord, JobStatus, MembersOf, Reply } from "./types.ts";

/**
 * The routes of Gitea 1.22.6, 1.24.7, 1.25.4 and 1.26.3 and of Forgejo 11.0.15 and 15.0.3 that are used, in their
 * JSON: `routers/api/v1/api.go`, `routers/api/v1/repo/{pull,action,status}.go`, `services/convert/`,
 * `modules/structs/{pull,status,repo_actions,action}.go` at those tags. Members that nobody reads are left out of
 * users and repositories only.
 */
export function giteaApi(forge: FakeForge, request: ForgeRecord): Reply {
  const token = authenticate(forge, request);
  if ("status" in token) return token;
  if (request.path === "/version") return { status: 200, json: { version: forge.version } };
  const listed =
    giteaRunnerRoutes(forge, request, token) ??
    giteaJobRoutes(forge, request, token) ??
    forgejoJobRoutes(forge, request, token);
  if (listed) return listed;
  const [, owner, name, rest] = /^\/repos\/([^/]+)\/([^/]+)((?:\/.*)?)$/.exec(request.path) ?? [];
  if (!owner || !name || rest === undefined) return unknownRoute;
  const route =
    routeOf(forge, request, rest) ??
    giteaGitRoute(forge, request, rest, token) ??
    giteaContentsRoute(forge, request, rest, token);
  if (!route) return unknownRoute;
  const repository = forge.lookUp(decodeURIComponent(owner), decodeURIComponent(name));
  if (repository?.renamedTo !== undefined)
    return redirected(forge, request, `${repository.renamedTo}${rest}`);
  if (!repository || repository.hidden || token.kind === "none") return notFound(forge);
  return route(repository);
}

/**
 * `RedirectToRepo` of services/context/repo.go, before anybody asks what the token may see: 307 in Gitea 1.22.6, 301 in
 * 1.23.8 and later ones and in Forgejo.
 */
function redirected(forge: FakeForge, { query }: ForgeRecord, to: string): Reply {
  const status = forge.has({ gitea: [1, 23], forgejo: [0, 0] }) ? 301 : 307;
  const asked = query.size > 0 ? `?${query}` : "";
  return { status, headers: { location: `${forge.apiPath}/repos/${to}${asked}` }, text: "" };
}

/** `Authorization: Bearer|token <token>`, or Basic with the token as password or user (`services/auth/`). */
function authenticate(forge: FakeForge, { headers }: ForgeRecord): FakeToken | Reply {
  const [, scheme = "", value = ""] = /^(\w+) (.*)$/.exec(headers.authorization ?? "") ?? [];
  const given = /^basic$/i.test(scheme) ? Buffer.from(value, "base64").toString().split(":") : [value];
  const known = given.map((value) => forge.runners.tokens.get(value)).find((token) => token !== undefined);
  if (known && /^(?:basic|bearer|token)$/i.test(scheme)) return known;
  return apiError(forge, 401, scheme === "" ? "token is required" : "invalid username, password or token");
}

function routeOf(
  forge: FakeForge,
  request: ForgeRecord,
  path: string,
): ((repository: FakeRepository) => Reply) | undefined {
  const { method } = request;
  const [, number] = /^\/pulls\/(\d+)$/.exec(path) ?? [];
  if (number !== undefined && method === "PATCH")
    return (repository) => editPull(forge, repository, Number(number), request);
  if (number !== undefined && method === "GET")
    return (repository) => {
      const pull = repository.pulls.find((one) => one.number === Number(number));
      return pull ? { status: 200, json: pullJson(forge, repository, pull) } : notFound(forge);
    };
  const [, sha] = /^\/commits\/([^/]+)\/status$/.exec(path) ?? [];
  if (sha !== undefined && method === "GET")
    return (repository) => combinedStatus(forge, repository, sha, request);
  switch (`${method} ${path}`) {
    case "GET ":
      return (repository) => ({ status: 200, json: wholeRepositoryJson(forge, repository) });
    case "GET /pulls":
      return (repository) => listPulls(forge, repository, request);
    case "POST /pulls":
      return (repository) => createPull(forge, repository, request);
    case "GET /actions/tasks":
      return forge.has({ gitea: [1, 23], forgejo: [8, 0] })
        ? (repository) => listTasks(forge, repository, request)
        : undefined;
    case "GET /actions/runs":
      return forge.has({ gitea: [1, 25], forgejo: [12, 0] })
        ? (repository) => listRuns(forge, repository, request)
        : undefined;
    default:
      return undefined;
  }
}

function listPulls(forge: FakeForge, repository: FakeRepository, request: ForgeRecord): Reply {
  const state = request.query.get("state") ?? "open";
  const all = repository.pulls.filter((pull) => state === "all" || pull.state === state).reverse();
  const { items, page, size } = paged(all, request);
  return {
    status: 200,
    headers: counted(forge, all.length, page, size, request.path),
    json: items.map((pull) => pullJson(forge, repository, pull)),
  };
}

function createPull(forge: FakeForge, repository: FakeRepository, { body }: ForgeRecord): Reply {
  const { head, base, title, body: text = "" } = body as Record<string, string>;
  if (!head || !base || !title) return apiError(forge, 422, "[Title]: Required");
  const missing = [head, base].some((branch) => repository.branches && !repository.branches.has(branch));
  if (missing) return notFound(forge);
  if (head === base)
    return apiError(forge, 422, "Invalid PullRequest: There are no changes between the head and the base");
  const existing = repository.openPull(head, base);
  if (existing) {
    const { number, id } = { number: existing.number, id: repository.id };
    // `ErrPullRequestAlreadyExists` of models/issues/pull.go.
    return apiError(
      forge,
      409,
      `pull request already exists for these targets [id: ${number}, issue_id: ${number}, head_repo_id: ${id}, base_repo_id: ${id}, head_branch: ${head}, base_branch: ${base}]`,
    );
  }
  const pull = repository.addPull({ head, base, title, body: text });
  return { status: 201, json: pullJson(forge, repository, pull) };
}

function editPull(
  forge: FakeForge,
  repository: FakeRepository,
  number: number,
  { body }: ForgeRecord,
): Reply {
  const pull = repository.pulls.find((one) => one.number === number);
  if (!pull) return notFound(forge);
  const { title, body: text } = body as Record<string, string>;
  if (title) pull.title = title;
  if (text !== undefined) pull.body = text;
  return { status: 201, json: pullJson(forge, repository, pull) };
}

function userJson(forge: FakeForge, login: string) {
  return { id: 1, login, full_name: "", email: "", html_url: `${forge.serverUrl}/${login}`, username: login };
}

function repositoryJson(forge: FakeForge, fullName: string, id: number) {
  const [owner = "", name = ""] = fullName.split("/");
  return {
    id,
    owner: userJson(forge, owner),
    name,
    full_name: fullName,
    description: "",
    private: true,
    html_url: `${forge.serverUrl}/${owner}/${name}`,
    url: `${forge.apiUrl}/repos/${owner}/${name}`,
    default_branch: "main",
    permissions: { admin: false, push: true, pull: true },
  };
}

/** `innerToRepo` of services/convert/repository.go: `mirror` is that of a repository that pulls from elsewhere. */
function wholeRepositoryJson(forge: FakeForge, { fullName, id, readOnly }: FakeRepository) {
  return {
    ...repositoryJson(forge, fullName, id),
    archived: readOnly === "archived",
    archived_at: readOnly === "archived" ? "2026-01-01T00:00:00Z" : "1970-01-01T00:00:00Z",
    empty: false,
    fork: false,
    mirror: readOnly === "mirror",
    mirror_interval: readOnly === "mirror" ? "8h0m0s" : "",
    original_url: readOnly === "mirror" ? "https://git.example.com/org/original.git" : "",
    template: false,
  } satisfies MembersOf<Repository>;
}

function pullJson(forge: FakeForge, repository: FakeRepository, pull: FakePull) {
  const page = `${forge.pagesUrl}/${repository.fullName}/pulls/${pull.number}`;
  const headName = pull.headRepository ?? repository.fullName;
  const headId = headName === repository.fullName ? repository.id : repository.id + 1000;
  const branch = (ref: string, fullName: string, id: number, sha?: string) => ({
    label: ref,
    ref,
    sha: sha ?? "0123456789012345678901234567890123456789",
    repo_id: id,
    repo: { ...repositoryJson(forge, fullName, id), fork: fullName !== repository.fullName },
  });
  return {
    id: pull.number,
    url: page,
    number: pull.number,
    user: userJson(forge, repository.owner),
    title: pull.title,
    body: pull.body,
    labels: [],
    milestone: null,
    assignee: null,
    assignees: null,
    requested_reviewers: null,
    state: pull.state,
    draft: false,
    is_locked: false,
    comments: 0,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    mergeable: true,
    merged: false,
    merged_at: null,
    merge_commit_sha: null,
    merged_by: null,
    allow_maintainer_edit: false,
    base: branch(pull.base, repository.fullName, repository.id),
    head: branch(pull.head, headName, headId, pull.sha),
    merge_base: "0123456789012345678901234567890123456789",
    due_date: null,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    closed_at: null,
    pin_order: 0,
  } satisfies MembersOf<PullRequest>;
}

const begun: readonly JobStatus[] = ["running", "success", "failure", "cancelled"];

/** Tasks exist for the jobs that a runner took, newest first; the whole instance is counted, no header tells. */
function listTasks(forge: FakeForge, repository: FakeRepository, request: ForgeRecord): Reply {
  const tasks = repository.runs.flatMap((run) =>
    FakeRepository.jobsOf(run)
      .filter(({ status }) => begun.includes(status))
      .map(({ job, status }) => ({ run, job, status })),
  );
  const all = tasks.map((task, index) => ({ ...task, id: index + 1 })).reverse();
  const json = paged(all, request).items.map(({ id, run, job, status }) => ({
    id,
    name: job,
    head_branch: run.branch,
    head_sha: run.sha,
    run_number: run.number,
    event: run.event,
    display_title: "a commit",
    status,
    workflow_id: run.workflow,
    // `AppURL` ends with the path below which the server lies, and the link begins with it: it is there twice.
    url: `${forge.pagesUrl}${forge.path}${runLink(forge, repository, run)}`,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    run_started_at: "2026-01-01T00:00:00Z",
  })) satisfies MembersOf<ActionTask>[];
  return { status: 200, json: { workflow_runs: json, total_count: all.length } };
}

/** `run.Link()`: by the number, and from Gitea 1.26 on by the id. */
function runLink(forge: FakeForge, repository: FakeRepository, { id, number }: FakeRun): string {
  return `/${repository.fullName}/actions/runs/${linksById(forge) ? id : number}`;
}

function linksById(forge: FakeForge): boolean {
  return forge.product === "gitea" && forge.has({ gitea: [1, 26], forgejo: [0, 0] });
}

function listRuns(forge: FakeForge, repository: FakeRepository, request: ForgeRecord): Reply {
  // Gitea 1.25: `reqOwner()`; from 1.26 a reader of the unit suffices.
  if (forge.product === "gitea" && !forge.has({ gitea: [1, 26], forgejo: [0, 0] }) && !repository.owned)
    return apiError(forge, 403, "user should be the owner of the repo");
  const { query } = request;
  const all = repository.runs
    .filter((run) => !query.has("head_sha") || run.sha === query.get("head_sha"))
    .filter((run) => !query.has("event") || run.event === query.get("event"))
    .reverse();
  const { items, page, size } = paged(all, request);
  const json = items.map((run) =>
    forge.product === "forgejo" ? forgejoRun(forge, repository, run) : giteaRun(forge, repository, run),
  );
  repository.polled(query.get("head_sha"));
  return {
    status: 200,
    headers: forge.product === "forgejo" ? {} : counted(forge, all.length, page, size, request.path),
    json: { workflow_runs: json, total_count: all.length },
  };
}

/** `ToActionWorkflowRun` and `ToActionsStatus` of Gitea 1.26.3. */
function giteaRun(forge: FakeForge, repository: FakeRepository, run: FakeRun) {
  const now = FakeRepository.statusOf(run);
  // The base branch by its name alone is the ref of `pull_request_target`, and `refs/pull/1/head` that of `pull_request`.
  const refs: Readonly<Record<string, string>> = {
    pull_request_target: run.branch,
    pull_request: "refs/pull/1/head",
  };
  const ref = refs[run.event] ?? `refs/heads/${run.branch}`;
  const pending: Partial<Record<JobStatus, string>> = {
    waiting: "queued",
    blocked: "waiting",
    running: "in_progress",
  };
  return {
    id: run.id,
    url: `${forge.apiUrl}/repos/${repository.fullName}/actions/runs/${run.id}`,
    html_url: `${forge.pagesUrl}${runLink(forge, repository, run)}`,
    display_title: "a commit",
    path: `${run.workflow}@${ref}`,
    event: run.event,
    run_attempt: 0,
    run_number: run.number,
    head_sha: run.sha,
    // `BranchName()` of the ref, left out where that is empty.
    ...(ref.startsWith("refs/heads/") && { head_branch: run.branch }),
    status: pending[now] ?? "completed",
    actor: userJson(forge, repository.owner),
    trigger_actor: userJson(forge, repository.owner),
    repository: repositoryJson(forge, repository.fullName, repository.id),
    ...(pending[now] === undefined && { conclusion: now }),
    started_at: "2026-01-01T00:00:00Z",
    completed_at: "2026-01-01T00:00:00Z",
  };
}

/** `ToActionRun` of Forgejo 15.0.3. */
function forgejoRun(forge: FakeForge, repository: FakeRepository, run: FakeRun) {
  return {
    id: run.id,
    title: "a commit",
    repository: repositoryJson(forge, repository.fullName, repository.id),
    workflow_id: run.workflow,
    index_in_repo: run.number,
    trigger_user: userJson(forge, repository.owner),
    ScheduleID: 0,
    prettyref: run.branch,
    is_ref_deleted: false,
    commit_sha: run.sha,
    is_fork_pull_request: false,
    need_approval: false,
    approved_by: 0,
    event: run.event,
    event_payload: "{}",
    trigger_event: run.event,
    status: FakeRepository.statusOf(run),
    started: "2026-01-01T00:00:00Z",
    stopped: "2026-01-01T00:00:00Z",
    created: "2026-01-01T00:00:00Z",
    updated: "2026-01-01T00:00:00Z",
    duration: 1,
    html_url: `${forge.pagesUrl}${runLink(forge, repository, run)}`,
  };
}

const descriptions: Record<JobStatus, string> = {
  success: "Successful in 1s",
  failure: "Failing after 1s",
  cancelled: "Has been cancelled",
  skipped: "Has been skipped",
  running: "Has started running",
  waiting: "Waiting to run",
  blocked: "Blocked by required conditions",
};

/** `toCommitStatus` of services/actions/commit_status.go; `skipped` is a state of its own from Gitea 1.26. */
function commitState(forge: FakeForge, status: JobStatus): string {
  if (status === "skipped" && forge.product === "gitea" && forge.has({ gitea: [1, 26], forgejo: [0, 0] }))
    return "skipped";
  if (status === "success" || status === "skipped") return "success";
  return status === "failure" || status === "cancelled" ? "failure" : "pending";
}

/** The event in a job's context: Gitea before 1.23 does not tell `pull_request_target` from `pull_request`. */
function statusEvent(forge: FakeForge, { event }: FakeRun): string {
  return forge.has({ gitea: [1, 23], forgejo: [0, 0] }) ? event : event.replace(/_target$/, "");
}

/** The combined status: all empty without statuses up to Gitea 1.25 and in Forgejo, `statuses` null from 1.26. */
function combinedStatus(
  forge: FakeForge,
  repository: FakeRepository,
  sha: string,
  request: ForgeRecord,
): Reply {
  const own = repository.latestStatuses(sha);
  const jobs = repository.runs
    .filter(({ sha: of, event }) => of === sha && /^(?:push|pull_request(?:_target)?)$/.test(event))
    .flatMap((run) =>
      FakeRepository.jobsOf(run).map(({ job, status }, index) => ({
        context: `${run.name} / ${job} (${statusEvent(forge, run)})`.trim(),
        status: commitState(forge, status),
        // Relative to the host, as `run.Link()` is.
        target_url: `${forge.path}${runLink(forge, repository, run)}/jobs/${linksById(forge) ? run.id * 10 + index : index}`,
        description: descriptions[status],
      })),
    );
  const all = [...own, ...jobs];
  const { items } = paged(all, request);
  const statuses = items.map(({ context, status, target_url, description }, index) => ({
    id: index + 1,
    status,
    target_url,
    description,
    url: `${forge.apiUrl}/repos/${repository.fullName}/statuses/${sha}`,
    context,
    creator: null,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
  })) satisfies MembersOf<CommitStatus>[];
  repository.polled(sha);
  const empty = { state: "", sha: "", total_count: 0, statuses: null, repository: null };
  if (statuses.length === 0 && !forge.has({ gitea: [1, 26], forgejo: [99, 0] }))
    return { status: 200, json: { ...empty, commit_url: "", url: "" } };
  const states = statuses.map(({ status }) => status);
  const state =
    ["failure", "pending"].find((one) => states.includes(one)) ?? (states.length ? "success" : "pending");
  return {
    status: 200,
    headers: { "x-total-count": String(all.length) },
    json: {
      ...empty,
      state,
      sha,
      // The statuses of this page alone.
      total_count: statuses.length,
      statuses: statuses.length ? statuses : null,
      repository: repositoryJson(forge, repository.fullName, repository.id),
      commit_url: "",
      url: "",
    } satisfies MembersOf<CombinedStatus>,
  };
}
