import { UserError } from "../base/errors.ts";
import { attests } from "../image/attestation.ts";
import type { Descriptor, Manifest } from "../image/descriptor.ts";
import { readImage, readIndex } from "../image/documents.ts";
import type { Entry, Source } from "../image/index-entry.ts";
import { emptyConfig, imageConfigs, isImage, isIndex } from "../image/media-types.ts";
import { normalizePlatform, type Platform } from "../image/platform.ts";
import type { ImageRepository } from "../image/reference.ts";
import { allReadable } from "../registry/not-readable.ts";
import { sourceName } from "./inputs/sources.ts";
import type { Resolver } from "./resolver.ts";
import type { SourceReference } from "./target.ts";

const deepestNesting = 4;

/**
 * Waits for a source, and the indexes below it, and lists the manifests it contributes; nested indexes are
 * flattened. Whether the images that an index lists are there is not asked here.
 *
 * @throws {UserError} when it is neither an image nor an index nor an artifact, or not what its line says
 */
export async function resolveSource(source: SourceReference, resolver: Resolver): Promise<Source> {
  const name = sourceName(source);
  const manifest = await resolver.waiter.read(
    source,
    source.digest ?? source.tag ?? "",
    resolver.context,
    resolver.patience,
  );
  if (!isIndex(manifest.mediaType) && !isImage(manifest.mediaType))
    throw new UserError(
      `${name} is neither an image nor an index but ${manifest.mediaType}; expected an OCI or Docker image or index`,
    );
  const found = isIndex(manifest.mediaType)
    ? await indexSource(name, source, manifest, resolver)
    : await imageSource(name, source, manifest, resolver);
  if (!source.said) return found;
  return (await import("./sources/said-platform.ts")).withSaidPlatform(found, source.said, resolver);
}

async function indexSource(
  name: string,
  source: SourceReference,
  index: Manifest,
  resolver: Resolver,
): Promise<Source> {
  const { entries, nested } = await flatten(index, source, resolver, deepestNesting);
  return { name, entries, nested, index };
}

/** An image, whose platform only its config tells; without one it is an artifact, unless its line says one. */
async function imageSource(
  name: string,
  source: SourceReference,
  manifest: Manifest,
  resolver: Resolver,
): Promise<Source> {
  const { digest, mediaType, bytes } = manifest;
  const { config, artifactType } = readImage(manifest);
  const platform = await platformOf(manifest, source, resolver);
  const mayBeImage =
    imageConfigs.has(config.mediaType) || (config.mediaType === emptyConfig && artifactType === undefined);
  const isOpen = source.said !== undefined && mayBeImage;
  if (!platform && !isOpen)
    return (await import("./sources/artifact.ts")).artifactSource(name, source, manifest, resolver);
  const descriptor: Descriptor = {
    ...{ mediaType, digest, size: bytes.byteLength },
    ...(artifactType !== undefined && { artifactType }),
    ...(platform && { platform }),
  };
  return { name, entries: [{ descriptor, from: [source], isImage: true }] };
}

/** The manifests below an index, and the indexes among them, each after those that it lists. */
async function flatten(
  index: Manifest,
  at: ImageRepository,
  resolver: Resolver,
  depth: number,
): Promise<{ readonly entries: readonly Entry[]; readonly nested: readonly Entry[] }> {
  if (depth === 0)
    throw new UserError(
      `${index.digest} nests indexes more than ${deepestNesting} deep; expected indexes of images`,
    );
  const { waiter, context, patience } = resolver;
  const parts = await allReadable(
    readIndex(index).map(async (descriptor) => {
      if (!isIndex(descriptor.mediaType))
        return {
          entries: [{ descriptor: await withPlatform(descriptor, at, resolver), from: [at] }],
          nested: [],
        };
      const child = await waiter.read(at, descriptor.digest, context, patience);
      const { entries, nested } = await flatten(child, at, resolver, depth - 1);
      return { entries, nested: [...nested, { descriptor, from: [at] }] };
    }),
  );
  return {
    entries: parts.flatMap(({ entries }) => entries),
    nested: parts.flatMap(({ nested }) => nested),
  };
}

/** Some builders leave the platform out of the descriptor; the image's config has it. */
async function withPlatform(
  descriptor: Descriptor,
  at: ImageRepository,
  resolver: Resolver,
): Promise<Descriptor> {
  const { platform } = descriptor;
  if (platform)
    return isWellSpelt(platform) ? descriptor : { ...descriptor, platform: normalizePlatform(platform) };
  if (attests(descriptor) !== undefined || descriptor.artifactType || !isImage(descriptor.mediaType))
    return descriptor;
  const manifest = await resolver.waiter.read(at, descriptor.digest, resolver.context, resolver.patience);
  const found = await platformOf(manifest, at, resolver);
  return found ? { ...descriptor, platform: found } : descriptor;
}

/** Whether clients find a platform as it is written; a default variant may be written or not. */
function isWellSpelt(platform: Platform): boolean {
  const { os, architecture } = normalizePlatform(platform);
  return (
    os === platform.os &&
    architecture === platform.architecture &&
    /^(?:v\d+(?:\.\d+)?)?$/.test(platform.variant ?? "")
  );
}

async function platformOf(
  manifest: Manifest,
  at: ImageRepository,
  { platforms, context, patience }: Resolver,
): Promise<Platform | undefined> {
  const platform = await (await platforms()).of(manifest, at, context, patience);
  return platform && normalizePlatform(platform);
}
