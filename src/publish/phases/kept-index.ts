import type { MergedIndex } from "../../image/merge-index.ts";
import { formatReference, repositoryOf } from "../../image/reference.ts";
import { unlessAbsent } from "../../registry/errors.ts";
import { getManifest } from "../../registry/manifests.ts";
import type { RequestContext } from "../../registry/request-context.ts";
import { equalButCreated } from "../equal-but-created.ts";
import type { Kit } from "../kit.ts";
import type { Looks } from "../looks.ts";
import { destinationsOf, type PlannedTag } from "../plan.ts";
import type { Holding } from "./look.ts";

/** A tag, and what it holds. */
interface HeldTag {
  readonly tag: PlannedTag;
  readonly holding: Holding;
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
  kit: Kit,
  context: RequestContext,
  say: (line: string) => void,
): Promise<MergedIndex> {
  const held = await heldTags(looks, kit, context);
  if (held.some(({ holding }) => holding.digest === index.digest)) return index;
  const read = ({ tag: { reference }, holding: { digest, manifest } }: HeldTag) =>
    manifest ?? unlessAbsent(getManifest(kit.client, reference, digest, "read", context));
  const reads = await Promise.allSettled(held.map(async (one) => ({ ...one, manifest: await read(one) })));
  for (const one of reads) {
    if (one.status === "rejected" || !one.value.manifest) continue;
    const { tag, holding, manifest } = one.value;
    if (!equalButCreated(manifest, index)) continue;
    const { mediaType, bytes } = manifest;
    const { digest } = holding;
    say(`${formatReference(tag.reference)} holds this index, created at another time: ${digest} is kept`);
    return { ...index, digest, mediaType, bytes, keptAt: tag.reference };
  }
  for (const one of reads) if (one.status === "rejected") throw one.reason;
  return index;
}

/**
 * The tags that hold something, one for each manifest of a repository. What a tag holds that cannot be looked at is
 * told of where it is decided about.
 */
async function heldTags(looks: Looks, kit: Kit, context: RequestContext): Promise<HeldTag[]> {
  const found = new Map<string, HeldTag>();
  const looked = await Promise.allSettled(
    comparedTags(looks, kit).map(async (tag) => ({ tag, holding: await looks.holding(tag, context) })),
  );
  for (const one of looked) {
    if (one.status === "rejected" || !one.value.holding) continue;
    const { tag, holding } = one.value;
    const manifest = `${repositoryOf(tag.reference)}@${holding.digest}`;
    if (!found.has(manifest)) found.set(manifest, { tag, holding });
  }
  return [...found.values()];
}

/** Targets that share a tag keep the same index, so all of their tags count for each of them. */
function comparedTags(looks: Looks, { options }: Kit): PlannedTag[] {
  return looks.sharing.flatMap((target) =>
    looks.first(target === looks.target ? looks.destinations : destinationsOf(target, options.movingTags)),
  );
}
