import { counted } from "../../base/words.ts";
import type { Digest } from "../../image/digest.ts";
import { isIndex } from "../../image/media-types.ts";
import type { MergedIndex } from "../../image/merge-index.ts";
import type { CopyCount } from "../../registry/copy.ts";
import { findManifest } from "../../registry/manifests.ts";
import type { Patience } from "../../registry/patience.ts";
import { putIndex } from "../../registry/put-manifest.ts";
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
        const work = (one: Copy) => copy(one, destination, count, kit, context, patience);
        return withErrors(destination, await copyInOrder(copies, work));
      }),
    );
    const { manifests, mounted, uploaded, left } = count;
    tellLeft(left, say, recorder);
    return {
      value: { ...progress, destinations, wrote: progress.wrote || manifests + mounted + uploaded > 0 },
      outcome: inWords(count),
    };
  });
}

/** Copies images at once, and then the indexes that an index lists, each after those below it; tells what failed. */
async function copyInOrder(
  copies: readonly Copy[],
  work: (one: Copy) => Promise<void>,
): Promise<readonly unknown[]> {
  const isNested = ({ descriptor }: Copy) => isIndex(descriptor.mediaType);
  let failures = await failuresOf(copies.filter((one) => !isNested(one)).map(work));
  for (const one of copies.filter(isNested)) {
    if (failures.length > 0) break;
    failures = await failuresOf([work(one)]);
  }
  return failures;
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
  if (isIndex(descriptor.mediaType)) {
    const nested = await kit.waiter.read(origin, descriptor.digest, context, patience);
    await putIndex(kit.client, to, nested.digest, nested, context);
    count.manifests++;
    return;
  }
  const copier = await kit.copier();
  await copier.image(origin, to, descriptor, to.begun ? "look" : "mount", count, context, patience);
}

/** Says in the log and the summary which layers are left where they are; an image has few of them. */
export function tellLeft(
  left: ReadonlySet<Digest>,
  say: (line: string) => void,
  { notes }: Pick<Recorder, "notes">,
): void {
  if (left.size === 0) return;
  const named = [...left].slice(0, mostNamed).join(", ");
  const more = left.size > mostNamed ? ` and ${left.size - mostNamed} more` : "";
  const sentence = `${named}${more} may not be copied (nondistributable layers): whoever pulls the image fetches them from their own URLs`;
  say(sentence);
  notes.push(sentence);
}

function inWords({ manifests, mounted, uploaded, present }: CopyCount): string {
  if (manifests + mounted + uploaded + present === 0) return "every image is there";
  return `${counted(manifests, "manifest")} put, blobs: ${mounted} mounted, ${uploaded} uploaded, ${present} present`;
}
