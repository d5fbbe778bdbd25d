import { isRecord } from "../../base/json.ts";
import { counted } from "../../base/words.ts";
import { allToTheEnd } from "../../jobs/jobs.ts";
import { type ApiClient, repositoryRoute } from "../api/api-client.ts";
import { pageOf, pageQuery, readPagesAtOnce } from "../api/pages.ts";
import { ForgeError } from "../errors.ts";
import type { Repository } from "../forge.ts";
import type { RunnerListing, ScopeState } from "./runner.ts";
import { mergeScopes, type ReadScope, readScope, stateOf } from "./runner-list.ts";

/** A runner group of an organisation. */
interface Group {
  readonly id: number;
  readonly name: string;
  /** Whether the organisation has it from its enterprise. */
  readonly inherited: boolean;
  /** Whether only some workflows may use it. */
  readonly restricted: boolean;
}

const mostGroups = 1000;
/** Runner groups of the enterprise whose runners are read. */
const mostInherited = 8;

/**
 * The runners of a repository on GitHub: its own, and those of its organisation whose runner group the repository may
 * use; then those of the enterprise's runner groups that it may use, one list for each. Runners that GitHub hosts,
 * larger ones included, and the scale sets of actions-runner-controller are in none of these lists.
 *
 * A user shares no runners, so a user's repository has no owner scope.
 */
export async function gitHubRunners(
  client: ApiClient,
  repository: Repository,
  signal: AbortSignal,
): Promise<RunnerListing> {
  const path = `${repositoryRoute(repository)}/actions/runners`;
  const name = `${repository.owner}/${repository.name}`;
  const [own, shared] = await Promise.all([
    readScope(client, { scope: "repository", name, path }, signal),
    readOrganisation(client, repository, signal),
  ]);
  return mergeScopes([own, ...shared]);
}

async function readOrganisation(
  client: ApiClient,
  repository: Repository,
  signal: AbortSignal,
): Promise<ReadScope[]> {
  const { owner: name } = repository;
  const path = `/orgs/${encodeURIComponent(name)}/actions`;
  const [groups, listed] = await Promise.all([
    readGroups(client, `${path}/runner-groups`, repository, signal),
    readScope(client, { scope: "owner", name, path: `${path}/runners` }, signal),
  ]);
  if (listed.report.state === "hidden" && (await isUser(client, name, signal))) return [];
  if (groups instanceof ForgeError) return [withoutGroups(listed, groups), ...unreadEnterprise(groups)];
  const inherited = groups.filter((group) => group.inherited);
  const enterprise = inherited.slice(0, mostInherited);
  const ofEnterprise = enterprise.map(async ({ id, name: group, restricted }) => {
    const route = { scope: "instance", name: group, path: `${path}/runner-groups/${id}/runners` } as const;
    const read = await readScope(client, route, signal);
    const runners = read.runners.map((runner) => ({ ...runner, group, certain: !restricted }));
    return { ...read, runners };
  });
  const left = inherited.length - enterprise.length;
  const leftOut =
    left === 0
      ? []
      : [
          unread(
            "failed",
            `${counted(left, "more runner group")} of the enterprise ${left === 1 ? "was" : "were"} not looked into`,
          ),
        ];
  return [withinGroups(listed, groups), ...(await allToTheEnd(ofEnterprise)), ...leftOut];
}

/** What the enterprise shares is not known either without the groups. Where there are none it shares nothing. */
function unreadEnterprise(error: ForgeError): ReadScope[] {
  return error.status === 404 ? [] : [unread(stateOf(error), error.message)];
}

function unread(state: ScopeState, reason: string): ReadScope {
  return { report: { scope: "instance", name: "the enterprise", state, reason }, runners: [] };
}

/** The organisation's runners of the groups that the repository may use. */
function withinGroups(listed: ReadScope, groups: readonly Group[]): ReadScope {
  const known = new Map(groups.map((group) => [group.id, group]));
  const runners = listed.runners.flatMap((runner) => {
    const item = listed.items?.get(runner.id);
    const id = isRecord(item) ? item.runner_group_id : undefined;
    // A server that names no group leaves it open whether the repository may use it.
    if (typeof id !== "number") return [{ ...runner, certain: false }];
    const group = known.get(id);
    return group ? [{ ...runner, group: group.name, certain: !group.restricted }] : [];
  });
  return { ...listed, runners };
}

function withoutGroups(listed: ReadScope, error: ForgeError): ReadScope {
  const { report } = listed;
  const reason = `which runner groups the repository may use could not be read: ${error.message}`;
  return {
    ...listed,
    report: report.state === "read" && listed.runners.length > 0 ? { ...report, reason } : report,
    runners: listed.runners.map((runner) => ({ ...runner, certain: false })),
  };
}

/** The runner groups that a repository may use, or why they are not known. */
async function readGroups(
  client: ApiClient,
  path: string,
  { name }: Repository,
  signal: AbortSignal,
): Promise<Group[] | ForgeError> {
  try {
    const { items } = await readPagesAtOnce(mostGroups, (page) => {
      const query = { visible_to_repository: name, ...pageQuery(client.kind, page) };
      return client.get(path, query, signal, ({ data, headers }, request) => {
        if (!isRecord(data) || !Array.isArray(data.runner_groups))
          throw client.wrongAnswer(request, "the answer is not a list of runner groups");
        return pageOf(data.runner_groups, headers, data.total_count);
      });
    });
    return items.filter(isRecord).flatMap(({ id, name, inherited, restricted_to_workflows }) => {
      const restricted = restricted_to_workflows === true;
      const isGroup = typeof id === "number" && typeof name === "string";
      return isGroup ? [{ id, name, inherited: inherited === true, restricted }] : [];
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ForgeError) return error;
    throw error;
  }
}

/** Whether an account is a user's. An organisation that the token may not see and a user look the same else. */
async function isUser(client: ApiClient, name: string, signal: AbortSignal): Promise<boolean> {
  try {
    const path = `/users/${encodeURIComponent(name)}`;
    return await client.get(path, undefined, signal, ({ data }) => isRecord(data) && data.type === "User");
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ForgeError) return false;
    throw error;
  }
}
