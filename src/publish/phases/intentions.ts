import { counted } from "../../base/words.ts";
import type { MergedIndex } from "../../image/merge-index.ts";
import { formatReference, repositoryOf } from "../../image/reference.ts";
import { copiesTo } from "../children.ts";
import type { Kit } from "../kit.ts";
import type { TagDecision } from "../plan.ts";
import { type DestinationProgress, isSound, isToMove } from "../progress.ts";

const intentions: Readonly<Record<TagDecision, string>> = {
  move: "would be moved",
  unchanged: "holds this index already",
  keep: "would be left as it is",
  refuse: "must not be moved",
};

/** What would be done at a destination, in lines. */
export function intentionsFor(destination: DestinationProgress, index: MergedIndex, kit: Kit): string[] {
  const copied = isSound(destination) && !destination.settled ? copiesTo(destination, index, kit).length : 0;
  const copies =
    copied > 0 ? [`${repositoryOf(destination)}: ${counted(copied, "manifest")} would be copied there`] : [];
  const tags = destination.tags.map(({ reference, decision, held }) => {
    const intention = isSound(destination) ? intentions[decision] : "cannot be told";
    const now = held && held !== "unknown" && decision !== "unchanged" ? `; it holds ${held}` : "";
    return `${formatReference(reference)}: ${intention}${now}`;
  });
  return [...copies, ...tags];
}

/** What a dry run leaves a destination at. */
export function planned(destination: DestinationProgress): DestinationProgress {
  if (!isSound(destination)) return destination;
  const tags = destination.tags.map((tag) => (isToMove(tag) ? { ...tag, state: "planned" as const } : tag));
  return { ...destination, tags };
}
