import { UserError } from "../base/errors.ts";
import { attests } from "../image/attestation.ts";
import type { Descriptor, Manifest } from "../image/descriptor.ts";
import { readImage, readIndex } from "../image/documents.ts";
import type { Entry, Source } from "../image/index-entry.ts";
import { isImage, isIndex } from "../image/media-types.ts";
import type { Platform } from "../image/platform.ts";
import type { ImageRepository } from "../image/reference.ts";
import { formatReference, type Reference } from "../image/reference.ts";
import { allReadable } from "../registry/not-readable.ts";
import type { Patience } from "../registry/patience.ts";
import type { RequestContext } from "../registry/request-context.ts";
import type { Kit } from "./kit.ts";

/** Who reads, and how long they wait for an answer. */
export interface Resolver extends Pick<Kit, "waiter" | "platforms"> {
  readonly context: RequestContext;
  readonly patience: Patience;
}

const deepestNesting = 4;

/**
 * Waits for a source, and the indexes below it, and lists the manifests it contributes; nested indexes are
 * flattened. Whether the images that an index lists are there is not asked here.
 *
 * @throws {UserError} when it is neither an image nor an index
 */
export async function resolveSource(source: Reference, resolver: Resolver): Promise<Source> {
  const name = formatReference(source);
  const manifest = await resolver.waiter.read(
    source,
    source.digest ?? source.tag ?? "",
    resolver.context,
    resolver.patience,
  );
  if (isIndex(manifest.mediaType)) {
    const { entries, nested } = await flatten(manifest, source, resolver, deepestNesting);
    return { name, entries, ...(!nested && { index: manifest }) };
  }
  if (!isImage(manifest.mediaType))
    throw new UserError(
      `${name} is neither an image nor an index but ${manifest.mediaType}; expected OCI or Docker images or indexes`,
    );
  const platform = await platformOf(manifest, source, resolver);
  if (!platform)
    throw new UserError(
      `${name} is neither an image nor an index: its config names no platform (${readImage(manifest).config.mediaType}); expected OCI or Docker images or indexes`,
    );
  const { digest, mediaType, bytes } = manifest;
  return {
    name,
    entries: [{ descriptor: { mediaType, digest, size: bytes.byteLength, platform }, from: [source] }],
  };
}

async function flatten(
  index: Manifest,
  at: ImageRepository,
  resolver: Resolver,
  depth: number,
): Promise<{ entries: Entry[]; nested: boolean }> {
  if (depth === 0)
    throw new UserError(
      `${index.digest} nests indexes more than ${deepestNesting} deep; expected indexes of images`,
    );
  const { waiter, context, patience } = resolver;
  const children = readIndex(index);
  const parts = await allReadable(
    children.map(async (descriptor): Promise<Entry[]> => {
      if (isIndex(descriptor.mediaType)) {
        const child = await waiter.read(at, descriptor.digest, context, patience);
        return (await flatten(child, at, resolver, depth - 1)).entries;
      }
      return [{ descriptor: await withPlatform(descriptor, at, resolver), from: [at] }];
    }),
  );
  return { entries: parts.flat(), nested: children.some(({ mediaType }) => isIndex(mediaType)) };
}

/** Some builders leave the platform out of the descriptor; the image's config has it. */
async function withPlatform(
  descriptor: Descriptor,
  at: ImageRepository,
  resolver: Resolver,
): Promise<Descriptor> {
  const known =
    descriptor.platform !== undefined || attests(descriptor) !== undefined || descriptor.artifactType;
  if (known || !isImage(descriptor.mediaType)) return descriptor;
  const manifest = await resolver.waiter.read(at, descriptor.digest, resolver.context, resolver.patience);
  const platform = await platformOf(manifest, at, resolver);
  return platform ? { ...descriptor, platform } : descriptor;
}

async function platformOf(
  manifest: Manifest,
  at: ImageRepository,
  { platforms, context, patience }: Resolver,
): Promise<Platform | undefined> {
  return (await platforms()).of(manifest, at, context, patience);
}
