import { UserError } from "../base/errors.ts";
import { attests } from "./attestation.ts";
import type { Descriptor } from "./descriptor.ts";
import type { Entry } from "./index-entry.ts";
import { imageConfigs } from "./media-types.ts";
import { formatPlatform, type Platform, platformKey } from "./platform.ts";

/** The platform that selects a descriptor's image; undefined for attestations and other artifacts. */
export function selectingPlatform(descriptor: Descriptor): Platform | undefined {
  const { platform, artifactType } = descriptor;
  if (attests(descriptor) !== undefined || platform?.os === "unknown") return undefined;
  // SOCI's indexes name the platform of the image that they are for.
  return artifactType === undefined || imageConfigs.has(artifactType) ? platform : undefined;
}

/** The platforms that an index has an image for, in its order. */
export function platformsOf(entries: readonly Entry[]): Platform[] {
  return entries.flatMap(({ descriptor }) => selectingPlatform(descriptor) ?? []);
}

/** Whether `have` is `wanted`; a wanted platform without a version of the system accepts any. */
export function satisfies(have: Platform, wanted: Platform): boolean {
  if (wanted["os.version"] !== undefined || wanted["os.features"] !== undefined)
    return platformKey(have) === platformKey(wanted);
  const { "os.version": _, "os.features": __, ...rest } = have;
  return platformKey(rest) === platformKey(wanted);
}

/**
 * Makes sure that an index has an image for every wanted platform.
 *
 * @throws {UserError} naming the platforms that are missing, and those that are there
 */
export function requirePlatforms(
  { entries }: { readonly entries: readonly Entry[] },
  wanted: readonly Platform[],
): void {
  const have = platformsOf(entries);
  const missing = wanted.filter((platform) => !have.some((one) => satisfies(one, platform)));
  if (missing.length > 0)
    throw new UserError(
      `the sources have no image for ${missing.map(formatPlatform).join(", ")}; they have ${have.map(formatPlatform).join(", ")}`,
    );
}
