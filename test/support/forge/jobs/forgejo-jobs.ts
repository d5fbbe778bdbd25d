import type { FakeForge } from "../forge.ts";
import { apiError, notFound, unknownRoute } from "../gitea-kit.ts";
import type { FakeToken } from "../runners.ts";
import type { ForgeRecord, Reply } from "../types.ts";
import { type FakeJob, runIdOf, timeText } from "./jobs.ts";

/**
 * The lists of jobs of Forgejo 11 to 16, from `routers/api/v1/shared/runners.go`, with its list of runs by status:
 * `modules/structs/action.go` and `services/convert/action.go`.
 *
 * @returns undefined for any other route
 */
export function forgejoJobRoutes(
  forge: FakeForge,
  request: ForgeRecord,
  token: FakeToken,
): Reply | undefined {
  const { path, method, query } = request;
  if (method !== "GET" || forge.product !== "forgejo") return undefined;
  const [, id] = /^\/repositories\/(\d+)$/.exec(path) ?? [];
  if (id !== undefined) return repositoryById(forge, Number(id));
  const [, owner = "", name = ""] = /^\/repos\/([^/]+)\/([^/]+)\/actions\/runs$/.exec(path) ?? [];
  if (name !== "" && query.has("status")) return runs(forge, `${owner}/${name}`, query.getAll("status"));
  const [, base] =
    /^(\/repos\/[^/]+\/[^/]+|\/orgs\/[^/]+|\/user|\/admin)\/actions\/runners\/jobs$/.exec(path) ?? [];
  const isOld = path === "/admin/runners/jobs";
  if (base === undefined && !isOld) return undefined;
  // The instance's has its present address since 15.
  if (!forge.has({ gitea: [0, 0], forgejo: [base === "/admin" ? 15 : 11, 0] })) return unknownRoute;
  const scope = scopeOf(forge, base ?? "/admin", token, query.get("sudo"));
  if (typeof scope !== "function") return scope;
  const found = forge.jobs.all.filter(
    (job) => scope(job) && ["waiting", "running"].includes(job.status) && isAskedFor(forge, job, query),
  );
  // A slice that nothing was added to is null. The newest come first.
  const json = found.length === 0 ? null : found.map((job) => jobJson(forge, job)).reverse();
  return { status: 200, json };
}

function scopeOf(
  forge: FakeForge,
  base: string,
  token: FakeToken,
  sudo: string | null,
): ((job: FakeJob) => boolean) | Reply {
  const owns = token.kind === "owner" || token.kind === "admin";
  const [, kind = "", first = "", second = ""] = base.split("/").map(decodeURIComponent);
  switch (kind) {
    case "repos": {
      const known = forge.lookUp(first, second);
      if (!known || known.hidden || token.kind === "none") return notFound(forge);
      return owns
        ? ({ at }) => at === known.fullName
        : apiError(forge, 403, "user should be the owner of the repo");
    }
    case "orgs":
      if (forge.runners.users.has(first)) return notFound(forge);
      return owns
        ? ({ at }) => at.startsWith(`${first}/`)
        : apiError(forge, 403, "Must be an organization owner");
    case "user":
      return ({ at }) => at.startsWith(`${sudo ?? token.login}/`);
    default:
      return token.kind === "admin" ? () => true : apiError(forge, 403, "user should be the site admin");
  }
}

/** `ItRunsOn` of models/actions/run_job.go: all labels of the job are in the filter. Without one, 15 shows all jobs. */
function isAskedFor(forge: FakeForge, { labels }: FakeJob, query: URLSearchParams): boolean {
  if (!query.has("labels") && forge.has({ gitea: [0, 0], forgejo: [15, 0] })) return true;
  const asked = (query.get("labels") ?? "").split(",");
  return labels.length > 0 && labels.every((label) => asked.includes(label));
}

function idOf(forge: FakeForge, { at }: FakeJob): number {
  const [owner = "", name = ""] = at.split("/");
  return forge.lookUp(owner, name)?.id ?? 999;
}

/** `ActionRunJob`: the attempt came with 15, and the run with 16. */
function jobJson(forge: FakeForge, job: FakeJob) {
  return {
    id: job.id,
    ...(forge.has({ gitea: [0, 0], forgejo: [16, 0] }) && { run_id: runIdOf(job) }),
    ...(forge.has({ gitea: [0, 0], forgejo: [15, 0] }) && {
      attempt: job.reruns + 1,
      handle: "18e9cf40-c2f6-409f-b832-b945ea7dc79b",
    }),
    repo_id: idOf(forge, job),
    owner_id: 7,
    name: job.name,
    needs: job.needs.length === 0 ? null : job.needs,
    runs_on: job.labels,
    task_id: job.status === "running" ? 47 : 0,
    status: job.status,
  };
}

function repositoryById(forge: FakeForge, id: number): Reply {
  const at = forge.jobs.all.find((job) => idOf(forge, job) === id)?.at;
  if (at === undefined) return notFound(forge);
  const [login, name] = at.split("/");
  return { status: 200, json: { id, name, full_name: at, owner: { id: 7, login } } };
}

/** `ListActionRuns`, of which users and repositories are left out. */
function runs(forge: FakeForge, at: string, states: readonly string[]): Reply {
  const all = forge.jobs.all.filter((job) => job.at === at && states.includes(job.status));
  const json = all.map((job) => ({
    id: runIdOf(job),
    title: "a commit",
    workflow_id: job.workflow,
    index_in_repo: job.run,
    prettyref: "main",
    commit_sha: "1".repeat(40),
    event: "push",
    trigger_event: "push",
    status: job.status,
    started: timeText(0),
    stopped: timeText(0),
    created: timeText(job.created),
    updated: timeText(job.created),
    duration: 0,
    html_url: `${forge.pagesUrl}/${job.at}/actions/runs/${job.run}`,
  }));
  return { status: 200, json: { workflow_runs: json.reverse(), total_count: all.length } };
}
