import { ours } from "../docker/labels.ts";
import type { ContainerFacts, ImageFacts, Layer } from "./facts.ts";
import { forever, type ImageRecord } from "./ledger/ledger.ts";

/** Why an image stays: the first of these that holds, in this order. */
export const reasons = [
  "in use",
  "pinned",
  "young",
  "recently used",
  "pulled by digest",
  "parent",
  "base",
  "imgpub",
] as const;

export type Reason = (typeof reasons)[number];

/** What a person has decided about images that stay. */
export interface KeepPolicy {
  /** How long an image stays at least after it was first seen on this host, in ms. */
  readonly minAge: number;
  /** How long an image stays at least after its last use, in ms. */
  readonly minIdle: number;
  /** Whether a reference, `repository:tag` or `repository@digest`, is to stay. */
  readonly isPinned: (reference: string) => boolean;
}

/** The label with which an image says itself that it is to stay. */
export const keepLabel = "imgpub.keep";

/** Whether an image has neither a tag nor a digest, so that nobody can ask for it by name. */
export const isDangling = ({ tags, digests }: ImageFacts): boolean =>
  tags.length === 0 && digests.length === 0;

/**
 * Which images stay, and why.
 *
 * @param layers of each image by its ID
 * @param records what the ledger knows of each image by its ID; one that it does not know counts as seen just now
 * @param now ms since the epoch
 */
export function keptImages(
  given: {
    readonly images: readonly ImageFacts[];
    readonly layers: ReadonlyMap<string, readonly Layer[]>;
    readonly containers: readonly ContainerFacts[];
    readonly records: ReadonlyMap<string, ImageRecord>;
    readonly now: number;
  },
  policy: KeepPolicy,
): Map<string, Reason> {
  const { images, layers, containers, records, now } = given;
  const used = new Set(containers.map(({ imageId }) => imageId));
  const parents = new Set(images.map(({ parent }) => parent).filter((id) => id !== ""));
  const kept = new Map<string, Reason>();
  for (const image of images) {
    const reason = ownReason(image);
    if (reason !== undefined) kept.set(image.id, reason);
  }
  for (const id of bases()) if (!kept.has(id)) kept.set(id, "base");
  return kept;

  function ownReason(image: ImageFacts): Reason | undefined {
    const record = records.get(image.id);
    if (used.has(image.id)) return "in use";
    if (keepLabel in image.labels || [...image.tags, ...image.digests].some(policy.isPinned)) return "pinned";
    if (now - (record?.firstSeen ?? now) < policy.minAge) return "young";
    // Nobody can have used it by a name that it has not.
    if (!isDangling(image) && now - (record?.lastUsed ?? now) < policy.minIdle) return "recently used";
    if (image.tags.length === 0 && image.digests.length > 0 && (record?.pinnedUntil ?? forever) > now)
      return "pulled by digest";
    if (parents.has(image.id)) return "parent";
    return ours in image.labels ? "imgpub" : undefined;
  }

  /** Images whose layers are the lowest of one that stays. */
  function bases(): string[] {
    const chains = new Set(
      [...kept.keys()].flatMap((id) => (layers.get(id) ?? []).map(({ chain }) => chain)),
    );
    return images.flatMap(({ id }) => {
      const top = layers.get(id)?.at(-1);
      return top !== undefined && chains.has(top.chain) ? [id] : [];
    });
  }
}
