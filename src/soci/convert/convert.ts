import { isRecord } from "../../base/json.ts";
import { attests } from "../../image/attestation.ts";
import { canonicalManifest } from "../../image/canonical-json.ts";
import type { Descriptor, Manifest } from "../../image/descriptor.ts";
import type { Digest } from "../../image/digest.ts";
import { readImage, readObject } from "../../image/documents.ts";
import type { Entry } from "../../image/index-entry.ts";
import { imageIndex, imageManifest, isImage, isIndex } from "../../image/media-types.ts";
import type { ConvertedImage, MergedIndex, ZtocBlob } from "../../image/merge-index.ts";
import { formatPlatform, type Platform } from "../../image/platform.ts";
import { platformsOf, satisfies, selectingPlatform } from "../../image/platform-images.ts";
import { annotation, sociIndexType } from "./names.ts";
import { type LayerZtoc, writeSociIndex, type ZtocMaking } from "./soci-index.ts";

export { type Compression, type LayerPlan, planLayer } from "./layers.ts";
export { sociConfig, type ZtocMaking, ztocsIn } from "./soci-index.ts";

/** Which images of an index are converted. */
export interface ImageChoice {
  /** Those of these platforms; every image for Linux where there are none. */
  readonly platforms: readonly Platform[];
}

/** The images of an index that can have a SOCI index and are wanted to, in its order. */
export function imagesToIndex({ entries }: MergedIndex, { platforms }: ImageChoice): Entry[] {
  return entries.filter((entry) => {
    const platform = selectingPlatform(entry);
    if (platform?.os !== "linux" || !isImage(entry.descriptor.mediaType) || isSociIndex(entry.descriptor))
      return false;
    return platforms.length === 0 || platforms.some((wanted) => satisfies(platform, wanted));
  });
}

/** The SOCI indexes that an index lists. */
export function sociIndexesIn<T extends Descriptor>(descriptors: readonly T[]): T[] {
  return descriptors.filter(isSociIndex);
}

/**
 * Converts an index: every image that has a layer with a ztoc gets a SOCI index, which its manifest and descriptor name
 * and which stands behind the images and attestations. What an earlier conversion left is taken out first, so that
 * converting twice is converting once. All else stays byte for byte: an attestation's descriptor alone follows its image.
 * Indexes below the index are left out, as theirs were the images before; those are its own now.
 *
 * @param manifests the manifests of {@link imagesToIndex}, and of images that an earlier conversion left, by their digests
 * @param ztocOf the ztoc of a layer; undefined where it has none
 * @throws {MalformedDocument} when a manifest is not what its media type says
 */
export function convert(
  index: MergedIndex,
  manifests: ReadonlyMap<Digest, Manifest>,
  options: ImageChoice & ZtocMaking,
  ztocOf: (layer: Descriptor) => ZtocBlob | undefined,
): MergedIndex {
  const wanted = new Set(imagesToIndex(index, options));
  const kept = index.entries.filter(
    ({ descriptor }) => !isSociIndex(descriptor) && !isIndex(descriptor.mediaType),
  );
  const parts = kept.map((entry) => {
    const manifest = manifests.get(entry.descriptor.digest);
    const image =
      manifest && convertImage(manifest, entry, wanted.has(entry) ? ztocOf : () => undefined, options);
    return { entry: withoutConversion(entry), image };
  });
  const images = parts.flatMap(({ image }) => image ?? []);
  if (images.length === 0 && !index.entries.some(isLeft)) return index;
  const moved = new Map(images.map(({ plain, manifest }) => [plain as string, manifest.digest]));
  const entries = [
    ...parts.map(({ entry, image }) => (image ? convertedEntry(entry, image) : followed(entry, moved))),
    ...parts.flatMap(({ entry, image }) => (image?.sociIndex ? [sociEntry(entry, image)] : [])),
  ];
  const platforms = platformsOf(entries).map(formatPlatform);
  return { ...index, ...writeIndex(index, entries), entries, platforms, converted: unique(images) };
}

/**
 * Images that an earlier conversion left its mark on, or may have, and that have to be read for that reason: an image that
 * is a source by itself has it in its manifest alone.
 */
export function convertedBefore(index: MergedIndex): Entry[] {
  const marked = index.entries.filter(
    ({ descriptor }) => isImage(descriptor.mediaType) && !isSociIndex(descriptor) && isMarked(descriptor),
  );
  return [...imagesToIndex(index, { platforms: [] }), ...marked];
}

/** Some older skopeo loses the artifact types of an index, and keeps the annotations. */
function isSociIndex({ artifactType, annotations = {} }: Descriptor): boolean {
  return artifactType === sociIndexType || annotation.image in annotations;
}

