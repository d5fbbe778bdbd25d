import { inInput } from "../../base/errors.ts";
import { clashingImages, withZstd } from "../../image/clashing-images.ts";
import type { Digest } from "../../image/digest.ts";
import { readImage } from "../../image/documents.ts";
import type { Source } from "../../image/index-entry.ts";
import { isImage } from "../../image/media-types.ts";
import { type MergedIndex, mergeIndex } from "../../image/merge-index.ts";
import { requirePlatforms } from "../../image/platform-images.ts";
import { allReadable } from "../../registry/not-readable.ts";
import type { Resolver } from "../resolver.ts";
import type { Target } from "../target.ts";

/**
 * Merges the sources of a target. Where two of them have an image for one platform, those are read: one may be
 * compressed with zstd and the other not, which clients choose from.
 *
 * @throws {UserError} naming the input that is at fault
 */
export async function mergeSources(
  sources: readonly Source[],
  { merge, platforms }: Pick<Target, "merge" | "platforms">,
  resolver: Resolver,
): Promise<MergedIndex> {
  const index = await inInput("sources", async () => mergeIndex(await told(sources, resolver), merge));
  inInput("platforms", () => requirePlatforms(index, platforms));
  const annotated = merge.descriptorAnnotations.flatMap(({ platform }) => platform ?? []);
  inInput("annotations", () => requirePlatforms(index, annotated));
  return index;
}

/** The sources, in which images for one platform are told apart by their compression where that is all that does. */
async function told(sources: readonly Source[], resolver: Resolver): Promise<readonly Source[]> {
  const clashing = clashingImages(sources);
  if (clashing.length === 0) return sources;
  const { waiter, context, patience } = resolver;
  const zstd = new Set<Digest>();
  await allReadable(
    clashing.map(async ({ descriptor: { digest, mediaType }, from: [at] }) => {
      if (!at || !isImage(mediaType)) return;
      const { layers } = readImage(await waiter.read(at, digest, context, patience));
      if (layers.some((layer) => /[+.]zstd$/.test(layer.mediaType))) zstd.add(digest);
    }),
  );
  return withZstd(sources, zstd);
}
