import { counted } from "../../base/words.ts";
import type { MergedIndex } from "../../image/merge-index.ts";
import type { RequestContext } from "../../registry/request-context.ts";
import type { Kit } from "../kit.ts";
import type { Looks } from "../looks.ts";
import { created, type Destination, type PlannedTag, type TagDecision } from "../plan.ts";
import {
  type DestinationProgress,
  decided,
  isToMove,
  type TagProgress,
  tagsOf,
  withErrors,
} from "../progress.ts";
import type { Recorder } from "../recorder.ts";
import { eachTag } from "./each.ts";

/** What is to be done about a target's tags. */
export interface Checked {
  /** The index that they are to hold: the one that was made, or one that is kept in its place. */
  readonly index: MergedIndex;
  readonly destinations: readonly DestinationProgress[];
}

/**
 * Decides about each of a target's tags by what it holds. A destination that cannot be asked gets nothing, and the
 * others go on.
 *
 * @throws the signal's reason when the run is cancelled
 */
export function checkTags(looks: Looks, made: MergedIndex, kit: Kit, recorder: Recorder): Promise<Checked> {
  const { dryRun } = kit.options;
  const check = async (context: RequestContext, say: (line: string) => void) => {
    const index = mayBeKept(made, kit)
      ? await (await import("./kept-index.ts")).keptIndex(made, looks, kit, context, say)
      : made;
    const checked = await Promise.all(
      looks.destinations.map((destination) => checkAt(destination, looks, index, kit, context)),
    );
    context.signal.throwIfAborted();
    if (dryRun) {
      const { intentionsFor } = await import("./intentions.ts");
      for (const line of checked.flatMap((destination) => intentionsFor(destination, index, kit))) say(line);
    }
    return { value: { index, destinations: checked }, outcome: inWords(tagsOf(checked), dryRun) };
  };
  return recorder.phase("check", check, looks.ahead);
}

/** Whether an index that a tag holds may stand for the one that was made, which says when that was. */
function mayBeKept({ promoted, bytes }: MergedIndex, { options }: Kit): boolean {
  return options.created === "keep" && !promoted && Buffer.from(bytes).includes(`"${created}"`);
}

/** Looks at the other tags of a destination only where one that is looked at first holds the index. */
async function checkAt(
  destination: Destination,
  looks: Looks,
  index: MergedIndex,
  { options }: Kit,
  context: RequestContext,
): Promise<DestinationProgress> {
  const first = looks.first([destination]);
  const look = async (tag: PlannedTag) =>
    decided(tag, await looks.held(tag, context), index.digest, options.ifExists);
  const seen = await eachTag(first, look, notSeen);
  const begun = seen.tags.some(({ decision }) => decision === "unchanged");
  const others = destination.tags.filter((tag) => !first.includes(tag));
  const seenLater = begun ? await eachTag(others, look, notSeen) : { tags: others.map(notSeen), errors: [] };
  const known = [...seen.tags, ...seenLater.tags];
  const tags = destination.tags.flatMap(({ reference }) =>
    known.filter((tag) => tag.reference === reference),
  );
  const settled = begun && !options.heal && !tags.some(isToMove);
  return withErrors({ ...destination, tags, begun, settled }, [...seen.errors, ...seenLater.errors]);
}

/** A tag of which nobody knows what it holds: it is to be moved, unless its destination has failed. */
function notSeen(tag: PlannedTag): TagProgress {
  return { ...tag, held: "unknown", decision: "move", state: "not-moved" };
}

function inWords(tags: readonly TagProgress[], dryRun: boolean): string {
  const count = (wanted: TagDecision) => tags.filter(({ decision }) => decision === wanted).length;
  const kept = count("keep");
  const refused = count("refuse");
  return [
    `${counted(count("move"), "tag")} ${dryRun ? "would move" : "to move"}`,
    `${count("unchanged")} unchanged`,
    ...(kept > 0 ? [`${kept} kept as they are`] : []),
    ...(refused > 0 ? [`${counted(refused, "tag holds", "tags hold")} another image`] : []),
  ].join(", ");
}
