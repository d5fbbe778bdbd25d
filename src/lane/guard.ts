import { existsSync } from "node:fs";
import { join } from "node:path";
import { messageOf, ReportedError, UserError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import type { Forge, ForgeKind, Repository } from "../forge/forge.ts";
import type { Clock } from "../retry/clock.ts";
import type { OwnRepository } from "../workflow/calls.ts";
import { workflowFolders } from "../workflow/workflow-folders.ts";
import { judgeWorkflows } from "./judge.ts";
import { laneOf } from "./lane.ts";
import { lookAtRunners, notAsked, type RunnerRules, unanswered } from "./look.ts";
import type { ShipJob } from "./ship-jobs.ts";
import { commitSources, requireWorkflows, type Sources, workspaceSources } from "./sources.ts";
import { keyOf, noJob, setsOf, statusOf, type Verdict } from "./verdict.ts";

/** What is to be guarded. */
export interface GuardRequest extends RunnerRules {
  readonly kind: ForgeKind;
  readonly repository: Repository;
  readonly labels: readonly string[];
  readonly globs: readonly string[];
  readonly shipJobs: readonly ShipJob[];
  readonly trustedEvents: readonly string[];
  /** The folder of the checkout. */
  readonly workspace: string;
  /** The commit to read workflows of by the API; undefined for those of the workspace. */
  readonly readAt: string | undefined;
  /** The commit to read where the workspace has none. */
  readonly sha: string | undefined;
  /** The repository by its full name, and the refs at which its workflows are those that are judged. */
  readonly own: OwnRepository;
}

export interface GuardTools {
  /** The forge to ask; undefined without a token, or where none may be asked. */
  readonly forge: (() => Promise<Forge>) | undefined;
  /** Whether runners are asked for at all. */
  readonly asks: boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** The present. */
  readonly now: () => Date;
}

/**
 * Judges workflows and, unless only those are asked for, the runners that their lane jobs need. A forge that does not
 * answer makes what it was asked for unknown, and is no error.
 *
 * @throws {UserError} for ship jobs that do not exist, and where there is nothing to judge
 */
export async function guard(request: GuardRequest, tools: GuardTools): Promise<Verdict> {
  const { kind, labels, trustedEvents, shipJobs } = request;
  const forge = await opened(tools);
  const sources = await sourcesFor(request, forge, tools.signal);
  requireWorkflows(sources, request, shipJobs);
  const { files, read, isWhole } = sources;
  // What could not be read may have the ship jobs that were not found.
  const judged = await judgeWorkflows(files, {
    kind,
    labels,
    trustedEvents,
    shipJobs: isWhole ? shipJobs : [],
    expandsCalls: await expandsCalls(files, kind, forge, tools.signal),
    read,
    own: request.own,
  });
  const judgement = { ...judged, problems: [...sources.problems, ...judged.problems] };
  const sets = setsOf(judgement.laneJobs);
  const look = !tools.asks
    ? notAsked("mode: static")
    : sets.size === 0
      ? notAsked(noJob(judgement))
      : typeof forge !== "string"
        ? await lookAtRunners(sets, forge, request, tools)
        : unanswered(sets, request, forge);
  const lane = laneOf(labels, kind);
  return {
    status: statusOf(judgement, look.capacities.values()),
    evidence: look.evidence,
    sampledAt: look.sampledAt,
    jobs: judgement.laneJobs.map((job) => ({
      ...job,
      capacities: job.sets.flatMap((set) => look.capacities.get(keyOf(set)) ?? []),
    })),
    findings: judgement.findings,
    problems: judgement.problems,
    others: judgement.others,
    runners: look.listing.runners.filter(
      ({ labels: had, group }) =>
        lane.askedBy({ labels: had, unresolved: [], ...(group !== undefined && { group }) }).length > 0,
    ),
    scopes: look.listing.scopes,
  };
}

/** What the server makes of calls, asked for where a workflow has one and it matters. */
async function expandsCalls(
  files: Sources["files"],
  kind: ForgeKind,
  forge: Forge | string,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const calls = files.some(({ text }) => /\buses\b[^\n]*\.ya?ml/.test(text));
  if (kind !== "gitea" || !calls || typeof forge === "string") return undefined;
  try {
    return await forge.expandsCalls(signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ReportedError) return undefined;
    throw error;
  }
}

/** The forge, or what to do to have one. */
async function opened({ forge, signal }: GuardTools): Promise<Forge | string> {
  if (forge === undefined)
    return 'give the input "token" that of somebody who may list runners, or the job\'s own where the lane leaves heartbeats';
  try {
    return await forge();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UserError || !(error instanceof ReportedError)) throw error;
    return `see that the server answers: ${messageOf(error)}`;
  }
}

/** Whether the workspace has the repository, so that what it lacks is not there. */
function isCheckedOut({ workspace, kind }: GuardRequest): boolean {
  return [".git", ...workflowFolders(kind)].some((name) => existsSync(join(workspace, name)));
}

async function sourcesFor(
  request: GuardRequest,
  forge: Forge | string,
  signal: AbortSignal,
): Promise<Sources> {
  const { kind, repository, readAt } = request;
  const workspace = await workspaceSources(request.workspace, request);
  const isEmpty = workspace.files.length + workspace.problems.length === 0;
  const commit = readAt ?? (isEmpty && !isCheckedOut(request) ? request.sha : undefined);
  if (commit === undefined || (readAt === undefined && typeof forge === "string")) return workspace;
  const unread = (message: string): Sources => ({
    files: [],
    problems: [{ path: workflowFolders(kind)[0] ?? "", kind: "unread", message, line: 1, column: 1 }],
    read: async () => undefined,
    isWhole: false,
  });
  if (typeof forge === "string") return unread(forge);
  try {
    return await commitSources(forge, repository, commit, workspace, request, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ReportedError)) throw error;
    return unread(`the workflows of commit ${commit} cannot be read: ${messageOf(error)}`);
  }
}
