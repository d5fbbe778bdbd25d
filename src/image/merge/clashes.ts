import type { SourcedEntry } from "../index-entry.ts";
import { isZstd } from "../zstd.ts";
import { byPlatform } from "./index-order.ts";

/** Two images for one platform of which no source has both. */
export interface Clash {
  /** As it is compared. */
  readonly platform: string;
  readonly one: SourcedEntry;
  readonly other: SourcedEntry;
}

/** The pairs of images for one platform that clients cannot choose from: nobody meant them to stand side by side. */
export function clashesAmong(entries: readonly SourcedEntry[]): Clash[] {
  return [...byPlatform(entries)].flatMap(([platform, images]) =>
    images.flatMap((one, at) =>
      images.slice(at + 1).flatMap((other) => (isClash(one, other) ? [{ platform, one, other }] : [])),
    ),
  );
}

function isClash(one: SourcedEntry, other: SourcedEntry): boolean {
  const haveOneAuthor = [...one.places.keys()].some((name) => other.places.has(name));
  return !haveOneAuthor && isZstd(one.descriptor) === isZstd(other.descriptor);
}
