import { counted } from "../../base/words.ts";
import type { MergedIndex } from "../../image/merge-index.ts";
import { putIndex } from "../../registry/put-manifest.ts";
import type { RequestContext } from "../../registry/request-context.ts";
import type { Kit } from "../kit.ts";
import {
  type DestinationProgress,
  decided,
  isSound,
  isToMove,
  type Progress,
  type TagProgress,
  tagsOf,
  withErrors,
} from "../progress.ts";
import type { Recorder } from "../recorder.ts";
import { eachTag } from "./each.ts";
import { look } from "./look.ts";
import { refusal } from "./refusal.ts";

/** Does its part at a destination. */
type Step = (
  destination: DestinationProgress,
  index: MergedIndex,
  kit: Kit,
  context: RequestContext,
) => Promise<DestinationProgress>;

/** Moves version tags at every destination where nothing has failed, then moving ones if nothing failed anywhere. */
export async function moveTags(
  progress: Progress,
  index: MergedIndex,
  kit: Kit,
  recorder: Recorder,
): Promise<Progress> {
  const toMove = tagsOf(progress.destinations).filter(isToMove).length;
  if (!progress.destinations.some((one) => isSound(one) && one.tags.some(isToMove))) return progress;
  return recorder.phase("tag", async (context) => {
    const atSound = (destinations: readonly DestinationProgress[], step: Step) =>
      Promise.all(
        destinations.map(async (one) =>
          isSound(one) && !context.signal.aborted ? step(one, index, kit, context) : one,
        ),
      );
    const looked = await atSound(progress.destinations, lookAgain);
    const refused = kit.options.ifExists === "fail" && !looked.every(isSound);
    const versioned = refused ? looked : await atSound(looked, moveVersionTags);
    // What people pull by default must not run ahead of what it stands for.
    const moved = versioned.every(isSound) ? await atSound(versioned, moveMovingTags) : versioned;
    const count = tagsOf(moved).filter(({ state }) => state === "published").length;
    return {
      value: { ...progress, destinations: moved, wrote: progress.wrote || count > 0 },
      outcome: `${count} of ${counted(toMove, "tag")} moved`,
    };
  });
}

/**
 * Looks at version tags once more, with `if-exists: skip` or `fail`, before any is moved: copying may have taken long,
 * and another publish been quicker. It is done by GET, as nobody can rely on a HEAD that says no; where there is no such
 * tag that costs as much. A tag that must not be moved is a failure.
 */
async function lookAgain(
  destination: DestinationProgress,
  index: MergedIndex,
  kit: Kit,
  context: RequestContext,
): Promise<DestinationProgress> {
  const { ifExists } = kit.options;
  if (ifExists === "overwrite") return destination;
  const decide = async (tag: TagProgress) => {
    if (tag.moving || !isToMove(tag)) return tag;
    const now = decided(tag, (await look(tag, kit.client, context, "get"))?.digest, index.digest, ifExists);
    if (now.decision === "refuse") throw refusal([now], index, ifExists);
    return now;
  };
  const { tags, errors } = await eachTag(destination.tags, decide, (tag) => tag);
  return withErrors({ ...destination, tags }, errors);
}

const moveVersionTags: Step = (...at) => move(({ moving }) => !moving, ...at);
const moveMovingTags: Step = (...at) => move(({ moving }) => moving, ...at);

/** Moves those tags of a destination that are to be moved and whose turn it is. */
async function move(
  isTurn: (tag: TagProgress) => boolean,
  destination: DestinationProgress,
  index: MergedIndex,
  { client }: Kit,
  context: RequestContext,
): Promise<DestinationProgress> {
  const put = async (tag: TagProgress): Promise<TagProgress> => {
    if (!isToMove(tag) || !isTurn(tag)) return tag;
    await putIndex(client, destination, tag.reference.tag ?? "", index, context);
    return { ...tag, state: "published" };
  };
  const { tags, errors } = await eachTag(destination.tags, put, (tag) => ({ ...tag, state: "failed" }));
  return withErrors({ ...destination, tags }, errors);
}
