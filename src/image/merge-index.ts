import { UserError } from "../base/errors.ts";
import { attests } from "./attestation.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { Manifest } from "./descriptor.ts";
import { sha256 } from "./digest.ts";
import { readAnnotations } from "./documents.ts";
import type { Entry, Source, SourcedEntry } from "./index-entry.ts";
import { inIndexOrder } from "./index-order.ts";
import { dockerManifest, dockerManifestList, imageIndex } from "./media-types.ts";
import { formatPlatform, type Platform, platformKey } from "./platform.ts";
import { platformsOf, satisfies, selectingPlatform } from "./platform-images.ts";
import { unitedEntries } from "./united-entries.ts";

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
  /** Whether it is a source byte for byte. */
  readonly promoted: boolean;
}

/**
 * Merges sources into one index with deterministic bytes: the same manifests and annotations give the same
 * digest, in whatever order they came. Descriptors are kept as they are, so attestations keep their markers.
 *
 * @throws {UserError} when two sources are for one platform, or none for any
 */
export function mergeIndex(sources: readonly Source[], options: MergeOptions): MergedIndex {
  const { kept, orphans } = withoutOrphans(unitedEntries(sources));
  requireOneImageEach(kept);
  const entries = inIndexOrder(kept.map((entry) => annotated(entry, options.descriptorAnnotations)));
  const platforms = platformsOf(entries).map(formatPlatform);
  const dropped = orphans.map(orphanSentence).sort();

  const only = onlyIndex(sources);
  // One index under new tags is a promotion: its digest, which may be signed, must stay. Where that is another algorithm's,
  // registries name what a tag holds by sha256 all the same.
  if (only && isPlain(options) && dropped.length === 0)
    return { entries, platforms, dropped, promoted: true, ...only, digest: sha256(only.bytes) };
  const annotations = { ...(only && readAnnotations(only)), ...options.annotations };
  // A manifest list has no annotations, and holds nothing but Docker's manifests.
  const mediaType = isPlain(options) && entries.every(isBareDocker) ? dockerManifestList : imageIndex;
  return { entries, platforms, dropped, promoted: false, ...writeIndex(entries, mediaType, annotations) };
}

/** Attestations whose image is not among the entries are left out. */
function withoutOrphans(entries: readonly SourcedEntry[]): {
  kept: SourcedEntry[];
  orphans: SourcedEntry[];
} {
  const present = new Set<string>(entries.map(({ descriptor }) => descriptor.digest));
  const isOrphan = ({ descriptor }: Entry) => {
    const image = attests(descriptor);
    return image !== undefined && !present.has(image);
  };
  return { kept: entries.filter((entry) => !isOrphan(entry)), orphans: entries.filter(isOrphan) };
}

function orphanSentence({ descriptor, source }: SourcedEntry): string {
  return `attestation ${descriptor.digest} of ${source} is left out: its image ${attests(descriptor)} is not among the sources`;
}

function requireOneImageEach(entries: readonly SourcedEntry[]): void {
  const images = new Map<string, SourcedEntry>();
  for (const entry of entries) {
    const platform = selectingPlatform(entry.descriptor);
    if (!platform) continue;
    const key = platformKey(platform);
    const other = images.get(key);
    if (other)
      throw new UserError(
        `two sources are for ${key}: ${other.descriptor.digest} of ${other.source} and ${entry.descriptor.digest} of ${entry.source}; accepted is one image for each platform`,
      );
    images.set(key, entry);
  }
  if (images.size === 0) throw new UserError("the sources hold no image for any platform");
}

function annotated(entry: Entry, wanted: MergeOptions["descriptorAnnotations"]): Entry {
  const { descriptor, from } = entry;
  const platform = selectingPlatform(descriptor);
  const more = wanted.filter((one) => platform && satisfies(platform, one.platform));
  if (more.length === 0) return { descriptor, from };
  const annotations = Object.assign({}, descriptor.annotations, ...more.map((one) => one.annotations));
  return { descriptor: { ...descriptor, annotations }, from };
}

/** The index that all sources are, if they are one. */
function onlyIndex(sources: readonly Source[]): Manifest | undefined {
  const first = sources[0]?.index;
  return sources.every(({ index }) => index?.digest === first?.digest) ? first : undefined;
}

function isPlain({ annotations, descriptorAnnotations }: MergeOptions): boolean {
  return Object.keys(annotations).length === 0 && descriptorAnnotations.length === 0;
}

/** Whether an entry can be one of a Docker manifest list. */
function isBareDocker({ descriptor: { mediaType, annotations } }: Entry): boolean {
  return mediaType === dockerManifest && !annotations;
}

function writeIndex(
  entries: readonly Entry[],
  mediaType: string,
  annotations: Readonly<Record<string, string>>,
): Manifest {
  const index = {
    schemaVersion: 2,
    mediaType,
    manifests: entries.map(({ descriptor }) => descriptor),
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
  const bytes = new TextEncoder().encode(canonicalJson(index));
  return { mediaType, bytes, digest: sha256(bytes) };
}
