import type { MergedIndex } from "../../image/merge-index.ts";
import type { Kit } from "../kit.ts";
import type { DestinationProgress, Progress } from "../progress.ts";
import type { Recorder } from "../recorder.ts";
import { findAlong } from "../referrers/along.ts";
import type { Target } from "../target.ts";
import { copyImages } from "./copy.ts";
import { moveTags } from "./move-tags.ts";
import { putIndexes } from "./put.ts";
import { readBack } from "./read-back.ts";

/** The order that keeps tags honest. */
const phases: readonly ((
  progress: Progress,
  index: MergedIndex,
  kit: Kit,
  recorder: Recorder,
) => Promise<Progress>)[] = [bringConverted, copyImages, putIndexes, copyAlong, moveTags, readBack];

/**
 * Writes a merged index: every image, the index itself and what refers to them at every destination, then version tags
 * where that succeeded, then moving tags only if it succeeded everywhere, and all of it is read back. A destination's failure is
 * kept with the destination and does not stop the others. A cancelled run begins no other phase, and has come to what
 * is returned.
 */
export async function writeIndex(
  target: Target,
  checked: readonly DestinationProgress[],
  index: MergedIndex,
  kit: Kit,
  recorder: Recorder,
): Promise<Progress> {
  const found = await findAlong(target, checked, index, kit, recorder);
  let progress: Progress = { destinations: checked, wrote: false, found };
  for (const phase of phases) {
    if (kit.signal.aborted) break;
    progress = await phase(progress, index, kit, recorder);
  }
  return progress;
}

/** Puts images that were converted, and all that they need, where there are any. */
async function bringConverted(
  progress: Progress,
  index: MergedIndex,
  kit: Kit,
  recorder: Recorder,
): Promise<Progress> {
  if (!index.converted?.length) return progress;
  const { putConverted } = await import("../soci/put-converted.ts");
  return putConverted(progress, index.converted, kit, recorder);
}

/** Copies what refers to the images, where something was found or is left behind. */
async function copyAlong(
  progress: Progress,
  _: MergedIndex,
  kit: Kit,
  recorder: Recorder,
): Promise<Progress> {
  if (!progress.found) return progress;
  const { copyReferrers } = await import("../referrers/copy-referrers.ts");
  return copyReferrers(progress, progress.found, kit, recorder);
}
