import { counted } from "../../base/words.ts";
import type { MergedIndex } from "../../image/merge-index.ts";
import type { Patience } from "../../registry/patience.ts";
import type { RequestContext } from "../../registry/request-context.ts";
import { verifyTag } from "../../registry/verify.ts";
import { childrenAt } from "../children.ts";
import type { Kit } from "../kit.ts";
import { patienceOf } from "../patience.ts";
import {
  type DestinationProgress,
  isSound,
  type Progress,
  type TagProgress,
  withErrors,
} from "../progress.ts";
import type { Recorder } from "../recorder.ts";
import { eachTag, failuresOf } from "./each.ts";

/**
 * Reads back every moved tag by its digest, and every child of the index at every destination that was written to;
 * where no tag was to be moved, the images alone. A moved tag that is not read back, or whose index lacks a child, has failed.
 */
export async function readBack(
  progress: Progress,
  index: MergedIndex,
  kit: Kit,
  recorder: Recorder,
): Promise<Progress> {
  if (!progress.wrote) return progress;
  return recorder.phase("verify", async (context, say) => {
    const patience = patienceOf(kit, context, say);
    const reads = await Promise.all(
      progress.destinations.map((one) => readBackAt(one, index, kit, context, patience)),
    );
    const sum = (count: (read: Read) => number) => reads.reduce((all, read) => all + count(read), 0);
    const [tags, unread] = [sum(({ tags }) => tags), sum(({ unread }) => unread)];
    const [children, lost] = [sum(({ children }) => children), sum(({ lost }) => lost)];
    const destinations = reads.map(({ destination }) => destination);
    return {
      // What a cancelled run did not come to read back is moved all the same.
      value: context.signal.aborted ? progress : { ...progress, destinations },
      outcome: `${tags - unread} of ${counted(tags, "tag")} read back, ${children - lost} of ${counted(children, "manifest")} readable`,
    };
  });
}

/** A destination after it was read back; how many moved tags and children it has, and how many of them are not there. */
interface Read {
  readonly destination: DestinationProgress;
  readonly tags: number;
  readonly unread: number;
  readonly children: number;
  readonly lost: number;
}

async function readBackAt(
  destination: DestinationProgress,
  index: MergedIndex,
  { client, waiter }: Kit,
  context: RequestContext,
  patience: Patience,
): Promise<Read> {
  const moved = destination.tags.filter(isMoved).length;
  if (moved === 0 && !(destination.begun && isSound(destination)))
    return { destination, tags: 0, unread: 0, children: 0, lost: 0 };
  const children = childrenAt(destination, index);
  const verify = async (tag: TagProgress) => {
    const { reference, held } = tag;
    if (isMoved(tag))
      await verifyTag(client, destination, reference.tag ?? "", index.digest, held, context, patience);
    return tag;
  };
  const [lost, { tags, errors }] = await Promise.all([
    // A child that was seen in this run is not asked for again: its digest is what it is.
    failuresOf(
      children.map(({ descriptor }) => waiter.ready(destination, descriptor.digest, context, patience)),
    ),
    eachTag(destination.tags, verify, failed),
  ]);
  const judged = lost.length > 0 ? tags.map((tag) => (isMoved(tag) ? failed(tag) : tag)) : tags;
  return {
    destination: withErrors({ ...destination, tags: judged }, [...lost, ...errors]),
    tags: moved,
    unread: errors.length,
    children: children.length,
    lost: lost.length,
  };
}

function isMoved({ state }: TagProgress): boolean {
  return state === "published";
}

function failed(tag: TagProgress): TagProgress {
  return { ...tag, state: "failed" };
}
