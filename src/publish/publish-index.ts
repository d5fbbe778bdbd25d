import type { MergedIndex } from "../image/merge-index.ts";
import type { Kit } from "./kit.ts";
import type { Looks } from "./looks.ts";
import { awaitChildren } from "./phases/await-children.ts";
import { checkTags } from "./phases/check.ts";
import { type DestinationProgress, errorsOf, isSound, resultsOf, tagsOf } from "./progress.ts";
import type { Recorder } from "./recorder.ts";
import type { ReferrersResult, SociResult, TagResult, Target, TargetState } from "./target.ts";

/** What publishing came to; failures of single destinations are in `errors`, not thrown. */
export interface Published {
  /** The index that was published; undefined where it did not come to that. */
  readonly index?: MergedIndex;
  readonly state: TargetState;
  readonly tags: readonly TagResult[];
  readonly errors: readonly unknown[];
  readonly referrers?: ReferrersResult | undefined;
  /** What became of layers, with the digests that were published: an index that a tag held may have been kept. */
  readonly soci?: SociResult | undefined;
}

/**
 * Publishes a merged index: decides about each tag by what it holds, waits for what is to be written, and writes it.
 * When `if-exists: fail` meets a tag that holds another image, it fails before anything is written.
 */
export async function publishIndex(
  target: Target,
  made: MergedIndex,
  looks: Looks,
  kit: Kit,
  recorder: Recorder,
): Promise<Published> {
  const { ifExists, dryRun } = kit.options;
  const { index, destinations: checked } = await checkTags(looks, made, kit, recorder);
  const refused = tagsOf(checked).filter(({ decision }) => decision === "refuse");
  if (refused.length > 0) {
    const { refusal } = await import("./phases/refusal.ts");
    return { index, state: "failed", tags: resultsOf(checked), errors: [refusal(refused, index, ifExists)] };
  }
  // What could not be looked at may hold another image, too.
  if (!dryRun && ifExists === "fail" && !checked.every(isSound)) return endOf("failed", checked, index);
  const waited = await awaitChildren(checked, index, kit, recorder);
  // What was seen before a long wait may be true no more, and what HEAD said never was where it tells nothing.
  if (waited || looks.doubtful) return publishIndex(target, made, looks.anew(), kit, recorder);
  if (dryRun) {
    const { findAlong } = await import("./referrers/along.ts");
    await findAlong(target, checked, index, kit, recorder);
    const { planned } = await import("./phases/intentions.ts");
    return endOf("planned", checked.map(planned), index);
  }

  const { writeIndex } = await import("./phases/write.ts");
  const { destinations, wrote, referrers } = await writeIndex(target, checked, index, kit, recorder);
  // What was moved before the run was cancelled is moved, and must be told.
  if (kit.signal.aborted)
    return {
      index,
      state: "cancelled",
      tags: resultsOf(destinations),
      errors: [kit.signal.reason],
      referrers,
    };
  const kept = tagsOf(destinations).every(({ state }) => state === "kept");
  return { ...endOf(kept ? "skipped" : wrote ? "published" : "unchanged", destinations, index), referrers };
}

/** The end of what was not cancelled: `state`, unless something failed. */
function endOf(
  state: TargetState,
  destinations: readonly DestinationProgress[],
  index: MergedIndex,
): Published {
  const errors = errorsOf(destinations);
  return { index, state: errors.length > 0 ? "failed" : state, tags: resultsOf(destinations), errors };
}
