import type { Digest } from "../../image/digest.ts";
import type { MergedIndex } from "../../image/merge-index.ts";
import type { CopyCount } from "../../registry/copy.ts";
import { findManifest } from "../../registry/manifests.ts";
import type { Patience } from "../../registry/patience.ts";
import type { RequestContext } from "../../registry/request-context.ts";
import { type Copy, copiesTo } from "../children.ts";
import type { Kit } from "../kit.ts";
import { patienceOf } from "../patience.ts";
import { type DestinationProgress, type Progress, withErrors } from "../progress.ts";
import type { Recorder } from "../recorder.ts";
import { failuresOf } from "./each.ts";
import { receiversOf } from "./receivers.ts";

/** Layers that are named. */
const mostNamed = 20;

/** Copies what comes from elsewhere to where it is to be held, and is not there. */
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
    const count: CopyCount = { manifests: 0, mounted: 0, uploaded: 0, present: 0, left: new Set() };
    const destinations = await Promise.all(
      progress.destinations.map(async (destination) => {
        const copies = receivers.includes(destination) ? copiesTo(destination, index, kit) : [];
        const work = copies.map((one) => copy(one, destination, count, kit, context, patience));
        return withErrors(destination, await failuresOf(work));
      }),
    );
    const { manifests, mounted, uploaded, left } = count;
    if (left.size > 0) {
      const sentence = leftSentence([...left]);
      say(sentence);
      recorder.notes.push(sentence);
    }
    return {
      value: { destinations, wrote: progress.wrote || manifests + mounted + uploaded > 0 },
      outcome: inWords(count),
    };
  });
}

async function copy(
  { origin, descriptor }: Copy,
  to: DestinationProgress,
  count: CopyCount,
  kit: Kit,
  context: RequestContext,
  patience: Patience,
): Promise<void> {
  if (to.settled && (await findManifest(kit.client, to, descriptor.digest, context))) return;
  const copier = await kit.copier();
  await copier.image(origin, to, descriptor, to.begun ? "look" : "mount", count, context, patience);
}

/** Which layers are left where they are; an image has few of them. */
function leftSentence(left: readonly Digest[]): string {
  const named = left.slice(0, mostNamed).join(", ");
  const more = left.length > mostNamed ? ` and ${left.length - mostNamed} more` : "";
  return `${named}${more} may not be copied (nondistributable layers): whoever pulls the image fetches them from their own URLs`;
}

function inWords({ manifests, mounted, uploaded, present }: CopyCount): string {
  if (manifests + mounted + uploaded + present === 0) return "every image is there";
  return `${manifests} manifests put, blobs: ${mounted} mounted, ${uploaded} uploaded, ${present} present`;
}
