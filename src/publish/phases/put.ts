import type { MergedIndex } from "../../image/merge-index.ts";
import { repositoryOf } from "../../image/reference.ts";
import { putIndex } from "../../registry/put-manifest.ts";
import type { Kit } from "../kit.ts";
import { type DestinationProgress, isToMove, type Progress, withErrors } from "../progress.ts";
import type { Recorder } from "../recorder.ts";
import { failuresOf } from "./each.ts";
import { receiversOf } from "./receivers.ts";

/**
 * Puts the index by its digest wherever it is to be held, now that all that it names is there. At a lone destination a
 * version tag that is to be moved brings it: nothing elsewhere depends on it, and moving tags come after that. What
 * refers to it comes before any tag, though, and Harbor wants to know the index then.
 */
export async function putIndexes(
  progress: Progress,
  index: MergedIndex,
  kit: Kit,
  recorder: Recorder,
): Promise<Progress> {
  const lacking = withoutIndex(progress.destinations);
  const isReferredTo = progress.found?.luggage.some(({ ofIndex }) => ofIndex) === true;
  if (lacking.length === 0 || (comesWithTag(progress.destinations) && !isReferredTo)) return progress;
  return recorder.phase("put", async (context) => {
    const destinations = await Promise.all(
      progress.destinations.map(async (destination) => {
        const puts = lacking.includes(destination)
          ? [putIndex(kit.client, destination, index.digest, index, context)]
          : [];
        return withErrors(destination, await failuresOf(puts));
      }),
    );
    const received = withoutIndex(destinations).map(repositoryOf).join(", ");
    return {
      value: { ...progress, destinations, wrote: true },
      outcome: `${index.digest} in ${received || "no repository"}`,
    };
  });
}

function comesWithTag([only, ...others]: readonly DestinationProgress[]): boolean {
  return others.length === 0 && only?.tags.some((tag) => !tag.moving && isToMove(tag)) === true;
}

/** Those where nothing has failed, and where the index was not found. */
function withoutIndex(destinations: readonly DestinationProgress[]): DestinationProgress[] {
  return receiversOf(destinations).filter(({ begun }) => !begun);
}
