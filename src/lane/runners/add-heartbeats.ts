import { messageOf, ReportedError } from "../../base/errors.ts";
import type { RunnerListing } from "../../forge/runners/runner.ts";
import { servedByHeartbeats } from "../heartbeats/newest.ts";
import type { HeartbeatReader, NewestHeartbeats } from "../heartbeats/reader.ts";
import { keyOf } from "../label-sets.ts";
import type { Capacity } from "./capacity.ts";
import { toStart } from "./capacity-words.ts";
import type { Sample } from "./sample.ts";

/** A sample that heartbeats were looked at for, where they could tell more. */
export interface SampleWithHeartbeats {
  readonly sample: Sample;
  /** Whether the lane left heartbeats and then fell silent: it may leave one again at any time. */
  readonly hasFallenSilent: boolean;
}

/** Adds what the lane's heartbeats tell to a sample of which the lists of runners do not tell enough. */
export async function addHeartbeats(
  sample: Sample,
  minOnline: number,
  reader: HeartbeatReader,
  signal: AbortSignal,
): Promise<SampleWithHeartbeats> {
  // Where all lists were read, or there are runners enough, a heartbeat tells nothing more.
  const open = [...sample.capacities.values()].filter(
    ({ served, serving, set }) => served === "unknown" && serving.length < minOnline && set.labels.length > 0,
  );
  if (open.length === 0) return { sample, hasFallenSilent: false };
  const labels = new Set(open.flatMap(({ set }) => set.labels));
  const newest = await readHeartbeats(reader, labels, signal);
  if (typeof newest === "string") {
    const withReason = open.map((one) => ({ ...one, why: `${one.why}; ${newest}` }));
    return { sample: withCapacities(sample, withReason), hasFallenSilent: false };
  }
  const judged = open.map((one) => withHeartbeats(one, newest, sample.listing, minOnline));
  const evidence = `${sample.evidence}, and the heartbeats at commit ${newest.commit.slice(0, 10)}`;
  return {
    sample: { ...withCapacities(sample, judged), evidence },
    hasFallenSilent: [...newest.byLabel.values()].some(({ served }) => served === "no"),
  };
}

function withCapacities(sample: Sample, changed: readonly Capacity[]): Sample {
  const capacities = new Map(sample.capacities);
  for (const one of changed) capacities.set(keyOf(one.set), one);
  return { ...sample, capacities };
}

/** The newest heartbeats of labels, or why there are none to go by. */
async function readHeartbeats(
  reader: HeartbeatReader,
  labels: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<NewestHeartbeats | string> {
  try {
    return (await reader.read(labels)) ?? "there is no commit that could hold a heartbeat";
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ReportedError)) throw error;
    return `the heartbeats cannot be read either: ${messageOf(error)}`;
  }
}

/** What a capacity that the lists leave open is by the newest heartbeats. */
function withHeartbeats(
  capacity: Capacity,
  { commit, byLabel }: NewestHeartbeats,
  { scopes }: RunnerListing,
  minOnline: number,
): Capacity {
  const { set, why, serving } = capacity;
  const { served, why: heartbeats } = servedByHeartbeats(set.labels, byLabel);
  if (served === "no") {
    // A lane that fell silent serves nobody, whatever else a job asks for; but for a list that could have told otherwise.
    const isLastWord =
      serving.length === 0 && scopes.every(({ state }) => state !== "failed" && state !== "hidden");
    if (!isLastWord) return { ...capacity, why: `${why}; ${heartbeats}` };
    const where = `looked for in the heartbeats of commit ${commit.slice(0, 10)}`;
    return {
      ...capacity,
      served,
      why: `${toStart(set, minOnline, 0)}: ${heartbeats}; ${where}`,
    };
  }
  if (served === "unknown") return { ...capacity, why: `${why}; ${heartbeats}` };
  const asksForMore = set.unresolved.length > 0 || set.group !== undefined || minOnline > 1;
  if (!asksForMore) return { ...capacity, served, why: heartbeats };
  return {
    ...capacity,
    why: `${why}; ${heartbeats}, which does not tell how many runners there are, or what else they have`,
  };
}
