import type { Repository } from "../../forge/forge.ts";
import type { RunnerListing } from "../../forge/runners/runner.ts";
import type { LabelSets } from "../label-sets.ts";
import { type Capacity, unaskedCapacity } from "./capacity.ts";

/** Whose runners are sampled, and which are enough. */
export interface RunnersRequest {
  readonly repository: Repository;
  /** The reserved labels. */
  readonly labels: readonly string[];
  /** Runners that must serve a set of labels. */
  readonly minOnline: number;
  /** Whether a lane without any runner is served by runners that are started on demand. */
  readonly scaleFromZero: boolean;
  /** Whether a runner that only a list of the whole instance has is taken for the instance's own. */
  readonly trustInstance: boolean;
  /** Milliseconds to wait for runners. */
  readonly waitTimeout: number;
  /** Milliseconds that the newest heartbeat may be old. */
  readonly heartbeatMaxAge: number;
}

/** What is known of the runners at one moment. */
export interface Sample {
  /** By the key of each set of labels. */
  readonly capacities: ReadonlyMap<string, Capacity>;
  readonly listing: RunnerListing;
  /** What the capacities rest on, for people. */
  readonly evidence: string;
  /** Undefined where no server was asked. */
  readonly sampledAt: Date | undefined;
}

const noRunners = { listing: { runners: [], scopes: [] }, sampledAt: undefined };

/** In place of a sample where none is wanted: nothing is known of runners, and nothing was to be. */
export function notSampled(why: string): Sample {
  return { ...noRunners, capacities: new Map(), evidence: `the workflows alone (${why})` };
}

/**
 * In place of a sample where there is no forge to ask: nothing can be known of runners.
 *
 * @param why what to do to have one
 */
export function cannotSample(
  sets: LabelSets,
  { minOnline }: Pick<RunnersRequest, "minOnline">,
  why: string,
): Sample {
  return {
    ...noRunners,
    capacities: new Map([...sets].map(([key, set]) => [key, unaskedCapacity(set, minOnline, why)])),
    evidence: "the workflows alone, as the runners cannot be asked for",
  };
}
