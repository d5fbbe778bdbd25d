import { messagesOf, ReportedError } from "../base/errors.ts";
import type { MergedIndex } from "../image/merge-index.ts";
import { formatReference } from "../image/reference.ts";
import type { Published } from "./publish-index.ts";
import { elapsedIn, type Recorder } from "./recorder.ts";
import type { TagResult, Target, TargetResult } from "./target.ts";

/** What became of a target, by its index and what publishing that came to; of a run that was cancelled, or not. */
export function resultOf(
  target: Target,
  recorder: Recorder,
  index: MergedIndex | undefined,
  { state, tags, errors, referrers, soci }: Published,
  cancelled: boolean,
): TargetResult {
  const bug = cancelled ? undefined : errors.find((error) => !(error instanceof ReportedError));
  return {
    name: target.name,
    state,
    // Where every tag was left alone, the index was put nowhere.
    ...(index && state !== "skipped" && { digest: index.digest }),
    platforms: index?.platforms ?? [],
    entries: index?.entries ?? [],
    tags,
    referrers,
    soci,
    attempts: recorder.attempts,
    seconds: Math.round(elapsedIn(recorder.phases) / 100) / 10,
    phases: recorder.phases,
    notes: recorder.notes,
    ...(bug !== undefined && { bug }),
    ...(errors.length > 0 && { error: cancelled ? "the run was cancelled" : messagesOf(errors) }),
  };
}

/** What publishing comes to that ended with an error before any tag could be moved. */
export function untouched(target: Target, error: unknown, cancelled: boolean): Published {
  const tags = target.tags.map(
    (reference): TagResult => ({ ref: formatReference(reference), state: "not-moved" }),
  );
  return { state: cancelled ? "cancelled" : "failed", tags, errors: [error] };
}

/** What became of a target that a cancelled run never came to. */
export function neverBegun({ name }: Target): TargetResult {
  return {
    name,
    state: "cancelled",
    platforms: [],
    entries: [],
    tags: [],
    attempts: 0,
    seconds: 0,
    phases: [],
    notes: [],
    error: "the run was cancelled before this target was begun",
  };
}
