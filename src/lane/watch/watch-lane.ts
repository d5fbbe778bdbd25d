import { messageOf, ReportedError, UserError } from "../../base/errors.ts";
import type { Forge } from "../../forge/forge.ts";
import type { Runner, ScopeReport } from "../../forge/runners/runner.ts";
import type { Queue, QueueScope } from "../../forge/waiting/waiting.ts";
import { laneOf } from "../lane.ts";
import { requireScope } from "../refusals.ts";
import type { RunnersRequest, Sample } from "../runners/sample.ts";
import { decideWatch, type JudgedJob, type WatchStatus } from "./decide.ts";
import { judgeJobs } from "./judge-jobs.ts";
import { laneJobs } from "./lane-queue.ts";
import { sampleRunners } from "./lane-runners.ts";

/** What is watched. */
export interface WatchRequest extends RunnersRequest {
  readonly scope: QueueScope;
  /** In ms. */
  readonly maxWait: number;
  /** Requests that were made to know what the server is. */
  readonly asked: number;
}

export interface WatchContext {
  readonly forge: () => Promise<Forge>;
  readonly signal: AbortSignal;
  /** The present. */
  readonly now: () => Date;
}

/** What the watch came to. */
export interface Watched {
  readonly status: WatchStatus;
  /** The jobs that wait for the lane, oldest first. */
  readonly jobs: readonly JudgedJob[];
  /** How reading the waiting jobs went. */
  readonly queue: ScopeReport;
  /** The runners that have a reserved label, where any were asked for. */
  readonly runners: readonly Runner[];
  /** How reading the runners went. */
  readonly scopes: readonly ScopeReport[];
  /** When the last list was read. */
  readonly sampledAt: Date;
  /** In ms. */
  readonly maxWait: number;
}

/** Requests for one repository of Gitea or Forgejo with fewer than 50 waiting jobs; what is merely nice to know fits in. */
const mostRequests = 4;

/**
 * Asks which jobs wait for the lane now, and which runners there are for them. Runners are asked for only where a job
 * waits. What cannot be read makes the answer unknown, and is no error.
 *
 * @throws {UserError} for a scope that the forge has no list of
 */
export async function watchLane(request: WatchRequest, context: WatchContext): Promise<Watched> {
  const { labels, repository, scope, maxWait, trustInstance } = request;
  const { signal, now } = context;
  const forge = await opened(context);
  if (typeof forge === "string") return unread(request, forge, now());
  requireScope(scope, forge.kind);
  const question = { scope, repository, labels };
  const queue = await forge.listWaitingJobs(question, signal);
  const waiting = laneJobs(queue.jobs, labels, forge.kind);
  // One runner is enough to take up one job after the other.
  const samples = await sampleRunners(waiting, forge, { ...request, minOnline: 1 }, context);
  const hasRoom = scope !== "repository" || request.asked + forge.requests < mostRequests;
  const described =
    waiting.length > 0 && hasRoom
      ? laneJobs(await forge.describeJobs(waiting, question, signal), labels, forge.kind)
      : waiting;
  const sampledAt = now();
  const serverTime = queue.serverTime ?? sampledAt;
  const jobs = judgeJobs(described, samples, { kind: forge.kind, now: serverTime.getTime(), trustInstance });
  return {
    status: decideWatch(jobs, queue.report.state === "read", maxWait),
    jobs,
    queue: queue.report,
    runners: runnersOf(samples, (runner) => hasLaneLabel(runner, labels, forge)),
    scopes: scopesOf(samples),
    sampledAt,
    maxWait,
  };
}

/** The forge, or why there is none to ask. */
async function opened({ forge, signal }: WatchContext): Promise<Forge | string> {
  try {
    return await forge();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UserError || !(error instanceof ReportedError)) throw error;
    return messageOf(error);
  }
}

function unread({ repository, scope, maxWait }: WatchRequest, reason: string, sampledAt: Date): Watched {
  const name = `${repository.owner}/${repository.name}`;
  const queue: Queue["report"] = { scope, name, state: "failed", reason };
  return { status: "unknown", jobs: [], queue, runners: [], scopes: [], sampledAt, maxWait };
}

function hasLaneLabel({ labels: had, group }: Runner, labels: readonly string[], { kind }: Forge): boolean {
  const set = { labels: had, unresolved: [], ...(group !== undefined && { group }) };
  return laneOf(labels, kind).askedBy(set).length > 0;
}

/** The runners of all samples, each once, of the narrowest scope that it is known to be of. */
function runnersOf(
  samples: ReadonlyMap<string, Sample>,
  isWanted: (runner: Runner) => boolean,
): readonly Runner[] {
  const all = [...samples.values()].flatMap(({ listing }) => listing.runners);
  const byScope = (["instance", "owner", "repository"] as const).flatMap((scope) =>
    all.filter((runner) => runner.scope === scope),
  );
  const byId = new Map(byScope.map((runner) => [`${runner.id} ${runner.name}`, runner]));
  return [...byId.values()].filter(isWanted);
}

/** The scopes of all samples, each once. */
function scopesOf(samples: ReadonlyMap<string, Sample>): readonly ScopeReport[] {
  const all = [...samples.values()].flatMap(({ listing }) => listing.scopes);
  return [...new Map(all.map((report) => [JSON.stringify(report), report])).values()];
}
