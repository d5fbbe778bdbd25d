import type { MergedIndex } from "../../image/merge-index.ts";
import type { CopyCount } from "../../registry/copy.ts";
import { copiesTo } from "../copies.ts";
import type { Kit } from "../kit.ts";
import { patienceOf } from "../patience.ts";
import { type Progress, withErrors } from "../progress.ts";
import type { Recorder } from "../recorder.ts";
import { failuresOf } from "./each.ts";
import { receiversOf } from "./receivers.ts";

/** Copies every image and attestation of the index to where it is to be held and comes from elsewhere. */
export async function copyImages(
  progress: Progress,
  index: MergedIndex,
  kit: Kit,
  recorder: Recorder,
): Promise<Progress> {
  const receivers = receiversOf(progress.destinations);
  if (receivers.every((destination) => copiesTo(destination, index, kit).length === 0)) return progress;
  return recorder.phase("copy", async (context, say) => {
    const patience = patienceOf(kit, context, say);
    const copier = await kit.copier();
    const count: CopyCount = { manifests: 0, mounted: 0, uploaded: 0, present: 0 };
    const destinations = await Promise.all(
      progress.destinations.map(async (destination) => {
        const copies = receivers.includes(destination) ? copiesTo(destination, index, kit) : [];
        const mode = destination.begun ? "look" : "mount";
        const work = copies.map(({ origin, descriptor }) =>
          copier.image(origin, destination, descriptor, mode, count, context, patience),
        );
        return withErrors(destination, await failuresOf(work));
      }),
    );
    const { manifests, mounted, uploaded, present } = count;
    return {
      value: { destinations, wrote: progress.wrote || manifests + mounted + uploaded > 0 },
      outcome: `${manifests} manifests put, blobs: ${mounted} mounted, ${uploaded} uploaded, ${present} present`,
    };
  });
}
