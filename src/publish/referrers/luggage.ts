import type { ImageRepository } from "../../image/reference.ts";
import type { Referrer } from "../../registry/referrers/referrers.ts";

/** Referrers that go along to a destination, from one repository. */
export interface Batch {
  readonly from: ImageRepository;
  readonly referrers: readonly Referrer[];
}

/** What goes along to one destination. */
export interface Luggage {
  readonly to: string;
  readonly batches: readonly Batch[];
  /** Something refers to the index itself. */
  readonly ofIndex: boolean;
}

/** What was found to refer to a target's images, for every destination that they are copied to. */
export interface FoundReferrers {
  readonly luggage: readonly Luggage[];
  /** What does not go along, and why; one sentence each. */
  readonly left: readonly string[];
}
