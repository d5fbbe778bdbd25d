import type { MergedIndex } from "../../image/merge-index.ts";
import { formatReference, repositoryOf } from "../../image/reference.ts";
import type { RequestContext } from "../../registry/request-context.ts";
import { copiesTo } from "../copies.ts";
import type { Kit } from "../kit.ts";
import { type Destination, destinationsOf, type PlannedTag, type TagDecision } from "../plan.ts";
import {
  type DestinationProgress,
  decided,
  isSound,
  type TagProgress,
  tagsOf,
  withErrors,
} from "../progress.ts";
import type { Recorder } from "../recorder.ts";
import type { Target } from "../target.ts";
import { eachTag } from "./each.ts";
import { heldDigest } from "./held-digest.ts";

/**
 * Looks at what a target's tags hold, and decides about each. A destination that cannot be asked gets nothing, and
 * the others go on.
 *
 * @throws the signal's reason when the run is cancelled
 */
export function checkTags(
  target: Target,
  index: MergedIndex,
  kit: Kit,
  recorder: Recorder,
): Promise<DestinationProgress[]> {
  const { movingTags, dryRun } = kit.options;
  return recorder.phase("check", async (context, say) => {
    const checked = await Promise.all(
      destinationsOf(target, movingTags).map((destination) => checkAt(destination, index, kit, context)),
    );
    context.signal.throwIfAborted();
    if (dryRun)
      for (const line of checked.flatMap((destination) => intentionsFor(destination, index, kit))) say(line);
    return { value: checked, outcome: inWords(tagsOf(checked), dryRun) };
  });
}

async function checkAt(
  destination: Destination,
  index: MergedIndex,
  kit: Kit,
  context: RequestContext,
): Promise<DestinationProgress> {
  const look = async (tag: PlannedTag) =>
    decided(tag, await heldDigest(tag, kit.client, context), index.digest, kit.options.ifExists);
  const { tags, errors } = await eachTag(destination.tags, look, unknown);
  const begun = tags.some(({ decision }) => decision === "unchanged");
  return withErrors({ ...destination, tags, begun }, errors);
}

/** A tag of which nobody knows what it holds: it is to be moved, but its destination has failed. */
function unknown(tag: PlannedTag): TagProgress {
  return { ...tag, held: undefined, decision: "move", state: "not-moved" };
}

const intentions: Readonly<Record<TagDecision, string>> = {
  move: "would be moved",
  unchanged: "holds this index already",
  keep: "would be left as it is",
  refuse: "must not be moved",
};

/** What would be done at a destination, in lines. */
function intentionsFor(destination: DestinationProgress, index: MergedIndex, kit: Kit): string[] {
  const copied = isSound(destination) ? copiesTo(destination, index, kit).length : 0;
  const copies =
    copied > 0 ? [`${repositoryOf(destination)}: ${copied} manifests would be copied there`] : [];
  const tags = destination.tags.map(({ reference, decision, held }) => {
    const intention = isSound(destination) ? intentions[decision] : "cannot be told";
    const now = held && decision !== "unchanged" ? `; it holds ${held}` : "";
    return `${formatReference(reference)}: ${intention}${now}`;
  });
  return [...copies, ...tags];
}

function inWords(tags: readonly TagProgress[], dryRun: boolean): string {
  const count = (wanted: TagDecision) => tags.filter(({ decision }) => decision === wanted).length;
  const kept = count("keep");
  const refused = count("refuse");
  return [
    `${count("move")} tags ${dryRun ? "would move" : "to move"}`,
    `${count("unchanged")} unchanged`,
    ...(kept > 0 ? [`${kept} kept as they are`] : []),
    ...(refused > 0 ? [`${refused} hold another image`] : []),
  ].join(", ");
}
