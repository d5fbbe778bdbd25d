import { attests } from "./attestation.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { Entry } from "./index-entry.ts";
import { platformKey } from "./platform.ts";
import { selectingPlatform } from "./platform-images.ts";
import { sortedBy } from "./sorted-by.ts";

/** Images by platform, each list's order fixed; then their attestations in the same order; then the rest. */
export function inIndexOrder<E extends Entry>(entries: readonly E[]): E[] {
  const images = sortedBy(
    entries.filter(({ descriptor }) => selectingPlatform(descriptor)),
    ({ descriptor: { platform, digest } }) => `${platform ? platformKey(platform) : ""} ${digest}`,
  );
  const rank = new Map<string, string>(
    images.map(({ descriptor }, index) => [descriptor.digest, String(index).padStart(6, "0")]),
  );
  const others = sortedBy(
    entries.filter(({ descriptor }) => !selectingPlatform(descriptor)),
    ({ descriptor }) => `${rank.get(attests(descriptor) ?? "") ?? "~"} ${canonicalJson(descriptor)}`,
  );
  return [...images, ...others];
}
