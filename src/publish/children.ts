import { attests } from "../image/attestation.ts";
import type { Descriptor } from "../image/descriptor.ts";
import type { Digest } from "../image/digest.ts";
import type { Entry } from "../image/index-entry.ts";
import type { MergedIndex } from "../image/merge-index.ts";
import type { ImageRepository } from "../image/reference.ts";
import { type Kit, sameRegistry } from "./kit.ts";
import { originFor } from "./plan.ts";
import type { DestinationProgress } from "./progress.ts";

/** A manifest that is to be copied unless it is there, and where from. */
export interface Copy {
  readonly origin: ImageRepository;
  readonly descriptor: Descriptor;
}

/** What comes from elsewhere to a destination that is to hold an index. */
export function copiesTo(to: DestinationProgress, index: MergedIndex, kit: Kit): Copy[] {
  return childrenAt(to, index).flatMap(({ descriptor, from }) => {
    const origin = originFor(to, from, sameRegistry(kit));
    return origin ? [{ origin, descriptor }] : [];
  });
}

/**
 * What is asked for at a destination of all that an index lists. An image that was deleted since breaks every pull, so
 * a destination where nothing is to be done is asked for the images all the same.
 */
export function childrenAt({ settled }: DestinationProgress, { entries }: MergedIndex): readonly Entry[] {
  return settled ? entries.filter(({ descriptor }) => attests(descriptor) === undefined) : entries;
}

/** A manifest that is waited for before anything is written. */
export interface Child {
  readonly at: ImageRepository;
  readonly digest: Digest;
  /** It is fetched at once instead of looked for. */
  readonly isCopied: boolean;
}

/**
 * What is waited for: everything at each of its sources, if a destination lacks anything. Destinations where nothing is
 * to be done need no source; what came to them from none is waited for where it is.
 */
export function childrenToAwait(
  receivers: readonly DestinationProgress[],
  index: MergedIndex,
  kit: Kit,
): Child[] {
  const same = sameRegistry(kit);
  const lacking = receivers.filter(({ settled }) => !settled);
  const isCopied = (from: ImageRepository) =>
    !kit.options.dryRun && lacking.some((to) => originFor(to, [from], same) !== undefined);
  const atSources = index.entries.flatMap(({ descriptor, from }) =>
    from.map((at) => ({ at, digest: descriptor.digest, isCopied: isCopied(at) })),
  );
  const inPlace = receivers
    .filter(({ settled }) => settled)
    .flatMap((at) =>
      childrenAt(at, index)
        // What comes from nowhere is put again where it is missing.
        .filter(({ from }) => from.length > 0 && originFor(at, from, same) === undefined)
        .map(({ descriptor }) => ({ at, digest: descriptor.digest, isCopied: false })),
    );
  return [...(lacking.length > 0 ? atSources : []), ...inPlace];
}
