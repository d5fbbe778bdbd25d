import { formatDuration } from "../../base/duration.ts";
import { messageOf, ReportedError } from "../../base/errors.ts";
import type { Log } from "../../base/log.ts";
import type { Forge, Repository } from "../../forge/forge.ts";
import type { RunnerListing } from "../../forge/runners/runner.ts";
import type { Clock } from "../../retry/clock.ts";
import type { LabelSet } from "../../workflow/runs-on.ts";
import { heartbeatContext, isHeartbeat, type Pulse, pulseOf, servedBy } from "../heartbeats/heartbeat.ts";
import { keyOf } from "../verdict.ts";
import { type Capacity, capacityOf, needed, places } from "./capacity.ts";

/** Which runners are enough. */
export interface RunnerRules {
  /** The reserved labels. */
  readonly labels: readonly string[];
  readonly minOnline: number;
  readonly scaleFromZero: boolean;
  /** Milliseconds to wait for runners. */
  readonly waitTimeout: number;
  /** Milliseconds. */
  readonly heartbeatMaxAge: number;
}

/** What is known of the runners at one moment. */
export interface Look {
  /** By the key of each set of labels. */
  readonly capacities: ReadonlyMap<string, Capacity>;
  readonly listing: RunnerListing;
  /** What the answers rest on. */
  readonly evidence: string;
  readonly sampledAt: Date | undefined;
}

