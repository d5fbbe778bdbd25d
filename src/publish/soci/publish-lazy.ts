import { formatReference } from "../../image/reference.ts";
import type { Begun, Job } from "../job.ts";
import type { Kit } from "../kit.ts";
import { Looks } from "../looks.ts";
import { checkTags } from "../phases/check.ts";
import { refusal } from "../phases/refusal.ts";
import { resultsOf, tagsOf } from "../progress.ts";
import { type Published, publishIndex } from "../publish-index.ts";
import type { TagResult, Target, TargetState } from "../target.ts";
import type { Conversion } from "./convert-index.ts";

/** Publishes a converted index: under a target's tags, or under those with the suffix, beside the plain one. */
export async function publishLazy(
  job: Pick<Job, "target" | "recorder">,
  begun: Begun,
  conversion: Conversion,
  kit: Kit,
): Promise<Published> {
  const { result, suffixed } = conversion;
  if (suffixed) return publishBoth(job, begun, { ...conversion, suffixed }, kit);
  const published = await publishIndex(job.target, begun.index, begun.looks, kit, job.recorder);
  const { index } = published;
  // It is not known in a dry run, which has converted nothing.
  if (result.digest === undefined || !index) return published;
  return { ...published, soci: { ...result, digest: index.digest } };
}

/**
 * Publishes the plain index under a target's tags, and then the converted one under those with the suffix. Where
 * `if-exists: fail` meets another image under one of either, it fails before anything is written.
 */
async function publishBoth(
  { target, recorder }: Pick<Job, "target" | "recorder">,
  { index, looks }: Begun,
  { index: converted, suffixed, result }: Conversion & { readonly suffixed: Target },
  kit: Kit,
): Promise<Published> {
  const { dryRun, ifExists } = kit.options;
  const theirLooks = new Looks(suffixed, [suffixed], kit, recorder);
  if (ifExists === "fail" && !dryRun) {
    const { destinations } = await checkTags(theirLooks, converted, kit, recorder);
    const refused = tagsOf(destinations).filter(({ decision }) => decision === "refuse");
    if (refused.length > 0) {
      const tags = [...tagsIn(target, "not-moved"), ...resultsOf(destinations)];
      return { index, state: "failed", tags, errors: [refusal(refused, converted, ifExists)] };
    }
  }
  const plain = await publishIndex(target, index, looks, kit, recorder);
  if (plain.state === "planned") return { ...plain, tags: [...plain.tags, ...tagsIn(suffixed, "planned")] };
  if (plain.state === "failed" || plain.state === "cancelled")
    return { ...plain, tags: [...plain.tags, ...tagsIn(suffixed, "not-moved")] };
  const lazy = await publishIndex(suffixed, converted, theirLooks, kit, recorder).catch(
    (error: unknown): Published => ({
      state: kit.signal.aborted ? "cancelled" : "failed",
      tags: tagsIn(suffixed, "not-moved"),
      errors: [error],
    }),
  );
  const { digest } = lazy.index ?? converted;
  return {
    ...plain,
    state: stateOf(plain.state, lazy.state),
    tags: [...plain.tags, ...lazy.tags.map((tag) => ({ ...tag, digest }))],
    errors: lazy.errors,
    soci: { ...result, digest, plainDigest: (plain.index ?? index).digest },
  };
}

function tagsIn({ tags }: Target, state: TagResult["state"]): TagResult[] {
  return tags.map((reference) => ({ ref: formatReference(reference), state }));
}

/** What two publications came to, the first of which did not fail. */
function stateOf(plain: TargetState, lazy: TargetState): TargetState {
  if (lazy === "failed" || lazy === "cancelled" || plain === lazy) return lazy;
  return plain === "published" || lazy === "published" ? "published" : "unchanged";
}
