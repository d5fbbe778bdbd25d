import { UserError } from "../base/errors.ts";
import type { Descriptor, Manifest } from "./descriptor.ts";
import { isDigest, sha256 } from "./digest.ts";
import { readAnnotations } from "./documents.ts";
import { dockerManifest, dockerManifestList, imageConfigs, imageIndex } from "./media-types.ts";
import { formatPlatform, type Platform, platformKey } from "./platform.ts";
import type { ImageRepository } from "./reference.ts";

/** An entry of the index to be, and the repositories where its manifest can be found. */
export interface Entry {
  readonly descriptor: Descriptor;
  readonly from: readonly ImageRepository[];
}

/** What one source contributes. */
export interface Source {
  /** The reference as the user knows it. */
  readonly name: string;
  readonly entries: readonly Entry[];
  /** The source itself, where it is an index without nested ones: alone and unannotated it is published as it is. */
  readonly index?: Manifest;
}

export interface MergeOptions {
  /** Annotations of the index. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Annotations of single descriptors. */
  readonly descriptorAnnotations: readonly {
    readonly platform: Platform;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

/** An image index ready to be put, and what it holds. */
export interface MergedIndex extends Manifest {
  /** In the order of the index. */
  readonly entries: readonly Entry[];
  /** The images' platforms, in the order of the index. */
  readonly platforms: readonly string[];
  /** What was left out, and why; one sentence each. */
  readonly dropped: readonly string[];
}

const referenceType = "vnd.docker.reference.type";
const referenceDigest = "vnd.docker.reference.digest";

/** The digest of the image that an attestation is about (buildkit's attestation storage), if it is one. */
export function attests(descriptor: Descriptor): string | undefined {
  if (descriptor.annotations?.[referenceType] !== "attestation-manifest") return undefined;
  return descriptor.annotations[referenceDigest] ?? "";
}

/**
 * Merges sources into one index with deterministic bytes: the same manifests and annotations give the same
 * digest, in whatever order they came. Descriptors are kept as they are, so attestations keep their markers.
 *
 * It is a Docker manifest list only when every child is a Docker manifest and nothing is annotated, as a manifest
 * list has no annotations; otherwise an OCI index.
 *
 * @throws {UserError} when two sources are for one platform, or none for any
 */
export function mergeIndex(sources: readonly Source[], options: MergeOptions): MergedIndex {
  const entries = new Map<string, Entry & { source: string }>();
  for (const { name, entries: more } of sources)
    for (const entry of more) {
      // One manifest may stand for several platforms, such as linux/arm/v6 and linux/arm/v7.
      const { digest, platform } = entry.descriptor;
      const key = `${digest} ${platform ? platformKey(platform) : ""}`;
      const known = entries.get(key);
      entries.set(key, known ? combine(known, entry) : { ...entry, source: name });
    }
  const { kept, dropped } = withoutOrphans([...entries.values()]);
  const images = kept.filter(({ descriptor }) => isPlatformImage(descriptor));
  if (images.length === 0) throw new UserError("the sources hold no image for any platform");
  refuseDoubles(images);

  const annotated = kept.map((entry) => annotate(entry, options.descriptorAnnotations));
  const sorted = sortEntries(annotated);
  const platforms = sorted.flatMap(({ descriptor }) =>
    isPlatformImage(descriptor) && descriptor.platform ? [formatPlatform(descriptor.platform)] : [],
  );
  const whole = { entries: sorted, platforms, dropped };
  const plain = Object.keys(options.annotations).length === 0 && options.descriptorAnnotations.length === 0;
  const first = sources[0]?.index;
  const only = sources.every(({ index }) => index?.digest === first?.digest) ? first : undefined;
  // One index under new tags is a promotion: its digest, which may be signed, must stay.
  if (only && plain && dropped.length === 0) return { ...whole, ...only };

  const docker =
    plain && sorted.every(({ descriptor: d }) => d.mediaType === dockerManifest && !d.annotations);
  const mediaType = docker ? dockerManifestList : imageIndex;
  const annotations = { ...(only && readAnnotations(only)), ...options.annotations };
  const bytes = new TextEncoder().encode(
    canonicalJson({
      schemaVersion: 2,
      mediaType,
      manifests: sorted.map(({ descriptor }) => descriptor),
      ...(Object.keys(annotations).length > 0 && { annotations }),
    }),
  );
  return { ...whole, mediaType, bytes, digest: sha256(bytes) };
}

/** The same manifest twice: places add up, and the richer descriptor stays, whichever came first. */
function combine(a: Entry & { source: string }, b: Entry): Entry & { source: string } {
  const [x, y] = [canonicalJson(a.descriptor), canonicalJson(b.descriptor)];
  const bIsRicher = y.length > x.length || (y.length === x.length && y < x);
  return { ...a, descriptor: bIsRicher ? b.descriptor : a.descriptor, from: [...a.from, ...b.from] };
}

function withoutOrphans(entries: (Entry & { source: string })[]): {
  kept: (Entry & { source: string })[];
  dropped: string[];
} {
  const present = new Set<string>(entries.map(({ descriptor }) => descriptor.digest));
  const dropped: string[] = [];
  const kept = entries.filter(({ descriptor, source }) => {
    const image = attests(descriptor);
    if (image === undefined || (isDigest(image) && present.has(image))) return true;
    dropped.push(
      `attestation ${descriptor.digest} of ${source} is left out: its image ${image} is not among the sources`,
    );
    return false;
  });
  return { kept, dropped: dropped.sort() };
}

/** Whether a descriptor is an image that a platform selects: no attestation, and no other artifact. */
function isPlatformImage(descriptor: Descriptor): boolean {
  const { platform } = descriptor;
  if (attests(descriptor) !== undefined || platform === undefined || platform.os === "unknown") return false;
  // SOCI's indexes name the platform of the image that they are for.
  return descriptor.artifactType === undefined || imageConfigs.has(descriptor.artifactType);
}

function refuseDoubles(images: readonly (Entry & { source: string })[]): void {
  const found = new Map<string, Entry & { source: string }>();
  for (const image of images) {
    const { descriptor, source } = image;
    const key = descriptor.platform ? platformKey(descriptor.platform) : "";
    const other = found.get(key);
    if (other)
      throw new UserError(
        `two sources are for ${key}: ${other.descriptor.digest} of ${other.source} and ${descriptor.digest} of ${source}; accepted is one image for each platform`,
      );
    found.set(key, image);
  }
}

/**
 * Makes sure that an index has an image for every wanted platform.
 *
 * @throws {UserError} naming the platforms that are missing, and those that are there
 */
export function requirePlatforms({ entries }: MergedIndex, wanted: readonly Platform[]): void {
  const have = entries.flatMap(({ descriptor }) =>
    isPlatformImage(descriptor) && descriptor.platform ? [descriptor.platform] : [],
  );
  const missing = wanted.filter((platform) => !have.some((one) => satisfies(one, platform)));
  if (missing.length > 0)
    throw new UserError(
      `the sources have no image for ${missing.map(formatPlatform).join(", ")}; accepted here are the platforms they have: ${have.map(formatPlatform).join(", ")}`,
    );
}

/** Whether `have` is `wanted`; a wanted platform without a version of the system accepts any. */
function satisfies(have: Platform, wanted: Platform): boolean {
  if (wanted["os.version"] !== undefined || wanted["os.features"] !== undefined)
    return platformKey(have) === platformKey(wanted);
  const { "os.version": _, "os.features": __, ...rest } = have;
  return platformKey(rest) === platformKey(wanted);
}

function annotate<E extends Entry>(entry: E, wanted: MergeOptions["descriptorAnnotations"]): E {
  const { descriptor } = entry;
  if (!isPlatformImage(descriptor) || !descriptor.platform) return entry;
  const { platform } = descriptor;
  const more = wanted.filter((one) => satisfies(platform, one.platform)).map((one) => one.annotations);
  if (more.length === 0) return entry;
  return {
    ...entry,
    descriptor: { ...descriptor, annotations: Object.assign({}, descriptor.annotations, ...more) },
  };
}

/** Images by platform, each list's order fixed; then their attestations in the same order; then the rest. */
function sortEntries<E extends Entry>(entries: readonly E[]): E[] {
  const images = sortBy(
    entries.filter(({ descriptor }) => isPlatformImage(descriptor)),
    ({ descriptor: { platform, digest } }) => `${platform ? platformKey(platform) : ""} ${digest}`,
  );
  const rank = new Map<string, string>(
    images.map(({ descriptor }, index) => [descriptor.digest, String(index).padStart(6, "0")]),
  );
  const others = sortBy(
    entries.filter(({ descriptor }) => !isPlatformImage(descriptor)),
    ({ descriptor }) => `${rank.get(attests(descriptor) ?? "") ?? "~"} ${canonicalJson(descriptor)}`,
  );
  return [...images, ...others];
}

function sortBy<E>(items: readonly E[], key: (item: E) => string): E[] {
  return items
    .map((item) => ({ item, key: key(item) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ item }) => item);
}

/** The order in which readers expect these properties; all others follow by name. */
const leading = ["schemaVersion", "mediaType", "artifactType", "digest", "size", "platform", "manifests"];

/** Compact JSON whose bytes depend on the value alone, not on the order in which it was put together. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    const rank = ([key]: [string, unknown]) => {
      const place = leading.indexOf(key);
      return `${place < 0 ? leading.length : place} ${key}`;
    };
    return Object.fromEntries(sortBy(Object.entries(part), rank));
  });
}
