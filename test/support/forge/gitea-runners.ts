import type { FakeForge } from "./forge.ts";
import { apiError, counted, notFound, paged, unknownRoute } from "./gitea-kit.ts";
import { type FakeRunner, FakeRunners, type FakeToken } from "./runners.ts";
import type { ForgeRecord, Reply } from "./types.ts";

/**
 * The lists of runners of Gitea 1.24.7 and 1.26.3 and of Forgejo 15.0.3: `routers/api/v1/{api,shared/runners}.go`,
 * `models/actions/runner.go`, `services/convert/convert.go`, `modules/structs/repo_actions.go` at those tags.
 *
 * @returns undefined for any other route
 */
export function giteaRunnerRoutes(
  forge: FakeForge,
  request: ForgeRecord,
  token: FakeToken,
): Reply | undefined {
  const { path, method } = request;
  if (method !== "GET") return undefined;
  if (path === "/user") return user(forge, token);
  const [, repository, organisation] =
    /^(?:\/repos\/([^/]+\/[^/]+)|\/orgs\/([^/]+)|\/user|\/admin)\/actions\/runners$/.exec(path) ?? [];
  if (!path.endsWith("/actions/runners")) return undefined;
  if (!forge.has({ gitea: [1, 24], forgejo: [15, 0] })) return unknownRoute;
  const as = sudo(request, token);
  if ("status" in as) return as;
  const visible = forge.product === "forgejo" && request.query.get("visible") === "true";
  const list = (scope: (runner: FakeRunner) => boolean) => {
    const isWanted = (runner: FakeRunner) => scope(runner) || (visible && runner.at === "instance");
    return listRunners(forge, request, forge.runners.all.filter(isWanted));
  };
  const lacking = (scope: string) =>
    as.lacks.includes(scope)
      ? apiError(
          forge,
          403,
          `token does not have at least one of required scope(s), required=[read:${scope}], token scope=`,
        )
      : undefined;
  if (repository !== undefined) {
    const [owner = "", name = ""] = repository.split("/").map(decodeURIComponent);
    const known = forge.lookUp(owner, name);
    if (lacking("repository")) return lacking("repository");
    if (!known || known.hidden || as.kind === "none") return notFound(forge);
    if (!["owner", "admin"].includes(as.kind))
      return apiError(forge, 403, "user should be the owner of the repo");
    return list(({ at }) => at === known.fullName || (visible && at === known.owner));
  }
  if (organisation !== undefined) {
    const owner = decodeURIComponent(organisation);
    if (lacking("organization")) return lacking("organization");
    if (forge.runners.users.has(owner)) return notFound(forge);
    if (!["owner", "admin"].includes(as.kind)) return apiError(forge, 403, "Must be an organization owner");
    return list(({ at }) => at === owner);
  }
  if (path.startsWith("/user/")) {
    if (lacking("user")) return lacking("user");
    // The user of a job has a negative id, which is no condition: nothing is filtered.
    const unfiltered = as.login === "actions";
    return list(({ at }) => unfiltered || at === as.login);
  }
  if (lacking("admin")) return lacking("admin");
  if (as.kind !== "admin") return apiError(forge, 403, "user should be the site admin");
  // Gitea's has the runners of all scopes, Forgejo's those of the instance.
  return list(({ at }) => forge.product === "gitea" || at === "instance");
}

function user(forge: FakeForge, { login, lacks, kind }: FakeToken): Reply {
  if (lacks.includes("user"))
    return apiError(
      forge,
      403,
      "token does not have at least one of required scope(s), required=[read:user]",
    );
  return {
    status: 200,
    json: { id: 1, login, full_name: "", email: "", username: login, is_admin: kind === "admin" },
  };
}

/** `sudo` of routers/api/v1/api.go: a site administrator asks as somebody else. */
function sudo({ query }: ForgeRecord, token: FakeToken): FakeToken | Reply {
  const login = query.get("sudo");
  if (!login) return token;
  if (token.kind !== "admin")
    return { status: 403, json: { message: "Only administrators allowed to sudo." } };
  return { ...token, kind: "owner", login };
}

function listRunners(forge: FakeForge, request: ForgeRecord, runners: readonly FakeRunner[]): Reply {
  const { items, page, size } = paged(runners, request);
  const isForgejo = forge.product === "forgejo";
  const json = items.map((runner) => (isForgejo ? forgejoRunner(forge, runner) : giteaRunner(forge, runner)));
  // One look at all lists is one look at each runner, though the instance's list has those of the others.
  const isAdmin = request.path.startsWith("/admin/");
  FakeRunners.polled(isAdmin ? items.filter(({ at }) => at === "instance") : items);
  if (!isForgejo) return { status: 200, json: { runners: json, total_count: runners.length } };
  return { status: 200, headers: counted(forge, runners.length, page, size, request.path), json };
}

function giteaRunner(forge: FakeForge, runner: FakeRunner) {
  const { id, name, disabled, ephemeral, labels } = runner;
  const state = FakeRunners.stateOf(runner, forge.now());
  return {
    id,
    name,
    status: state === "offline" ? "offline" : "online",
    busy: state === "active",
    ...(forge.has({ gitea: [1, 26], forgejo: [0, 0] }) && { disabled }),
    ephemeral,
    labels: labels.map((label, index) => ({ id: index, name: label, type: "custom" })),
  };
}

function forgejoRunner(forge: FakeForge, runner: FakeRunner) {
  const { id, name, at, labels, ephemeral } = runner;
  const [owner = "", repository] = at.split("/");
  const isOwner = at !== "instance" && repository === undefined;
  return {
    id,
    uuid: `00000000-0000-4000-8000-${String(id).padStart(12, "0")}`,
    owner_id: isOwner ? 7 : 0,
    repo_id: repository === undefined ? 0 : (forge.lookUp(owner, repository)?.id ?? 999),
    name,
    status: FakeRunners.stateOf(runner, forge.now()),
    version: "v12.10.1",
    labels,
    description: "",
    ephemeral,
  };
}
