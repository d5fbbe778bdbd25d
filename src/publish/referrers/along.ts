import type { MergedIndex } from "../../image/merge-index.ts";
import { type Kit, sameRegistry } from "../kit.ts";
import { receiversOf } from "../phases/receivers.ts";
import { isSamePlace } from "../plan.ts";
import type { DestinationProgress } from "../progress.ts";
import type { Recorder } from "../recorder.ts";
import type { Target } from "../target.ts";
import type { FoundReferrers } from "./luggage.ts";

/**
 * What refers to a target's images and goes along where they are copied to; undefined where nothing is copied, or nothing
 * shall go along: nobody is asked then.
 */
export async function findAlong(
  target: Target,
  destinations: readonly DestinationProgress[],
  index: MergedIndex,
  kit: Kit,
  recorder: Recorder,
): Promise<FoundReferrers | undefined> {
  if (kit.options.referrers === "none") return undefined;
  const copies = receiversOf(destinations).filter((to) =>
    target.sources.some((source) => !isSamePlace(source, to, sameRegistry(kit))),
  );
  if (copies.length === 0) return undefined;
  const { findReferrers } = await import("./find-referrers.ts");
  return findReferrers(target, copies, index, kit, recorder);
}
