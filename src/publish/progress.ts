import type { Digest } from "../image/digest.ts";
import { formatReference } from "../image/reference.ts";
import type { Held } from "../registry/verify.ts";
import { type Destination, decideTag, type PlannedTag, type TagDecision } from "./plan.ts";
import type { FoundReferrers } from "./referrers/luggage.ts";
import type { IfExists, ReferrersResult, TagResult, TagState } from "./target.ts";

/** How far the publishing of a target has come. Each phase is handed one and returns another. */
export interface Progress {
  readonly destinations: readonly DestinationProgress[];
  /** Whether anything was written. */
  readonly wrote: boolean;
  /** What refers to what is copied, where something is copied. */
  readonly found?: FoundReferrers | undefined;
  /** What became of that. */
  readonly referrers?: ReferrersResult;
}

/** A destination on its way. */
export interface DestinationProgress extends Destination {
  readonly tags: readonly TagProgress[];
  /** A tag here held the index already, so the index at least was put before. */
  readonly begun: boolean;
  /**
   * Nothing is to be done here unless an image is missing: all tags that are to hold the index do, and each was put
   * after everything that the index lists. With `heal` nobody relies on that.
   */
  readonly settled: boolean;
  /** The first thing that failed here. */
  readonly error?: unknown;
}

/** A tag on its way: what it held when it was looked at, what was decided, what became of it. */
export interface TagProgress extends PlannedTag {
  readonly held: Held;
  readonly decision: TagDecision;
  readonly state: TagState;
}

const stateOf: Readonly<Record<TagDecision, TagState>> = {
  move: "not-moved",
  unchanged: "unchanged",
  keep: "kept",
  refuse: "not-moved",
};

/** A tag once it is known what it holds. */
export function decided(tag: PlannedTag, held: Held, wanted: Digest, ifExists: IfExists): TagProgress {
  const decision = decideTag(tag, held, wanted, ifExists);
  return { ...tag, held, decision, state: stateOf[decision] };
}

/** Whether a tag is still to be moved. */
export function isToMove({ decision, state }: TagProgress): boolean {
  return decision === "move" && state === "not-moved";
}

/** Whether nothing has failed at a destination. */
export function isSound({ error }: DestinationProgress): boolean {
  return error === undefined;
}

/** A destination at which something more failed, or nothing; its first failure stays. */
export function withErrors(
  destination: DestinationProgress,
  errors: readonly unknown[],
): DestinationProgress {
  return isSound(destination) && errors.length > 0 ? { ...destination, error: errors[0] } : destination;
}

export function tagsOf(destinations: readonly DestinationProgress[]): TagProgress[] {
  return destinations.flatMap(({ tags }) => tags);
}

export function errorsOf(destinations: readonly DestinationProgress[]): unknown[] {
  return destinations.flatMap(({ error }) => (error === undefined ? [] : [error]));
}

export function resultsOf(destinations: readonly DestinationProgress[]): TagResult[] {
  return tagsOf(destinations).map(({ reference, state }) => ({ ref: formatReference(reference), state }));
}
