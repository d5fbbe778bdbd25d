import type { components } from "@octokit/openapi-types";
import type { FakeForge } from "./forge.ts";
import { accountJson } from "./github/shapes.ts";
import { error, paged } from "./github-kit.ts";
import { type FakeGroup, type FakeRunner, FakeRunners, type FakeToken } from "./runners.ts";
import type { ForgeRecord, MembersOf, Reply } from "./types.ts";

type Runner = components["schemas"]["runner"];
type Group = components["schemas"]["runner-groups-org"];

/**
 * The lists of runners and runner groups, in the JSON that `@octokit/openapi-types` describes (`runner`,
 * `runner-label`, `runner-groups-org`).
 *
 * @returns undefined for any other route
 */
export function gitHubRunnerRoutes(
  forge: FakeForge,
  request: ForgeRecord,
  token: FakeToken,
): Reply | undefined {
  const { path, method, query } = request;
  const [, account] = /^\/users\/([^/]+)$/.exec(path) ?? [];
  if (method !== "GET") return undefined;
  if (account !== undefined) {
    const type = forge.runners.users.has(account) ? "User" : "Organization";
    return { status: 200, json: accountJson(forge, account, type) };
  }
  const [, repository, organisation, rest = ""] =
    /^(?:\/repos\/([^/]+\/[^/]+)|\/orgs\/([^/]+))\/actions\/(runners|runner-groups(?:\/\d+\/runners)?)$/.exec(
      path,
    ) ?? [];
  const isJob = token.kind === "writer" || token.kind === "reader";
  const list = (runners: readonly FakeRunner[]): Reply => {
    const { items, headers } = paged(forge, runners, request);
    const json = items.map((runner) => runnerJson(forge, runner));
    FakeRunners.polled(items);
    return { status: 200, headers, json: { total_count: runners.length, runners: json } };
  };
  const { all, groups, users } = forge.runners;
  if (repository !== undefined && rest === "runners") {
    const [owner = "", name = ""] = repository.split("/").map(decodeURIComponent);
    const known = forge.lookUp(owner, name);
    if (!known || known.hidden || token.kind === "none") return error(404, "Not Found");
    if (isJob) return error(403, "Resource not accessible by integration");
    return list(all.filter(({ at }) => at === known.fullName));
  }
  if (organisation === undefined) return undefined;
  if (users.has(organisation) || token.kind === "none") return error(404, "Not Found");
  if (isJob) return error(403, "Resource not accessible by integration");
  if (token.lacks.includes("organization")) return error(403, "Must have admin rights to Organization.");
  const group = /^runner-groups\/(\d+)\/runners$/.exec(rest)?.[1];
  if (group !== undefined) return list(all.filter((runner) => runner.group === Number(group)));
  if (rest === "runners") return list(all.filter(({ at }) => at === organisation));
  const name = query.get("visible_to_repository");
  const visible = groups.filter(({ repositories }) => !name || !repositories || repositories.includes(name));
  const { items, headers } = paged(forge, visible, request);
  const runner_groups = items.map((one) => groupJson(forge, organisation, one));
  return { status: 200, headers, json: { total_count: visible.length, runner_groups } };
}

function runnerJson(forge: FakeForge, runner: FakeRunner) {
  const { id, name, labels, ephemeral, group } = runner;
  const state = FakeRunners.stateOf(runner, forge.now());
  return {
    id,
    name,
    os: "linux",
    status: state === "offline" ? "offline" : "online",
    busy: state === "active",
    ephemeral,
    runner_group_id: group,
    labels: labels.map((label, index) => ({ id: index + 1, name: label, type: "custom" as const })),
  } satisfies MembersOf<Runner>;
}

function groupJson(forge: FakeForge, organisation: string, group: FakeGroup) {
  const { id, name, inherited = false, restricted = false, repositories } = group;
  return {
    id,
    name,
    visibility: repositories ? "selected" : "all",
    default: id === 1,
    runners_url: `${forge.apiUrl}/orgs/${organisation}/actions/runner-groups/${id}/runners`,
    inherited,
    allows_public_repositories: false,
    restricted_to_workflows: restricted,
    selected_workflows: [],
  } satisfies MembersOf<Group>;
}
