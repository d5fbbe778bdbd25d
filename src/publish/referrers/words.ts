import { counted } from "../../base/words.ts";
import type { ReferrersResult } from "../target.ts";

/** How many sentences about one target are shown: nobody reads more. */
const mostTold = 10;

/** As many sentences as are read, and how many there are besides. */
export function toTell(sentences: readonly string[]): string[] {
  const more = sentences.length - mostTold;
  return more > 0 ? [...sentences.slice(0, mostTold), `${more} more such sentences`] : [...sentences];
}

/** What became of a target's referrers, in a few words. */
export function referrersInWords({ copied, present, left }: ReferrersResult): string {
  return [
    `${counted(copied, "referrer")} copied`,
    ...(present > 0 ? [`${present} present`] : []),
    ...(left.length > 0 ? [`${left.length} left behind`] : []),
  ].join(", ");
}
