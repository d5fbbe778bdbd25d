import type { components } from "@octokit/openapi-types";
import type { FakeForge } from "../forge.ts";
import type { MembersOf } from "../types.ts";

type User = components["schemas"]["simple-user"];
type Repository = components["schemas"]["full-repository"];

const time = "2026-01-01T00:00:00Z";

/** `simple-user`. */
export function userJson(forge: FakeForge, login: string, type: "User" | "Organization" | "Bot" = "User") {
  const url = `${forge.apiUrl}/users/${login}`;
  return {
    login,
    id: 1,
    node_id: `U_${login}`,
    avatar_url: `${forge.pagesUrl}/avatars/u/1?`,
    gravatar_id: "",
    url,
    html_url: `${forge.pagesUrl}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: "public",
    site_admin: false,
  } satisfies MembersOf<User>;
}

/** `public-user`, of an account that tells nobody anything. */
export function accountJson(forge: FakeForge, login: string, type: "User" | "Organization") {
  return {
    ...userJson(forge, login, type),
    name: null,
    company: null,
    blog: "",
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: time,
    updated_at: time,
  };
}

/** What stands behind a repository's address in the members that name one. */
const below: Readonly<Record<string, string>> = {
  archive_url: "/{archive_format}{/ref}",
  assignees_url: "/assignees{/user}",
  blobs_url: "/git/blobs{/sha}",
  branches_url: "/branches{/branch}",
  collaborators_url: "/collaborators{/collaborator}",
  comments_url: "/comments{/number}",
  commits_url: "/commits{/sha}",
  compare_url: "/compare/{base}...{head}",
  contents_url: "/contents/{+path}",
  contributors_url: "/contributors",
  deployments_url: "/deployments",
  downloads_url: "/downloads",
  events_url: "/events",
  forks_url: "/forks",
  git_commits_url: "/git/commits{/sha}",
  git_refs_url: "/git/refs{/sha}",
  git_tags_url: "/git/tags{/sha}",
  hooks_url: "/hooks",
  issue_comment_url: "/issues/comments{/number}",
  issue_events_url: "/issues/events{/number}",
  issues_url: "/issues{/number}",
  keys_url: "/keys{/key_id}",
  labels_url: "/labels{/name}",
  languages_url: "/languages",
  merges_url: "/merges",
  milestones_url: "/milestones{/number}",
  notifications_url: "/notifications{?since,all,participating}",
  pulls_url: "/pulls{/number}",
  releases_url: "/releases{/id}",
  stargazers_url: "/stargazers",
  statuses_url: "/statuses/{sha}",
  subscribers_url: "/subscribers",
  subscription_url: "/subscription",
  tags_url: "/tags",
  teams_url: "/teams",
  trees_url: "/git/trees{/sha}",
};

/** `minimal-repository`, as it is part of other things. */
export function partOfRepositoryJson(forge: FakeForge, fullName: string, id: number) {
  const [owner = "", name = ""] = fullName.split("/");
  const url = `${forge.apiUrl}/repos/${fullName}`;
  return {
    id,
    node_id: `R_${id}`,
    name,
    full_name: fullName,
    private: true,
    owner: userJson(forge, owner, "Organization"),
    html_url: `${forge.serverUrl}/${fullName}`,
    description: null,
    fork: false,
    url,
    ...Object.fromEntries(Object.entries(below).map(([member, rest]) => [member, `${url}${rest}`])),
  } satisfies MembersOf<Repository>;
}

/** `repository`, as pull requests have it. */
export function repositoryJson(forge: FakeForge, fullName: string, id: number) {
  const html_url = `${forge.serverUrl}/${fullName}`;
  const host = new URL(forge.serverUrl).hostname;
  return {
    ...partOfRepositoryJson(forge, fullName, id),
    created_at: time,
    updated_at: time,
    pushed_at: time,
    git_url: `git://${host}/${fullName}.git`,
    ssh_url: `git@${host}:${fullName}.git`,
    clone_url: `${html_url}.git`,
    svn_url: html_url,
    homepage: null,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null as string | null,
    archived: false,
    disabled: false,
    open_issues_count: 0,
    license: null,
    allow_forking: true,
    is_template: false,
    topics: [],
    visibility: "private",
    forks: 0,
    open_issues: 0,
    watchers: 0,
    default_branch: "main",
  } satisfies MembersOf<Repository>;
}

/** The addresses that a workflow run has besides its own. */
export function runAddresses(forge: FakeForge, url: string, fullName: string) {
  return {
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${forge.apiUrl}/repos/${fullName}/check-suites/1`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    workflow_url: `${forge.apiUrl}/repos/${fullName}/actions/workflows/1`,
  };
}