interface Tools {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

type Sets = ReadonlyMap<string, LabelSet>;

/** Between two looks at the runners, in ms. */
const interval = 5_000;

const withoutRunners = { listing: { runners: [], scopes: [] }, sampledAt: undefined };

/** Nothing is known of runners, and nothing was to be. */
export function notAsked(why: string): Look {
  return { ...withoutRunners, capacities: new Map(), evidence: `the workflows alone (${why})` };
}

/** Nothing can be known of runners. */
export function unanswered(sets: Sets, { minOnline }: RunnerRules, why: string): Look {
  const capacities = new Map(
    [...sets].map(([key, set]): [string, Capacity] => [
      key,
      {
        set,
        answer: "unknown",
        serving: [],
        counted: false,
        why: `make sure that ${needed(set, minOnline)} is online, which nobody could be asked: ${why}`,
      },
    ]),
  );
  return {
    ...withoutRunners,
    capacities,
    evidence: "the workflows alone, as the runners cannot be asked for",
  };
}

/**
 * Looks at the runners until all sets of labels are served, nothing can change any more, or the time to wait is over.
 * Where the lists of runners do not tell, the heartbeats of the lane may.
 */
export async function lookAtRunners(
  sets: Sets,
  forge: Forge,
  rules: RunnerRules & { readonly repository: Repository },
  tools: Tools,
): Promise<Look> {
  const { clock, log, signal } = tools;
  const pulses = heartbeats(forge, rules, tools);
  const start = clock.now();
  for (let told = ""; ; ) {
    const listed = await listedRunners(sets, forge, rules, tools);
    const { hasFallenSilent, ...look } = await withHeartbeats(listed, rules, pulses, signal);
    const open = [...look.capacities.values()].filter(({ answer }) => answer !== "yes");
    // A runner that is there does not help a job of which only a run can tell what else it asks for.
    const missing = open.filter(({ answer, serving }) => answer === "no" || serving.length < rules.minOnline);
    const left = rules.waitTimeout - (clock.now() - start);
    const canChange = hasFallenSilent || look.listing.scopes.some(isReadable);
    if (missing.length === 0 || left <= 0 || !canChange) return look;
    const why = missing.map((one) => one.why).join("; ");
    if (why !== told) log.info(`${why}; waiting for it, ${formatDuration(left)} at most`);
    told = why;
    await clock.sleep(Math.min(interval, left), signal);
  }
}

/** Whether a later look at a scope may show more: it can be read, or could be but for a fault. */
const isReadable = ({ state }: RunnerListing["scopes"][number]) => state === "read" || state === "failed";

async function listedRunners(
  sets: Sets,
  forge: Forge,
  rules: RunnerRules & { readonly repository: Repository },
  { signal, now }: Tools,
): Promise<Look> {
  const { kind } = forge;
  const listing = await forge.listRunners(rules.repository, signal).catch((error: unknown): RunnerListing => {
    signal.throwIfAborted();
    if (!(error instanceof ReportedError)) throw error;
    const { owner, name } = rules.repository;
    const report = {
      scope: "repository",
      name: `${owner}/${name}`,
      state: "failed",
      reason: error.message,
    } as const;
    return { runners: [], scopes: [report] };
  });
  const capacities = new Map(
    [...sets].map(([key, set]) => [key, capacityOf(set, listing, { ...rules, kind })]),
  );
  const read = listing.scopes.filter(({ state }) => state === "read");
  const evidence = read.length === 0 ? "no list of runners" : `the list of runners of ${places(read)}`;
  return { capacities, listing, evidence, sampledAt: now() };
}

/** Reads the newest heartbeat of labels; undefined where there is no commit that could have one. */
type ReadPulses = (
  labels: ReadonlySet<string>,
) => Promise<{ commit: string; pulses: ReadonlyMap<string, Pulse> } | undefined>;

function heartbeats(
  forge: Forge,
  { repository, heartbeatMaxAge }: RunnerRules & { readonly repository: Repository },
  { signal, now }: Tools,
): ReadPulses {
  let first: string | undefined;
  return async (labels) => {
    first ??= await forge.firstCommit(repository, signal);
    const commit = first;
    if (commit === undefined) return undefined;
    const { kind } = forge;
    const pulses = new Map<string, Pulse>();
    for (const label of labels) {
      const context = heartbeatContext(label, kind);
      const until = (status: Parameters<typeof isHeartbeat>[0]) => isHeartbeat(status, kind);
      const { statuses, serverTime } = await forge.listStatuses(
        repository,
        commit,
        { context, until },
        signal,
      );
      pulses.set(label, pulseOf(label, kind, statuses, serverTime ?? now(), heartbeatMaxAge));
    }
    return { commit, pulses };
  };
}

/** A look, and whether it shows a lane that fell silent: it may speak again at any time. */
type HeardLook = Look & { readonly hasFallenSilent: boolean };

async function withHeartbeats(
  look: Look,
  { minOnline }: RunnerRules,
  read: ReadPulses,
  signal: AbortSignal,
): Promise<HeardLook> {
  // Where all lists were read, or there are runners enough, a heartbeat tells nothing more.
  const open = [...look.capacities.values()].filter(
    ({ answer, serving, set }) => answer === "unknown" && serving.length < minOnline && set.labels.length > 0,
  );
  if (open.length === 0) return { ...look, hasFallenSilent: false };
  const capacities = new Map(look.capacities);
  const withReason = (reason: string): HeardLook => {
    for (const one of open) capacities.set(keyOf(one.set), { ...one, why: `${one.why}; ${reason}` });
    return { ...look, capacities, hasFallenSilent: false };
  };
  try {
    const found = await read(new Set(open.flatMap(({ set }) => set.labels)));
    if (found === undefined) return withReason("there is no commit that could have a heartbeat");
    for (const one of open) capacities.set(keyOf(one.set), heard(one, found, look.listing, minOnline));
    return {
      ...look,
      capacities,
      evidence: `${look.evidence}, and the heartbeats at commit ${found.commit.slice(0, 10)}`,
      hasFallenSilent: [...found.pulses.values()].some(({ answer }) => answer === "no"),
    };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ReportedError)) throw error;
    return withReason(`heartbeats cannot be read either: ${messageOf(error)}`);
  }
}

function heard(
  capacity: Capacity,
  { commit, pulses }: { readonly commit: string; readonly pulses: ReadonlyMap<string, Pulse> },
  { scopes }: RunnerListing,
  minOnline: number,
): Capacity {
  const { set, why, serving } = capacity;
  const { answer, why: told } = servedBy(set.labels, pulses);
  // A lane that fell silent serves nobody, whatever else a job asks for; but for a list that could have told otherwise.
  const isLastWord =
    serving.length === 0 && scopes.every(({ state }) => !["failed", "hidden"].includes(state));
  if (answer === "no" && isLastWord)
    return {
      ...capacity,
      answer,
      why: `bring ${needed(set, minOnline)} online: ${told}; looked for at the heartbeats of commit ${commit.slice(0, 10)}`,
    };
  const isAll = set.unresolved.length === 0 && set.group === undefined;
  if (answer === "yes" && isAll && minOnline === 1) return { ...capacity, answer, why: told };
  const short =
    answer === "yes"
      ? `${told}, which tells neither how many runners there are nor what else they have`
      : told;
  return { ...capacity, why: `${why}; ${short}` };
}