function isMarked({ annotations }: Pick<Descriptor, "annotations">): boolean {
  return annotations !== undefined && annotation.index in annotations;
}

/** Whether an entry is what an earlier conversion left. */
function isLeft({ descriptor }: Entry): boolean {
  return isSociIndex(descriptor) || isMarked(descriptor);
}

/** An image's manifest with its SOCI index; undefined where there is nothing to change. */
function convertImage(
  manifest: Manifest,
  { from, descriptor }: Entry,
  ztocOf: (layer: Descriptor) => ZtocBlob | undefined,
  making: ZtocMaking,
): ConvertedImage | undefined {
  const document = readObject(manifest);
  const { config, layers } = readImage(manifest);
  const distinct = [...new Map(layers.map((layer) => [layer.digest, layer])).values()];
  const ztocs = distinct.flatMap((layer): LayerZtoc[] => {
    const ztoc = ztocOf(layer);
    return ztoc ? [{ layer, ztoc }] : [];
  });
  const had = isRecord(document.annotations) ? document.annotations : {};
  if (ztocs.length === 0 && !(annotation.index in had)) return undefined;
  const { [annotation.index]: _, ...own } = had;
  const sociIndex = ztocs.length > 0 ? writeSociIndex(ztocs, making) : undefined;
  const annotations = { ...own, ...(sociIndex && { [annotation.index]: sociIndex.manifest.digest }) };
  const { annotations: __, ...members } = document;
  const converted = {
    ...members,
    mediaType: imageManifest,
    // A Docker manifest has no annotations, and registries refuse a mixture.
    config: { ...(isRecord(document.config) && document.config), mediaType: ociConfig(config.mediaType) },
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
  return {
    plain: descriptor.digest,
    manifest: canonicalManifest(imageManifest, converted),
    from,
    ...(sociIndex && { sociIndex }),
  };
}

function ociConfig(mediaType: string): string {
  return mediaType === "application/vnd.docker.container.image.v1+json"
    ? "application/vnd.oci.image.config.v1+json"
    : mediaType;
}

/** An entry without what an earlier conversion has written into its descriptor. */
function withoutConversion(entry: Entry): Entry {
  const { annotations, ...rest } = entry.descriptor;
  if (!annotations || !(annotation.index in annotations)) return entry;
  const { [annotation.index]: _, ...own } = annotations;
  const descriptor = { ...rest, ...(Object.keys(own).length > 0 && { annotations: own }) };
  return { ...entry, descriptor };
}

/** The entry of a converted image, which comes from no repository. */
function convertedEntry(entry: Entry, { manifest, sociIndex }: ConvertedImage): Entry {
  const { digest, mediaType, bytes } = manifest;
  // Where a descriptor has its manifest's bytes in it, or names where they are, those are the old ones.
  const { data: _, urls: __, ...own } = entry.descriptor as Descriptor & { data?: unknown; urls?: unknown };
  const annotations = sociIndex && { ...own.annotations, [annotation.index]: sociIndex.manifest.digest };
  const descriptor = {
    ...{ ...own, digest, mediaType, size: bytes.byteLength },
    ...(annotations && { annotations }),
  };
  return { ...entry, descriptor, from: [] };
}

/** The entry of a SOCI index: two platforms may share one, and each has its own entry. */
function sociEntry({ descriptor: { platform } }: Entry, { manifest, sociIndex }: ConvertedImage): Entry {
  const { digest, mediaType, bytes } = (sociIndex ?? { manifest }).manifest;
  const descriptor: Descriptor = {
    ...{ mediaType, digest, size: bytes.byteLength, artifactType: sociIndexType },
    ...(platform && { platform }),
    annotations: { [annotation.image]: manifest.digest },
  };
  return { descriptor, from: [] };
}

/** An attestation's entry, whose marker follows its image: its own manifest stays as it is signed. */
function followed(entry: Entry, moved: ReadonlyMap<string, Digest>): Entry {
  const { descriptor } = entry;
  const image = moved.get(attests(descriptor) ?? "");
  if (image === undefined) return entry;
  const annotations = { ...descriptor.annotations, "vnd.docker.reference.digest": image };
  return { ...entry, descriptor: { ...descriptor, annotations } };
}

/** The document of an index with other entries; a manifest list becomes an index, as it has no annotations. */
function writeIndex(index: MergedIndex, entries: readonly Entry[]): Manifest {
  const manifests = entries.map(({ descriptor }) => descriptor);
  const document = { ...readObject(index), schemaVersion: 2, mediaType: imageIndex, manifests };
  return canonicalManifest(imageIndex, document);
}

/** One manifest may stand for several platforms. */
function unique(images: readonly ConvertedImage[]): ConvertedImage[] {
  return [...new Map(images.map((image) => [image.manifest.digest, image])).values()];
}
