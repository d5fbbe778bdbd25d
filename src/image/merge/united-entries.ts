import { canonicalJson } from "../canonical-json.ts";
import type { Descriptor } from "../descriptor.ts";
import type { Entry, Source, SourcedEntry } from "../index-entry.ts";
import { platformKey } from "../platform.ts";

/**
 * The entries of all sources, each once. One manifest may stand for several platforms, such as linux/arm/v6 and
 * linux/arm/v7, and is an entry for each.
 */
export function unitedEntries(sources: readonly Source[]): SourcedEntry[] {
  const united = new Map<string, SourcedEntry>();
  for (const { name, entries } of sources)
    for (const [place, entry] of entries.entries()) {
      const { digest, platform } = entry.descriptor;
      const key = `${digest} ${platform ? platformKey(platform) : ""}`;
      const known = united.get(key);
      united.set(
        key,
        known ? unite(known, entry, name, place) : { ...entry, places: new Map([[name, place]]) },
      );
    }
  return [...united.values()];
}

function unite(known: SourcedEntry, again: Entry, name: string, place: number): SourcedEntry {
  return {
    ...known,
    ...again,
    descriptor: richer(known.descriptor, again.descriptor),
    from: [...known.from, ...again.from],
    places: new Map([...known.places, [name, known.places.get(name) ?? place]]),
  };
}

/** The descriptor that says more, whichever of the two came first. */
function richer(one: Descriptor, other: Descriptor): Descriptor {
  const [a, b] = [canonicalJson(one), canonicalJson(other)];
  return b.length > a.length || (b.length === a.length && b < a) ? other : one;
}
