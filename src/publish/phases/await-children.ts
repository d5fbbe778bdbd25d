import { counted } from "../../base/words.ts";
import type { MergedIndex } from "../../image/merge-index.ts";
import { allReadable } from "../../registry/not-readable.ts";
import { childrenToAwait } from "../children.ts";
import type { Kit } from "../kit.ts";
import { patienceOf } from "../patience.ts";
import type { DestinationProgress } from "../progress.ts";
import type { Recorder } from "../recorder.ts";
import { receiversOf } from "./receivers.ts";

/**
 * Waits until what an index lists can be read: all of it at its sources where a destination is to be given something,
 * and the images alone in the repository of a source that has everything already.
 *
 * @returns whether something was not there at once
 * @throws {NotReadable} naming everything that was not readable in time; {@link RegistryError} or
 *   {@link RegistryRefusal} for what is final
 */
export async function awaitChildren(
  checked: readonly DestinationProgress[],
  index: MergedIndex,
  kit: Kit,
  recorder: Recorder,
): Promise<boolean> {
  const children = childrenToAwait(receiversOf(checked), index, kit);
  if (children.length === 0) return false;
  // It is the same wait as that for the sources themselves.
  const spent = recorder.spent("wait");
  await recorder.phase("wait", async (context, say) => {
    const patience = patienceOf(kit, context, say, spent);
    const waits = children.map(({ at, digest, isCopied }) =>
      isCopied
        ? kit.waiter.read(at, digest, context, patience)
        : kit.waiter.ready(at, digest, context, patience),
    );
    await allReadable<unknown>(waits);
    return { value: undefined, outcome: `${counted(children.length, "manifest")} readable` };
  });
  return recorder.hasWaited();
}
