import { UserError } from "../base/errors.ts";
import { attests } from "./attestation.ts";
import type { Entry } from "./index-entry.ts";
import { imageConfigs, isIndex } from "./media-types.ts";
import { formatPlatform, type Platform, platformKey } from "./platform.ts";

/** The platform that selects an entry's image; undefined for attestations, nested indexes and other artifacts. */
export function selectingPlatform({ descriptor, isImage }: Entry): Platform | undefined {
  const { platform, artifactType, mediaType } = descriptor;
  if (attests(descriptor) !== undefined || platform?.os === "unknown" || isIndex(mediaType)) return undefined;
  // SOCI's indexes name the platform of the image that they are for.
  return isImage || artifactType === undefined || imageConfigs.has(artifactType) ? platform : undefined;
}

/** The platforms that an index has an image for, in its order. */
export function platformsOf(entries: readonly Entry[]): Platform[] {
  return entries.flatMap((entry) => selectingPlatform(entry) ?? []);
}

/**
 * Whether `have` is `wanted`. A wanted platform without a version of the system accepts any, and one with the first
 * parts of a version, as Windows images are asked for by their build, all that begin with those; features count where
 * they are named.
 */
export function satisfies(have: Platform, wanted: Platform): boolean {
  const { "os.version": version, "os.features": features, ...own } = have;
  const { "os.version": wantedVersion = "", "os.features": wantedFeatures, ...rest } = wanted;
  return (
    platformKey(wantedFeatures && features ? { ...own, "os.features": features } : own) ===
      platformKey(wantedFeatures ? { ...rest, "os.features": wantedFeatures } : rest) &&
    beginsWith(version ?? "", wantedVersion)
  );
}

/** Whether a version has another one's dotted parts for its first. Every version begins with the empty one. */
export function beginsWith(version: string, parts: string): boolean {
  return parts === "" || version === parts || version.startsWith(`${parts}.`);
}

/**
 * Makes sure that an index has an image for every wanted platform; of artifacts alone, one that is for it.
 *
 * @throws {UserError} naming the platforms that are missing, and those that are there
 */
export function requirePlatforms(
  { entries }: { readonly entries: readonly Entry[] },
  wanted: readonly Platform[],
): void {
  const images = platformsOf(entries);
  const have = images.length > 0 ? images : entries.flatMap(({ descriptor }) => descriptor.platform ?? []);
  const missing = wanted.filter((platform) => !have.some((one) => satisfies(one, platform)));
  if (missing.length > 0)
    throw new UserError(
      `the sources have no image for ${missing.map(formatPlatform).join(", ")}; ${
        have.length > 0
          ? `they have ${have.map(formatPlatform).join(", ")}`
          : "they have none for any platform"
      }`,
    );
}
