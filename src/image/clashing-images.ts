import type { Digest } from "./digest.ts";
import type { Entry, Source } from "./index-entry.ts";
import { clashesAmong } from "./merge/clashes.ts";
import { unitedEntries } from "./merge/united-entries.ts";
import { asZstd } from "./zstd.ts";

/** Images of several sources for one platform, which may stand side by side where some of them are zstd's. */
export function clashingImages(sources: readonly Source[]): Entry[] {
  return clashesAmong(unitedEntries(sources)).flatMap(({ one, other }) => [one, other]);
}

/** The sources, in which the descriptors of those manifests say that they are zstd's. */
export function withZstd(sources: readonly Source[], zstd: ReadonlySet<Digest>): Source[] {
  const marked = (entry: Entry): Entry =>
    zstd.has(entry.descriptor.digest) ? { ...entry, descriptor: asZstd(entry.descriptor) } : entry;
  return sources.map((source) => ({ ...source, entries: source.entries.map(marked) }));
}
