import { formatDuration } from "../../base/duration.ts";
import type { Log } from "../../base/log.ts";
import type { Forge } from "../../forge/forge.ts";
import type { ScopeReport } from "../../forge/runners/runner.ts";
import type { Clock } from "../../retry/clock.ts";
import { HeartbeatReader } from "../heartbeats/reader.ts";
import type { LabelSets } from "../label-sets.ts";
import { addHeartbeats } from "./add-heartbeats.ts";
import type { Capacity } from "./capacity.ts";
import type { RunnersRequest, Sample } from "./sample.ts";
import { sampleLists } from "./sample-lists.ts";

/** What waiting takes from outside. */
export interface WaitContext {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** The present. */
  readonly now: () => Date;
}

/** Between two samples of the runners, in ms. */
const interval = 5_000;

/**
 * Takes samples of the runners until all sets of labels are served, nothing can change any more, or the time to wait is
 * over. Where the lists of runners do not tell, the heartbeats of the lane may.
 *
 * @returns the last sample
 */
export async function waitForRunners(
  sets: LabelSets,
  forge: Forge,
  request: RunnersRequest,
  context: WaitContext,
): Promise<Sample> {
  const { clock, log, signal } = context;
  const { minOnline, waitTimeout } = request;
  const heartbeats = new HeartbeatReader(forge, request, context);
  const start = clock.now();
  let said = "";
  for (;;) {
    const lists = await sampleLists(sets, forge, request, context);
    const { sample, hasFallenSilent } = await addHeartbeats(lists, minOnline, heartbeats, signal);
    const awaited = awaitedIn(sample, minOnline);
    const mayChange = hasFallenSilent || sample.listing.scopes.some(isReadable);
    const left = start + waitTimeout - clock.now();
    if (awaited.length === 0 || !mayChange || left <= 0) return sample;
    const why = awaited.map((one) => one.why).join("; ");
    if (why !== said) log.info(`${why}; waiting for it, ${formatDuration(left)} at most`);
    said = why;
    await clock.sleep(Math.min(interval, left), signal);
  }
}

/**
 * The sets of labels that more runners would help. A runner that is there does not help a job of which only a run can
 * tell what else it asks for; one that may be another repository's does not keep the repository's own from helping.
 */
function awaitedIn({ capacities }: Sample, minOnline: number): Capacity[] {
  return [...capacities.values()].filter(
    ({ served, serving, maySettle }) =>
      served === "no" || (served === "unknown" && (serving.length < minOnline || maySettle)),
  );
}

/** Whether a later sample of a scope may show more: it can be read, or could be but for a fault. */
const isReadable = ({ state }: ScopeReport) => state === "read" || state === "failed";
