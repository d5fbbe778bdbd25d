import { type DestinationProgress, isSound, tagsOf } from "../progress.ts";

/**
 * The destinations that are to hold the index: those that will hold a tag, and all of them where a moving tag moves,
 * even one that keeps its tags, as moving tags move only when every destination holds the index.
 */
export function receiversOf(destinations: readonly DestinationProgress[]): DestinationProgress[] {
  const everywhere = tagsOf(destinations).some(({ moving, decision }) => moving && decision === "move");
  return destinations.filter(
    (destination) =>
      isSound(destination) &&
      (everywhere ||
        destination.tags.some(({ decision }) => decision === "move" || decision === "unchanged")),
  );
}
