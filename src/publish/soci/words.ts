import { enumerated } from "../../base/enumerated.ts";
import { counted } from "../../base/words.ts";
import { attests } from "../../image/attestation.ts";
import type { MergedIndex } from "../../image/merge-index.ts";
import { formatPlatform } from "../../image/platform.ts";
import type { SociResult } from "../target.ts";

/** A number of bytes as people read it: `0 B`, `512 B`, `1.5 MB`, `254 MB`. */
export function bytesInWords(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 99.5 ? Math.round(value) : Math.round(value * 10) / 10} ${units[power]}`;
}

/** What became of layers, in a few words. */
export function outcomeOf({
  indexed,
  reused,
  small,
  skipped,
}: Pick<SociResult, "indexed" | "reused" | "small" | "skipped">): string {
  return [
    `${counted(indexed, "ztoc")} made`,
    `${reused} reused`,
    ...(small > 0 ? [`${counted(small, "layer")} too small`] : []),
    ...(skipped.length > 0 ? [`${skipped.length} skipped`] : []),
  ].join(", ");
}

/** Which images the attestations of a converted index speak of, in one sentence; undefined where they speak of none. */
export function provenanceNotice({ entries, converted = [] }: MergedIndex): string | undefined {
  const attested = new Set(entries.map(({ descriptor }) => attests(descriptor)));
  const moved = converted.filter(
    ({ plain, manifest: { digest } }) => plain !== digest && attested.has(digest),
  );
  if (moved.length === 0) return undefined;
  const images = moved.map(({ plain, manifest: { digest } }) => {
    const platform = entries.find(({ descriptor }) => descriptor.digest === digest)?.descriptor.platform;
    return `${platform ? formatPlatform(platform) : "an image"} as built, ${plain}, published as ${digest}`;
  });
  return `the attestations are kept byte for byte, so their provenance speaks of ${enumerated(images, 8)}`;
}
