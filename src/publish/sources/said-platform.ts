import { UserError } from "../../base/errors.ts";
import { attests } from "../../image/attestation.ts";
import type { Entry, Source } from "../../image/index-entry.ts";
import { imageConfigs, isImage } from "../../image/media-types.ts";
import {
  formatPlatform,
  normalizeMachine,
  normalizeOs,
  normalizePlatform,
  type Platform,
  platformKey,
} from "../../image/platform.ts";
import { beginsWith } from "../../image/platform-images.ts";
import type { Resolver } from "../resolver.ts";
import type { SaidPlatform } from "../target.ts";

/**
 * A source whose image is for the platform that its line says, as far as the image's config leaves that open.
 *
 * @throws {UserError} when the source has several images, or its image names another platform
 */
export async function withSaidPlatform(
  source: Source,
  said: SaidPlatform,
  resolver: Resolver,
): Promise<Source> {
  const images = source.entries.filter(isCandidate);
  const [image] = images;
  if (!image || images.length > 1)
    throw new UserError(
      `${source.name} holds ${images.length} images; expected ${said.text} behind a source of one image`,
    );
  const { descriptor } = image;
  const named = (await configPlatform(image, resolver)) ?? descriptor.platform;
  if (named && contradicts(named, said.platform))
    throw new UserError(
      `${source.name} is an image for ${formatPlatform(named)}; expected ${said.text} where the image does not name another`,
    );
  const platform = filled({ ...descriptor.platform, ...named }, said.platform);
  if (!platform)
    throw new UserError(
      `${source.name} names no platform; expected all of it, as in platform=windows/amd64,${said.text}`,
    );
  const entry: Entry = { ...image, descriptor: { ...descriptor, platform } };
  return {
    ...source,
    entries: source.entries.map((one) => (one === image ? entry : one)),
    amended: !descriptor.platform || platformKey(descriptor.platform) !== platformKey(platform),
  };
}

/** Whether an entry is an image, for whatever platform. */
function isCandidate({ descriptor, isImage: isKnown }: Entry): boolean {
  const { mediaType, artifactType } = descriptor;
  if (!isImage(mediaType) || attests(descriptor) !== undefined) return false;
  return isKnown || artifactType === undefined || imageConfigs.has(artifactType);
}

async function configPlatform(
  { descriptor, from: [at] }: Entry,
  { platforms, waiter, context, patience }: Resolver,
): Promise<Platform | undefined> {
  if (!at) return undefined;
  const manifest = await waiter.read(at, descriptor.digest, context, patience);
  return (await platforms()).of(manifest, at, context, patience);
}

/** Whether what an image names is another platform than is said, and not the same with more or fewer parts. */
function contradicts(named: Platform, said: Partial<Platform>): boolean {
  const { os, architecture, variant, "os.version": version = "" } = said;
  const machine = normalizeMachine(named.architecture, named.variant ?? "");
  const namedVersion = named["os.version"] ?? "";
  return (
    (os !== undefined && normalizeOs(os) !== normalizeOs(named.os)) ||
    (architecture !== undefined && architecture !== machine.architecture) ||
    (variant !== undefined &&
      namesVariant(named) &&
      normalizeMachine(machine.architecture, variant).variant !== machine.variant) ||
    !(version === "" || beginsWith(namedVersion, version) || beginsWith(version, namedVersion))
  );
}

/** `armhf` names one by its architecture; of `arm` alone the variant is open. */
function namesVariant({ architecture, variant = "" }: Platform): boolean {
  const machine = normalizeMachine(architecture, "");
  return variant !== "" || (machine.variant !== "" && machine.architecture !== architecture.toLowerCase());
}

/** What an image names, and what is said beside it; undefined where both leave system or architecture open. */
function filled(named: Partial<Platform>, said: Partial<Platform>): Platform | undefined {
  const { os = named.os, architecture = named.architecture } = said;
  if (os === undefined || architecture === undefined) return undefined;
  const versions = [named["os.version"] ?? "", said["os.version"] ?? ""];
  const version = beginsWith(versions[0] ?? "", versions[1] ?? "") ? versions[0] : versions[1];
  return normalizePlatform({
    ...named,
    ...said,
    os,
    architecture,
    ...(version && { "os.version": version }),
  });
}
