import type { RestEndpointMethodTypes } from "@octokit/rest";
import type { FakeForge } from "./forge.ts";
import { userJson } from "./github/shapes.ts";
import { error, paged } from "./github-kit.ts";
import type { FakeRepository, OtherStatus } from "./repository.ts";
import type { FakeToken } from "./runners.ts";
import type { ForgeRecord, MembersOf, Reply } from "./types.ts";

type Status = RestEndpointMethodTypes["repos"]["listCommitStatusesForRef"]["response"]["data"][number];
type Commit = RestEndpointMethodTypes["repos"]["listCommits"]["response"]["data"][number];
type Tree = RestEndpointMethodTypes["git"]["getTree"]["response"]["data"];
type Blob = RestEndpointMethodTypes["git"]["getBlob"]["response"]["data"];

/** GitHub stores so many statuses of one context at a commit. */
const mostStatuses = 1000;

/**
 * The routes of commits, their statuses and git's objects, in the JSON that `@octokit/openapi-types` describes
 * (`status`, `commit`, `git-tree`, `blob`).
 *
 * @returns undefined for any other route
 */
export function gitHubGitRoutes(
  forge: FakeForge,
  repository: FakeRepository,
  request: ForgeRecord,
  path: string,
  token: FakeToken,
): Reply | undefined {
  const { method } = request;
  const [, sha] = /^\/commits\/([^/]+)\/statuses$/.exec(path) ?? [];
  if (sha !== undefined && method === "GET") return statuses(forge, repository, sha, request);
  const [, target] = /^\/statuses\/([^/]+)$/.exec(path) ?? [];
  if (target !== undefined && method === "POST") return setStatus(forge, repository, target, request, token);
  if (method !== "GET") return undefined;
  if (path === "/commits") return commits(forge, repository, request);
  const [, kind, id = ""] = /^\/git\/(trees|blobs)\/([^/]+)$/.exec(path) ?? [];
  if (kind === "trees") return tree(forge, repository, id, request);
  return kind === "blobs" ? blob(forge, repository, id) : undefined;
}

function statusJson(forge: FakeForge, repository: FakeRepository, status: OtherStatus, id: number) {
  const { sha, context, target_url, description, creator = "github-actions[bot]" } = status;
  const created_at = status.created_at ?? "2026-01-01T00:00:00Z";
  return {
    url: `${forge.apiUrl}/repos/${repository.fullName}/statuses/${sha}`,
    avatar_url: null,
    id,
    node_id: `SC_${id}`,
    state: status.status,
    description: description === "" ? null : description,
    target_url: target_url === "" ? null : target_url,
    context,
    created_at,
    updated_at: created_at,
    creator: creator === null ? null : userJson(forge, creator, creator.endsWith("[bot]") ? "Bot" : "User"),
  } satisfies MembersOf<Status>;
}

function statuses(forge: FakeForge, repository: FakeRepository, sha: string, request: ForgeRecord): Reply {
  const all = repository.statuses.filter((status) => status.sha === sha).reverse();
  const { items, headers } = paged(forge, all, request);
  const json = items.map((status) =>
    statusJson(forge, repository, status, repository.statuses.indexOf(status) + 1),
  );
  return { status: 200, headers, json };
}

function setStatus(
  forge: FakeForge,
  repository: FakeRepository,
  sha: string,
  { body }: ForgeRecord,
  token: FakeToken,
): Reply {
  if (token.kind === "reader") return error(403, "Resource not accessible by integration");
  const {
    state = "",
    context = "default",
    description = "",
    target_url = "",
  } = body as Record<string, string>;
  if ([...description].length > 140)
    return error(422, "Validation Failed", [
      {
        resource: "Status",
        code: "custom",
        field: "description",
        message: "description is too long (maximum is 140 characters)",
      },
    ]);
  const same = repository.statuses.filter((status) => status.sha === sha && status.context === context);
  if (same.length >= mostStatuses)
    return error(422, "Validation Failed", [
      {
        resource: "Status",
        code: "custom",
        message: "This SHA and context has reached the maximum number of statuses.",
      },
    ]);
  const status = {
    sha,
    status: state,
    context,
    description,
    target_url,
    creator: token.kind === "writer" ? "github-actions[bot]" : token.login,
    created_at: new Date(Math.floor(forge.now() / 1000) * 1000).toISOString().replace(".000", ""),
  };
  repository.statuses.push(status);
  return { status: 201, json: statusJson(forge, repository, status, repository.statuses.length) };
}

function commits(forge: FakeForge, repository: FakeRepository, request: ForgeRecord): Reply {
  const { history } = repository.objects;
  if (history.length === 0) return error(409, "Git Repository is empty.");
  const from = request.query.get("sha");
  const start = from === null ? 0 : history.indexOf(from);
  if (start < 0) return error(404, "Not Found");
  const reachable = history.slice(start);
  const { items, headers } = paged(forge, reachable, request);
  const url = `${forge.apiUrl}/repos/${repository.fullName}/commits`;
  const page = `${forge.pagesUrl}/${repository.fullName}/commit`;
  const meta = (sha: string) => ({ sha, url: `${url}/${sha}`, html_url: `${page}/${sha}` });
  const json = items.map((sha) => ({
    ...meta(sha),
    node_id: `C_${sha}`,
    comments_url: `${url}/${sha}/comments`,
    commit: {
      message: "a commit",
      url: `${url.replace(/commits$/, "git/commits")}/${sha}`,
      author: { name: "Ada", email: "ada@example.com", date: "2026-01-01T00:00:00Z" },
      committer: { name: "Ada", email: "ada@example.com", date: "2026-01-01T00:00:00Z" },
      tree: { sha, url: `${url.replace(/commits$/, "git/trees")}/${sha}` },
      comment_count: 0,
    },
    author: null,
    committer: null,
    parents: reachable.slice(reachable.indexOf(sha) + 1, reachable.indexOf(sha) + 2).map(meta),
  })) satisfies MembersOf<Commit>[];
  return { status: 200, headers, json };
}

function tree(forge: FakeForge, repository: FakeRepository, sha: string, { query }: ForgeRecord): Reply {
  const entries = repository.objects.tree(sha, query.has("recursive"));
  if (!entries) return error(404, "Not Found");
  const url = `${forge.apiUrl}/repos/${repository.fullName}/git`;
  const json = {
    sha,
    url: `${url}/trees/${sha}`,
    tree: entries.map(({ size, ...entry }) => ({
      ...entry,
      ...(entry.type === "blob" && { size }),
      ...(entry.type !== "commit" && { url: `${url}/${entry.type}s/${entry.sha}` }),
    })),
    truncated: false,
  } satisfies MembersOf<Tree>;
  return { status: 200, json };
}

function blob(forge: FakeForge, repository: FakeRepository, sha: string): Reply {
  const content = repository.objects.blobs.get(sha);
  if (!content) return error(404, "Not Found");
  const json = {
    sha,
    node_id: `B_${sha}`,
    size: content.length,
    url: `${forge.apiUrl}/repos/${repository.fullName}/git/blobs/${sha}`,
    // In lines of 60 characters.
    content: content.toString("base64").replace(/.{1,60}/g, "$&\n"),
    encoding: "base64",
  } satisfies MembersOf<Blob>;
  return { status: 200, json };
}
