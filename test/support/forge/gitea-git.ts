import type { Commit, CommitStatus, GitBlobResponse, GitTreeResponse } from "gitea-js";
import type { FakeForge } from "./forge.ts";
import { apiError, counted, notFound, paged } from "./gitea-kit.ts";
import type { FakeRepository, OtherStatus } from "./repository.ts";
import type { FakeToken } from "./runners.ts";
import type { ForgeRecord, MembersOf, Reply } from "./types.ts";

type Route = (repository: FakeRepository) => Reply;

/**
 * The routes of commits, their statuses and git's objects of Gitea 1.22.6, 1.24.7 and 1.26.3 and of Forgejo 15.0.3:
 * `routers/api/v1/repo/{commits,status,tree,blob}.go`, `services/repository/files/{tree,content}.go`,
 * `services/convert/{status,git_commit}.go`, `modules/structs/{status,repo_commit,repo_tree,git_blob}.go`.
 */
export function giteaGitRoute(
  forge: FakeForge,
  request: ForgeRecord,
  path: string,
  token: FakeToken,
): Route | undefined {
  const { method } = request;
  const [, byRef, bySha] = /^(?:\/commits\/([^/]+)\/statuses|\/statuses\/([^/]+))$/.exec(path) ?? [];
  const sha = byRef ?? bySha;
  if (sha !== undefined && method === "GET") return (repository) => statuses(forge, repository, sha, request);
  if (bySha !== undefined && method === "POST")
    return (repository) => setStatus(forge, repository, bySha, request, token);
  if (method !== "GET") return undefined;
  if (path === "/commits") return (repository) => commits(forge, repository, request);
  const [, kind, id] = /^\/git\/(trees|blobs)\/([^/]+)$/.exec(path) ?? [];
  if (id === undefined) return undefined;
  return (repository) => (kind === "trees" ? tree : blob)(forge, repository, id, request);
}

function statusJson(forge: FakeForge, repository: FakeRepository, status: OtherStatus, id: number) {
  const { sha, context, target_url, description, creator } = status;
  const created_at = status.created_at ?? "2026-01-01T00:00:00Z";
  return {
    id,
    status: status.status,
    target_url,
    description,
    url: `${forge.apiUrl}/repos/${repository.fullName}/statuses/${sha}`,
    context,
    creator: creator ? { id: 2, login: creator, full_name: "", email: "", username: creator } : null,
    created_at,
    updated_at: created_at,
  } satisfies MembersOf<CommitStatus>;
}

/** Ordered by the second of creation, newest first; within a second there is no order, here the oldest comes first. */
function statuses(forge: FakeForge, repository: FakeRepository, sha: string, request: ForgeRecord): Reply {
  const all = repository.statuses
    .filter((status) => status.sha === sha)
    .map((status) => statusJson(forge, repository, status, repository.statuses.indexOf(status) + 1))
    .sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at));
  const { items, page, size } = paged(all, request);
  return { status: 200, headers: counted(forge, all.length, page, size, request.path), json: items };
}

function setStatus(
  forge: FakeForge,
  repository: FakeRepository,
  sha: string,
  { body }: ForgeRecord,
  token: FakeToken,
): Reply {
  if (token.kind === "reader")
    return apiError(forge, 403, "user should have a permission to write to a repo");
  const { state = "", context = "", description = "", target_url = "" } = body as Record<string, string>;
  const status = {
    sha,
    status: state,
    context: context.trim(),
    description: description.trim(),
    target_url,
    creator: token.kind === "writer" ? null : token.login,
    created_at: new Date(Math.floor(forge.now() / 1000) * 1000).toISOString().replace(".000", ""),
  };
  repository.statuses.push(status);
  return { status: 201, json: statusJson(forge, repository, status, repository.statuses.length) };
}

function commits(forge: FakeForge, repository: FakeRepository, request: ForgeRecord): Reply {
  const { history } = repository.objects;
  if (history.length === 0)
    return {
      status: 409,
      json: { message: "Git Repository is empty.", url: `${forge.serverUrl}/api/swagger` },
    };
  const from = request.query.get("sha");
  const start = from === null ? 0 : history.indexOf(from);
  if (start < 0) return notFound(forge);
  const reachable = history.slice(start);
  const { items, page, size } = paged(reachable, request);
  const url = `${forge.apiUrl}/repos/${repository.fullName}/git/commits`;
  const meta = (sha: string) => ({ url: `${url}/${sha}`, sha, created: "2026-01-01T00:00:00Z" });
  const json = items.map((sha) => ({
    ...meta(sha),
    html_url: `${forge.pagesUrl}/${repository.fullName}/commit/${sha}`,
    commit: { message: "a commit", tree: meta(sha) },
    author: null,
    committer: null,
    parents: reachable.slice(reachable.indexOf(sha) + 1, reachable.indexOf(sha) + 2).map(meta),
    files: null,
    stats: null,
  })) satisfies MembersOf<Commit>[];
  return { status: 200, headers: counted(forge, reachable.length, page, size, request.path), json };
}

function tree(forge: FakeForge, repository: FakeRepository, sha: string, { query }: ForgeRecord): Reply {
  const recursive = ["true", "1"].includes(query.get("recursive") ?? "");
  const all = repository.objects.tree(sha, recursive);
  if (!all) return apiError(forge, 400, `sha not found [${sha}]`);
  // `DEFAULT_GIT_TREES_PER_PAGE`.
  const size = Math.min(Number(query.get("per_page")) || 1000, 1000);
  const page = Math.max(Number(query.get("page")) || 1, 1);
  const url = `${forge.apiUrl}/repos/${repository.fullName}/git`;
  const items = all.slice((page - 1) * size, page * size);
  const json = {
    sha,
    url: `${url}/trees/${sha}`,
    tree:
      items.length === 0
        ? null
        : items.map((entry) => ({
            ...entry,
            url: entry.type === "commit" ? "" : `${url}/${entry.type}s/${entry.sha}`,
          })),
    truncated: forge.has({ gitea: [1, 26], forgejo: [99, 0] }) ? page * size < all.length : all.length > size,
    page,
    total_count: all.length,
  } satisfies MembersOf<GitTreeResponse>;
  return { status: 200, headers: { "x-total-count": String(all.length) }, json };
}

function blob(forge: FakeForge, repository: FakeRepository, sha: string): Reply {
  const content = repository.objects.blobs.get(sha);
  if (!content) return apiError(forge, 400, `object does not exist [id: ${sha}, rel_path: ]`);
  const url = `${forge.apiUrl}/repos/${repository.fullName}/git/blobs/${sha}`;
  const json = { content: content.toString("base64"), encoding: "base64", url, sha, size: content.length };
  return { status: 200, json: json satisfies MembersOf<GitBlobResponse> };
}
