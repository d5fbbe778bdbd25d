import { messageOf, ReportedError } from "../errors.ts";
import type { Forge, ForgeKind, Repository } from "../forge/forge.ts";
import type { RunnerListing } from "../forge/runner.ts";
import type { Log } from "../log.ts";
import type { Clock } from "../retry/clock.ts";
import { seconds } from "../retry/failure.ts";
import { type Capacity, type CapacityRules, capacityOf } from "./capacity.ts";
import { enumerated } from "./finding.ts";
import { heartbeatContext, isHeartbeat, type Pulse, pulseOf, servedBy } from "./heartbeat.ts";
import { judgeWorkflows } from "./judge.ts";
import { laneOf } from "./lane.ts";
import type { LabelSet } from "./runs-on.ts";
import type { ShipJob } from "./ship-jobs.ts";
import { commitSources, requireWorkflows, type Sources, workspaceSources } from "./sources.ts";
import { keyOf, setsOf, statusOf, type Verdict } from "./verdict.ts";

/** What is to be guarded. */
export interface GuardRequest {
  readonly kind: ForgeKind;
  readonly repository: Repository;
  readonly labels: readonly string[];
  readonly globs: readonly string[];
  readonly shipJobs: readonly ShipJob[];
  readonly trustedEvents: readonly string[];
  readonly minOnline: number;
  readonly scaleFromZero: boolean;
  /** Milliseconds to wait for runners. */
  readonly waitTimeout: number;
  /** Milliseconds. */
  readonly heartbeatMaxAge: number;
  /** The folder of the checkout. */
  readonly workspace: string;
  /** The commit to read workflows of by the API; undefined for those of the workspace. */
  readonly readAt: string | undefined;
  /** The commit to read where the workspace has none. */
  readonly sha: string | undefined;
}

export interface GuardTools {
  /** Undefined without a token. */
  readonly forge: (() => Promise<Forge>) | undefined;
  /** Whether runners are asked for at all. */
  readonly asks: boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** The present. */
  readonly now: () => Date;
}

/** Between two looks at the runners, in ms. */
const interval = 5_000;

/**
 * Judges workflows and, unless there is no forge to ask, the runners that their lane jobs need.
 *
 * @throws {UserError} for ship jobs that do not exist, and where there is nothing to judge
 */
export async function guard(request: GuardRequest, tools: GuardTools): Promise<Verdict> {
  const { kind, labels, trustedEvents, shipJobs } = request;
  const sources = await sourcesFor(request, tools);
  requireWorkflows(sources, request);
  const judged = await judgeWorkflows(sources.files, {
    kind,
    labels,
    trustedEvents,
    shipJobs,
    read: sources.read,
  });
  const judgement = { ...judged, problems: [...sources.problems, ...judged.problems] };
  const sets = setsOf(judgement.laneJobs);
  const { capacities, listing, evidence, sampledAt } = await lookAtRunners(sets, request, tools);
  const lane = laneOf(labels, kind);
  return {
    status: statusOf(judgement, capacities.values()),
    evidence,
    sampledAt,
    jobs: judgement.laneJobs.map((job) => ({
      ...job,
      capacities: job.sets.flatMap((set) => capacities.get(keyOf(set)) ?? []),
    })),
    findings: judgement.findings,
    problems: judgement.problems,
    runners: listing.runners.filter(
      (runner) => lane.askedBy({ labels: runner.labels, unresolved: [] }).length > 0,
    ),
    scopes: listing.scopes,
  };
}

async function sourcesFor(request: GuardRequest, { forge, signal }: GuardTools): Promise<Sources> {
  const workspace = await workspaceSources(request.workspace, request);
  const isEmpty = workspace.files.length + workspace.problems.length === 0;
  const commit = request.readAt ?? (isEmpty ? request.sha : undefined);
  if (commit === undefined || forge === undefined) return workspace;
  return commitSources(await forge(), request.repository, commit, workspace, request, signal);
}

interface Look {
  readonly capacities: ReadonlyMap<string, Capacity>;
  readonly listing: RunnerListing;
  readonly evidence: string;
  readonly sampledAt: Date | undefined;
}

const nothing: RunnerListing = { runners: [], scopes: [] };

