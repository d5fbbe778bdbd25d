import type { RestEndpointMethodTypes } from "@octokit/rest";
import type { FakeForge } from "./forge.ts";
import { partOfRepositoryJson, repositoryJson, runAddresses, userJson } from "./github/shapes.ts";
import { gitHubGitRoutes } from "./github-git.ts";
import { gitHubGraphQl } from "./github-graphql.ts";
import { error, paged } from "./github-kit.ts";
import { gitHubRunnerRoutes } from "./github-runners.ts";
import { gitHubJobRoutes } from "./jobs/github-jobs.ts";
import { FakeRepository } from "./repository.ts";
import type { FakePull, FakeRun, ForgeRecord, JobStatus, MembersOf, Reply } from "./types.ts";

type PullRequest = RestEndpointMethodTypes["pulls"]["list"]["response"]["data"][number];
type WholePullRequest = RestEndpointMethodTypes["pulls"]["get"]["response"]["data"];
type FullRepository = RestEndpointMethodTypes["repos"]["get"]["response"]["data"];
type WorkflowRun =
  RestEndpointMethodTypes["actions"]["listWorkflowRunsForRepo"]["response"]["data"]["workflow_runs"][number];

/**
 * The routes of GitHub's REST API, version 2022-11-28, that are used, in the JSON that `@octokit/openapi-types`
 * describes (`pull-request-simple`, `pull-request`, `full-repository`, `workflow-run`, `validation-error`, `basic-error`).
 */
export function gitHubApi(forge: FakeForge, request: ForgeRecord): Reply {
  const given = /^(?:token|bearer) (.*)$/i.exec(request.headers.authorization ?? "")?.[1];
  const token = given === undefined ? undefined : forge.runners.tokens.get(given);
  if (given !== undefined && !token) return error(401, "Bad credentials");
  if (request.path === "/meta" && request.method === "GET")
    return { status: 200, json: { verifiable_password_authentication: false, installed_version: "3.17.0" } };
  if (request.path === "/graphql")
    return token ? gitHubGraphQl(forge, request) : error(401, "Requires authentication");
  const listed =
    token && (gitHubRunnerRoutes(forge, request, token) ?? gitHubJobRoutes(forge, request, token));
  if (listed) return listed;
  const [, owner = "", name = "", rest = ""] =
    /^\/repos\/([^/]+)\/([^/]+)((?:\/.*)?)$/.exec(request.path) ?? [];
  const repository = forge.lookUp(decodeURIComponent(owner), decodeURIComponent(name));
  // What is hidden and what does not exist look the same, and so does an unknown route.
  if (!repository || repository.hidden || !token || token.kind === "none") return error(404, "Not Found");
  const [, number] = /^\/pulls\/(\d+)$/.exec(rest) ?? [];
  if (number !== undefined && request.method === "PATCH")
    return editPull(forge, repository, Number(number), request);
  if (number !== undefined && request.method === "GET") {
    const pull = repository.pulls.find((one) => one.number === Number(number));
    return pull ? { status: 200, json: wholePullJson(forge, repository, pull) } : error(404, "Not Found");
  }
  const git = gitHubGitRoutes(forge, repository, request, rest, token);
  if (git) return git;
  switch (`${request.method} ${rest}`) {
    case "GET ":
      return { status: 200, json: wholeRepositoryJson(forge, repository) };
    case "GET /pulls":
      return listPulls(forge, repository, request);
    case "POST /pulls":
      return createPull(forge, repository, request);
    case "GET /actions/runs":
      return listRuns(forge, repository, request);
    default:
      return error(404, "Not Found");
  }
}

function listPulls(forge: FakeForge, repository: FakeRepository, request: ForgeRecord): Reply {
  const { query } = request;
  const state = query.get("state") ?? "open";
  const all = repository.pulls
    .filter((pull) => state === "all" || pull.state === state)
    .filter((pull) => !query.has("base") || pull.base === query.get("base"))
    .filter((pull) => !query.has("head") || labelOf(repository, pull) === query.get("head"))
    .reverse();
  const { items, headers } = paged(forge, all, request);
  return { status: 200, headers, json: items.map((pull) => pullJson(forge, repository, pull)) };
}

/** `owner:branch`, which does not tell two repositories of one owner apart. */
function labelOf(repository: FakeRepository, pull: FakePull): string {
  return `${(pull.headRepository ?? repository.fullName).split("/")[0]}:${pull.head}`;
}

function createPull(forge: FakeForge, repository: FakeRepository, { body }: ForgeRecord): Reply {
  const { head = "", base = "", title = "", body: text = "" } = body as Record<string, string>;
  const invalid = (field: string) =>
    error(422, "Validation Failed", [{ resource: "PullRequest", field, code: "invalid" }]);
  if (title === "")
    return error(422, "Validation Failed", [{ resource: "Issue", code: "missing_field", field: "title" }]);
  if (repository.branches && !repository.branches.has(head)) return invalid("head");
  if (repository.branches && !repository.branches.has(base)) return invalid("base");
  const custom = (message: string) =>
    error(422, "Validation Failed", [{ resource: "PullRequest", code: "custom", message }]);
  if (head === base) return custom(`No commits between ${base} and ${head}`);
  if (repository.openPull(head, base))
    return custom(`A pull request already exists for ${repository.owner}:${head}.`);
  const pull = repository.addPull({ head, base, title, body: text });
  return { status: 201, json: wholePullJson(forge, repository, pull) };
}

