import { repositoryOf } from "../../image/reference.ts";
import type { CopyCount } from "../../registry/copy.ts";
import type { Carried } from "../../registry/referrers/referrers.ts";
import type { Kit } from "../kit.ts";
import { patienceOf } from "../patience.ts";
import { tellLeft } from "../phases/copy.ts";
import { failuresOf } from "../phases/each.ts";
import { receiversOf } from "../phases/receivers.ts";
import { type Progress, withErrors } from "../progress.ts";
import type { Recorder } from "../recorder.ts";
import type { ReferrersResult } from "../target.ts";
import type { FoundReferrers } from "./luggage.ts";
import { referrersInWords, toTell } from "./words.ts";

/**
 * Copies what refers to a target's images to where they were copied, before any tag moves there: who lets nothing but
 * signed images in never finds an unsigned one under a tag. What cannot be copied keeps the destination's tags back.
 */
export async function copyReferrers(
  progress: Progress,
  { luggage, left }: FoundReferrers,
  kit: Kit,
  recorder: Recorder,
): Promise<Progress> {
  const receivers = new Set(receiversOf(progress.destinations).map(repositoryOf));
  const going = luggage.filter(({ to, batches }) => batches.length > 0 && receivers.has(to));
  if (going.length === 0) return { ...progress, referrers: { copied: 0, present: 0, left } };
  return recorder.phase("copy", async (context, say) => {
    const patience = patienceOf(kit, context, say);
    const count: CopyCount = { manifests: 0, mounted: 0, uploaded: 0, present: 0, left: new Set() };
    const referrers = await kit.referrers();
    const carried: Carried[] = [];
    const destinations = await Promise.all(
      progress.destinations.map(async (to) => {
        const batches = going.find((one) => one.to === repositoryOf(to))?.batches ?? [];
        const work = batches.map(async ({ from, referrers: all }) => {
          carried.push(
            await referrers.bring({ from, to }, all, { context, patience, count, heal: kit.options.heal }),
          );
        });
        return withErrors(to, await failuresOf(work));
      }),
    );
    tellLeft(count.left, say, recorder);
    const behind = [...new Set(carried.flatMap((one) => one.left))];
    for (const sentence of toTell(behind)) recorder.warning(sentence);
    const result = resultOf(carried, [...left, ...behind]);
    return {
      value: { destinations, wrote: progress.wrote || result.copied > 0, referrers: result },
      outcome: referrersInWords(result),
    };
  });
}

function resultOf(carried: readonly Carried[], left: readonly string[]): ReferrersResult {
  const sum = (count: (one: Carried) => number) => carried.reduce((all, one) => all + count(one), 0);
  return {
    copied: sum(({ copied }) => copied),
    present: sum(({ present }) => present),
    left,
  };
}