async function lookAtRunners(
  sets: ReadonlyMap<string, LabelSet>,
  request: GuardRequest,
  tools: GuardTools,
): Promise<Look> {
  const without = { capacities: new Map(), listing: nothing, sampledAt: undefined };
  if (!tools.asks) return { ...without, evidence: "workflows alone (mode: static)" };
  if (sets.size === 0) return { ...without, evidence: "workflows alone, as no job asks for the lane" };
  const unknown = (why: string) =>
    new Map(
      [...sets].map(([key, set]): [string, Capacity] => [key, { set, answer: "unknown", serving: [], why }]),
    );
  if (tools.forge === undefined) {
    const why =
      'give the input "token", of an owner who may list runners, or the job\'s own where the lane leaves heartbeats';
    return { ...without, capacities: unknown(why), evidence: "nothing, as no token is given" };
  }
  let forge: Forge;
  try {
    forge = await tools.forge();
  } catch (error) {
    tools.signal.throwIfAborted();
    if (!(error instanceof ReportedError)) throw error;
    return {
      ...without,
      capacities: unknown(messageOf(error)),
      evidence: "nothing, as the forge does not answer",
    };
  }
  const look = () => lookOnce(forge, sets, request, tools);
  const first = await look();
  // A heartbeat tells at once what a list that cannot be read never will.
  const told = await withHeartbeats(first, forge, request, tools);
  if (!isOpen(told) || !canChange(first)) return told;
  const last = await waitForRunners(first, look, request, tools);
  return withHeartbeats(last, forge, request, tools);
}

async function lookOnce(
  forge: Forge,
  sets: ReadonlyMap<string, LabelSet>,
  request: GuardRequest,
  { signal, now }: GuardTools,
): Promise<Look> {
  const rules: CapacityRules = { ...request, ignoreCase: forge.kind === "github" };
  const listing = await forge.listRunners(request.repository, signal);
  const capacities = new Map([...sets].map(([key, set]) => [key, capacityOf(set, listing, rules)]));
  const read = listing.scopes.filter(({ state }) => state === "read");
  const places = read.map(({ scope, name }) => `the ${scope} ${name}`);
  const evidence = read.length === 0 ? "no list of runners" : `the runners of ${enumerated(places)}`;
  return { capacities, listing, evidence, sampledAt: now() };
}

const isOpen = ({ capacities }: Look) => [...capacities.values()].some(({ answer }) => answer !== "yes");

/** Whether a later look may show more: some list can be read, or could be but for a fault. */
const canChange = ({ listing }: Look) =>
  listing.scopes.some(({ state }) => state === "read" || state === "failed");

/** Looks again until all sets are served or the time is over: a runner may have gone unheard for a moment. */
async function waitForRunners(
  first: Look,
  look: () => Promise<Look>,
  { waitTimeout, minOnline }: GuardRequest,
  { clock, log, signal }: GuardTools,
): Promise<Look> {
  const start = clock.now();
  let latest = first;
  for (let told = ""; ; ) {
    const missing = [...latest.capacities.values()].filter(({ serving }) => serving.length < minOnline);
    const left = waitTimeout - (clock.now() - start);
    if (!isOpen(latest) || missing.length === 0 || left <= 0) return latest;
    const line = missing.map(({ why }) => why).join("; ");
    if (line !== told) log.info(`${line}; waiting up to ${seconds(left)}`);
    told = line;
    await clock.sleep(Math.min(interval, left), signal);
    latest = await look();
  }
}

/** Where the lists of runners do not tell, the lane's own heartbeats may. */
async function withHeartbeats(
  look: Look,
  forge: Forge,
  { repository, heartbeatMaxAge, minOnline }: GuardRequest,
  { signal, now }: GuardTools,
): Promise<Look> {
  const open = [...look.capacities.values()].filter(({ answer }) => answer === "unknown");
  if (open.length === 0) return look;
  const capacities = new Map(look.capacities);
  const labels = new Set(open.flatMap(({ set }) => set.labels));
  try {
    const commit = await forge.firstCommit(repository, signal);
    if (commit === undefined) return look;
    const pulses = new Map<string, Pulse>();
    for (const label of labels) {
      const filter = { context: heartbeatContext(label), until: isHeartbeat };
      const { statuses, serverTime } = await forge.listStatuses(repository, commit, filter, signal);
      pulses.set(label, pulseOf(label, statuses, serverTime ?? now(), heartbeatMaxAge));
    }
    for (const capacity of open) capacities.set(keyOf(capacity.set), withPulse(capacity, pulses, minOnline));
    const evidence = `${look.evidence}; heartbeats at commit ${commit.slice(0, 10)}`;
    return { ...look, capacities, evidence };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ReportedError)) throw error;
    const reason = `its heartbeats cannot be read either: ${messageOf(error)}`;
    for (const capacity of open)
      capacities.set(keyOf(capacity.set), { ...capacity, why: `${capacity.why}; ${reason}` });
    return { ...look, capacities };
  }
}

function withPulse(capacity: Capacity, pulses: ReadonlyMap<string, Pulse>, minOnline: number): Capacity {
  const { set, why } = capacity;
  const whole = set.unresolved.length === 0 && set.group === undefined;
  const { answer, why: told } = servedBy(set.labels, pulses);
  if (answer === "yes" && whole && minOnline === 1) return { ...capacity, answer, why: told };
  // A lane that fell silent serves nobody, whatever else a job asks for.
  if (answer === "no") return { ...capacity, answer, why: told };
  const short =
    answer === "yes" && minOnline > 1
      ? `heartbeats cannot count runners, and ${minOnline} are asked for`
      : told;
  return { ...capacity, why: `${why}; ${short}` };
}