function editPull(
  forge: FakeForge,
  repository: FakeRepository,
  number: number,
  { body }: ForgeRecord,
): Reply {
  const pull = repository.pulls.find((one) => one.number === number);
  if (!pull) return error(404, "Not Found");
  const { title, body: text } = body as Record<string, string>;
  if (title) pull.title = title;
  if (text !== undefined) pull.body = text;
  return { status: 200, json: wholePullJson(forge, repository, pull) };
}

/** `full-repository`: the address that it mirrors is null but for the mirrors that GitHub itself keeps. */
function wholeRepositoryJson(forge: FakeForge, { fullName, id, readOnly }: FakeRepository) {
  return {
    ...repositoryJson(forge, fullName, id),
    archived: readOnly === "archived",
    network_count: 0,
    subscribers_count: 0,
    mirror_url: readOnly === "mirror" ? "git://git.example.com/original.git" : null,
  } satisfies MembersOf<FullRepository>;
}

const someSha = "0123456789012345678901234567890123456789";
const branchSha = (pull: FakePull) => pull.sha ?? someSha;

function pullJson(forge: FakeForge, repository: FakeRepository, pull: FakePull) {
  const url = `${forge.apiUrl}/repos/${repository.fullName}/pulls/${pull.number}`;
  const page = `${forge.pagesUrl}/${repository.fullName}/pull/${pull.number}`;
  const issue = `${forge.apiUrl}/repos/${repository.fullName}/issues/${pull.number}`;
  const head = branchSha(pull);
  const addresses = {
    comments_url: `${issue}/comments`,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${forge.apiUrl}/repos/${repository.fullName}/pulls/comments{/number}`,
    statuses_url: `${forge.apiUrl}/repos/${repository.fullName}/statuses/${head}`,
  };
  const isFork = (fullName: string) => fullName !== repository.fullName;
  const branch = (ref: string, fullName: string, sha: string) => ({
    label: `${fullName.split("/")[0]}:${ref}`,
    ref,
    sha,
    user: userJson(forge, fullName.split("/")[0] ?? "", "Organization"),
    repo: {
      ...repositoryJson(forge, fullName, isFork(fullName) ? repository.id + 1000 : repository.id),
      fork: isFork(fullName),
    },
  });
  return {
    url,
    id: 1000 + pull.number,
    node_id: `PR_${pull.number}`,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issue,
    ...addresses,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: userJson(forge, repository.owner),
    body: pull.body === "" ? null : pull.body,
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    closed_at: null,
    merged_at: null,
    merge_commit_sha: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: [],
    milestone: null,
    draft: false,
    head: branch(pull.head, pull.headRepository ?? repository.fullName, head),
    base: branch(pull.base, repository.fullName, someSha),
    author_association: "MEMBER",
    auto_merge: null,
    active_lock_reason: null,
    _links: {
      self: { href: url },
      html: { href: page },
      issue: { href: issue },
      comments: { href: addresses.comments_url },
      commits: { href: addresses.commits_url },
      review_comments: { href: addresses.review_comments_url },
      review_comment: { href: addresses.review_comment_url },
      statuses: { href: addresses.statuses_url },
    },
  } satisfies MembersOf<PullRequest>;
}

/** `pull-request`, as it is where it is alone. */
function wholePullJson(forge: FakeForge, repository: FakeRepository, pull: FakePull) {
  return {
    ...pullJson(forge, repository, pull),
    merged: false,
    mergeable: null,
    rebaseable: null,
    mergeable_state: "unknown",
    merged_by: null,
    comments: 0,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: 1,
    additions: 1,
    deletions: 1,
    changed_files: 1,
  } satisfies MembersOf<WholePullRequest>;
}

function listRuns(forge: FakeForge, repository: FakeRepository, request: ForgeRecord): Reply {
  const { query } = request;
  const all = repository.runs
    .filter((run) => !query.has("head_sha") || run.sha === query.get("head_sha"))
    .filter((run) => !query.has("event") || run.event === query.get("event"))
    .filter((run) => !query.has("branch") || run.branch === query.get("branch"))
    .reverse();
  const { items, headers } = paged(forge, all, request);
  const workflow_runs = items.map((run) => runJson(forge, repository, run));
  repository.polled(query.get("head_sha"));
  return { status: 200, headers, json: { total_count: all.length, workflow_runs } };
}

function runJson(forge: FakeForge, repository: FakeRepository, run: FakeRun) {
  const now = FakeRepository.statusOf(run);
  const pending: Partial<Record<JobStatus, string>> = {
    waiting: "queued",
    blocked: "waiting",
    running: "in_progress",
  };
  const id = 9_000_000_000 + run.number;
  const url = `${forge.apiUrl}/repos/${repository.fullName}/actions/runs/${id}`;
  const part = partOfRepositoryJson(forge, repository.fullName, repository.id);
  return {
    id,
    name: run.name,
    node_id: `WFR_${id}`,
    head_branch: run.branch,
    head_sha: run.sha,
    path: `.github/workflows/${run.workflow}`,
    display_title: "a commit",
    run_number: run.number,
    event: run.event,
    status: pending[now] ?? "completed",
    conclusion: pending[now] === undefined ? now : null,
    workflow_id: 1,
    url,
    html_url: `${forge.pagesUrl}/${repository.fullName}/actions/runs/${id}`,
    ...runAddresses(forge, url, repository.fullName),
    pull_requests: [],
    created_at: "2026-01-01T00:00:00Z",
    updated_at: "2026-01-01T00:00:00Z",
    run_attempt: 1,
    run_started_at: "2026-01-01T00:00:00Z",
    head_commit: null,
    repository: part,
    head_repository: part,
  } satisfies MembersOf<WorkflowRun>;
}
