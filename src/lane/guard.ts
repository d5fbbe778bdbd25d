import { existsSync } from "node:fs";
import { join } from "node:path";
import { messageOf, ReportedError, UserError } from "../base/errors.ts";
import type { Forge, ForgeKind } from "../forge/forge.ts";
import type { OwnRepository } from "../workflow/calls.ts";
import { workflowFolders } from "../workflow/workflow-folders.ts";
import { type Judgement, judgeWorkflows } from "./judge.ts";
import { keyOf, labelSetsOf } from "./label-sets.ts";
import { laneOf } from "./lane.ts";
import type { ResolvedJob } from "./resolved/lines.ts";
import { cannotSample, notSampled, type RunnersRequest, type Sample } from "./runners/sample.ts";
import { type WaitContext, waitForRunners } from "./runners/wait.ts";
import type { ShipJob } from "./ship-jobs.ts";
import { commitSources, requireWorkflows, type Sources, workspaceSources } from "./sources.ts";
import { noJob, statusOf, type Verdict } from "./verdict.ts";

/** What is to be guarded. */
export interface GuardRequest extends RunnersRequest {
  readonly kind: ForgeKind;
  readonly globs: readonly string[];
  readonly shipJobs: readonly ShipJob[];
  readonly resolved: readonly ResolvedJob[];
  /** Whether a job that could ask for anything makes the verdict `unresolved`. */
  readonly refusesUnresolved: boolean;
  readonly trustedEvents: readonly string[];
  /** The folder of the checkout. */
  readonly workspace: string;
  /** The commit to read workflows of by the API; undefined for those of the workspace. */
  readonly readAt: string | undefined;
  /** The commit to read where the workspace has none. */
  readonly sha: string | undefined;
  /** Whether runners are asked for at all. */
  readonly asksRunners: boolean;
  /** The repository by its full name, and the refs at which its workflows are those that are judged. */
  readonly own: OwnRepository;
}

export interface GuardContext extends WaitContext {
  /** The forge to ask; undefined without a token, or where none may be asked. */
  readonly forge: (() => Promise<Forge>) | undefined;
}

/**
 * Judges workflows and, unless only those are asked for, the runners that their lane jobs need. A forge that does not
 * answer makes what it was asked for unknown, and is no error.
 *
 * @throws {UserError} for ship jobs that do not exist, and where there is nothing to judge
 */
export async function guard(request: GuardRequest, context: GuardContext): Promise<Verdict> {
  const { kind, labels, trustedEvents, shipJobs, resolved } = request;
  const forge = await opened(context);
  const sources = await sourcesFor(request, forge, context.signal);
  requireWorkflows(sources, request, shipJobs);
  const { files, read, isWhole } = sources;
  // What could not be read may have the ship jobs that were not found.
  const judged = await judgeWorkflows(files, {
    kind,
    labels,
    trustedEvents,
    shipJobs: isWhole ? shipJobs : [],
    resolved: isWhole ? resolved : [],
    expandsCalls: () => expandsCalls(forge, context.signal),
    read,
    own: request.own,
  });
  const judgement = { ...judged, problems: [...sources.problems, ...judged.problems] };
  const sample = await sampleFor(judgement, forge, request, context);
  const lane = laneOf(labels, kind);
  return {
    status: statusOf(judgement, sample.capacities.values(), request.refusesUnresolved),
    evidence: sample.evidence,
    sampledAt: sample.sampledAt,
    jobs: judgement.laneJobs.map((job) => ({
      ...job,
      capacities: job.sets.flatMap((set) => sample.capacities.get(keyOf(set)) ?? []),
    })),
    findings: judgement.findings,
    unresolved: judgement.unresolved,
    problems: judgement.problems,
    jobless: judgement.jobless,
    runners: sample.listing.runners.filter(
      ({ labels: had, group }) =>
        lane.askedBy({ labels: had, unresolved: [], ...(group !== undefined && { group }) }).length > 0,
    ),
    scopes: sample.listing.scopes,
  };
}

/** The sample of the runners that the lane jobs need, or what there is in its place. */
async function sampleFor(
  judgement: Judgement,
  forge: Forge | string,
  request: GuardRequest,
  context: GuardContext,
): Promise<Sample> {
  if (!request.asksRunners) return notSampled("mode: static");
  const sets = labelSetsOf(judgement.laneJobs);
  if (sets.size === 0) return notSampled(noJob(judgement));
  if (typeof forge === "string") return cannotSample(sets, request, forge);
  return waitForRunners(sets, forge, request, context);
}

/** What the server makes of calls; undefined where it does not tell. */
async function expandsCalls(forge: Forge | string, signal: AbortSignal): Promise<boolean | undefined> {
  if (typeof forge === "string") return undefined;
  try {
    return await forge.expandsCalls(signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ReportedError) return undefined;
    throw error;
  }
}

/** The forge, or what to do to have one. */
async function opened({ forge, signal }: GuardContext): Promise<Forge | string> {
  if (forge === undefined)
    return 'give the input "token" a token that may list runners, or the job\'s own where the lane leaves heartbeats';
  try {
    return await forge();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UserError || !(error instanceof ReportedError)) throw error;
    return `make sure that the server answers: ${messageOf(error)}`;
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
