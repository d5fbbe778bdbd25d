import type { Digest } from "../../image/digest.ts";
import type { MergedIndex } from "../../image/merge-index.ts";
import { formatReference, repositoryOf } from "../../image/reference.ts";
import { unlessAbsent } from "../../registry/errors.ts";
import type { RequestContext } from "../../registry/request-context.ts";
import { equalButCreated } from "../equal-but-created.ts";
import type { Looks } from "../looks.ts";
import type { PlannedTag } from "../plan.ts";

/** A tag, and the index that it holds. */
interface HeldTag {
  readonly tag: PlannedTag;
  readonly held: Digest;
}

/**
 * The index that a tag holds already, where it is this one but for when it was created: a run that is run again keeps
 * what was published, and what was signed. Else this one.
 *
 * @throws {RegistryError} when what a tag holds cannot be read, so that nobody can tell
 */
export async function keptIndex(
  index: MergedIndex,
  looks: Looks,
  context: RequestContext,
  say: (line: string) => void,
): Promise<MergedIndex> {
  const held = await heldTags(looks, context);
  if (held.some((one) => one.held === index.digest)) return index;
  const reads = await Promise.allSettled(held.map(({ tag }) => unlessAbsent(looks.manifest(tag, context))));
  for (const [at, read] of reads.entries()) {
    const [found, tag] = [read.status === "fulfilled" ? read.value : undefined, held[at]?.tag];
    if (!found || !tag || !equalButCreated(found, index)) continue;
    say(
      `${formatReference(tag.reference)} holds this index, created at another time: ${found.digest} is kept`,
    );
    const { digest, mediaType, bytes } = found;
    return { ...index, digest, mediaType, bytes };
  }
  for (const read of reads) if (read.status === "rejected") throw read.reason;
  return index;
}

/**
 * The tags that hold something, one for each manifest of a repository. What a tag holds that cannot be looked at is
 * told of where it is decided about.
 */
async function heldTags(looks: Looks, context: RequestContext): Promise<HeldTag[]> {
  const found = new Map<string, HeldTag>();
  const look = async (tag: PlannedTag) => ({
    tag,
    held: await looks.held(tag, context).catch(() => undefined),
  });
  for (const { tag, held } of await Promise.all(looks.compared.map(look))) {
    if (held === undefined) continue;
    const manifest = `${repositoryOf(tag.reference)}@${held}`;
    if (!found.has(manifest)) found.set(manifest, { tag, held });
  }
  return [...found.values()];
}
