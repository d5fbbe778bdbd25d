import { attests } from "../attestation.ts";
import { canonicalJson } from "../canonical-json.ts";
import type { SourcedEntry } from "../index-entry.ts";
import { platformKey } from "../platform.ts";
import { selectingPlatform } from "../platform-images.ts";
import { sortedBy } from "../sorted-by.ts";
import { isZstd } from "../zstd.ts";

/**
 * Images by platform; then their attestations in the same order; then the rest. Of several images for one platform the
 * first that a client knows wins (OCI image index), so they stay in the order of their author, and those of several
 * authors begin with what every client can read.
 */
export function inIndexOrder(entries: readonly SourcedEntry[]): SourcedEntry[] {
  const images = [...byPlatform(entries)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, variants]) => inAuthorsOrder(variants));
  const rank = new Map<string, string>(
    images.map(({ descriptor }, index) => [descriptor.digest, String(index).padStart(6, "0")]),
  );
  const others = sortedBy(
    entries.filter((entry) => !selectingPlatform(entry)),
    ({ descriptor }) => `${rank.get(attests(descriptor) ?? "") ?? "~"} ${canonicalJson(descriptor)}`,
  );
  return [...images, ...others];
}

/** The images among entries, by the platform that selects them. */
export function byPlatform(entries: readonly SourcedEntry[]): Map<string, SourcedEntry[]> {
  const images = new Map<string, SourcedEntry[]>();
  for (const entry of entries) {
    const platform = selectingPlatform(entry);
    if (!platform) continue;
    const key = platformKey(platform);
    images.set(key, [...(images.get(key) ?? []), entry]);
  }
  return images;
}

function inAuthorsOrder(variants: readonly SourcedEntry[]): readonly SourcedEntry[] {
  const [first, ...others] = variants;
  if (!first || others.length === 0) return variants;
  const authors = [...first.places.keys()].filter((name) => others.every(({ places }) => places.has(name)));
  const orders = authors.map((name) => variants.toSorted((a, b) => placeIn(a, name) - placeIn(b, name)));
  const ids = new Set(orders.map((order) => order.map(({ descriptor }) => descriptor.digest).join()));
  if (ids.size === 1 && orders[0]) return orders[0];
  return sortedBy(variants, ({ descriptor }) => `${isZstd(descriptor) ? 1 : 0} ${descriptor.digest}`);
}

function placeIn({ places }: SourcedEntry, source: string): number {
  return places.get(source) ?? 0;
}
