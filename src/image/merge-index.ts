import { UserError } from "../base/errors.ts";
import { attests } from "./attestation.ts";
import { canonicalManifest } from "./canonical-json.ts";
import type { Manifest } from "./descriptor.ts";
import { type Digest, sha256 } from "./digest.ts";
import { type Entry, type Source, type SourcedEntry, sourceOf } from "./index-entry.ts";
import { dockerManifest, dockerManifestList, imageIndex, isIndex } from "./media-types.ts";
import { clashesAmong } from "./merge/clashes.ts";
import { agreedMembers, membersOf } from "./merge/index-members.ts";
import { inIndexOrder } from "./merge/index-order.ts";
import { unitedEntries } from "./merge/united-entries.ts";
import { formatPlatform, type Platform } from "./platform.ts";
import { platformsOf, satisfies, selectingPlatform } from "./platform-images.ts";
import type { ImageRepository } from "./reference.ts";

export interface MergeOptions {
  /** Annotations of the index. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Annotations of single descriptors, or without a platform of all; a later one goes before an earlier one. */
  readonly descriptorAnnotations: readonly {
    readonly platform?: Platform;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

/** The table of contents of a layer, as the blob that it is stored as. */
export interface ZtocBlob {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/** A SOCI index, and what must be there before it. */
export interface SociIndex {
  readonly manifest: Manifest;
  readonly ztocs: readonly ZtocBlob[];
}

/** An image whose manifest was written anew, so that it is nowhere yet. */
export interface ConvertedImage {
  /** The digest that it had. */
  readonly plain: Digest;
  readonly manifest: Manifest;
  /** Where its config and layers are. */
  readonly from: readonly ImageRepository[];
  /** Undefined where nothing was done but that an earlier conversion was taken out. */
  readonly sociIndex?: SociIndex;
}

/** What is ready to be put: an image index, or an artifact that is published as it is; and what it holds. */
export interface MergedIndex extends Manifest {
  /** In the order of the index. Of an artifact it is the artifact itself. */
  readonly entries: readonly Entry[];
  /** The images' platforms, in the order of the index. */
  readonly platforms: readonly string[];
  /** What was left out, and why; one sentence each. */
  readonly dropped: readonly string[];
  /** What the sources say of themselves that their index cannot; one sentence each. */
  readonly notices: readonly string[];
  /** Whether it is a source byte for byte. */
  readonly promoted: boolean;
  /** Where one was found that stands for this one; undefined where it was made. */
  readonly keptAt?: ImageRepository;
  /** Images that are nowhere yet, nor what their SOCI indexes list: their entries come from no repository. */
  readonly converted?: readonly ConvertedImage[];
}

/**
 * Merges sources into one index with deterministic bytes: the same manifests and annotations give the same
 * digest, in whatever order they came. Descriptors are kept as they are, so attestations keep their markers; so is what
 * all indexes among the sources say of themselves. One source to which nothing is added is published as it is.
 *
 * @throws {UserError} when two sources are for one platform, or none for any
 */
export function mergeIndex(sources: readonly Source[], options: MergeOptions): MergedIndex {
  const only = isPlain(options) ? onlyIndex(sources) : undefined;
  // One image under new tags is a promotion: its digest, which may be signed, must stay.
  if (only) return asItIs(only, sources);
  const { kept, orphans } = withoutOrphans(unitedEntries(sources));
  requireImages(sources, kept);
  requireOneImageEach(kept);
  const entries = inIndexOrder(kept).map((entry) => annotated(entry, options.descriptorAnnotations));
  const { members, annotations, notices } = agreedMembers(sources, options.annotations);
  // A manifest list says nothing of itself, and holds nothing but Docker's manifests.
  const isBare = Object.keys(members).length === 0 && Object.keys(annotations).length === 0;
  const mediaType =
    isBare && isPlain(options) && entries.every(isBareDocker) ? dockerManifestList : imageIndex;
  return {
    entries,
    platforms: platformsOf(entries).map(formatPlatform),
    dropped: orphans.map(orphanSentence).sort(),
    notices,
    promoted: false,
    ...writeIndex(entries, mediaType, annotations, members),
  };
}

/** The index or artifact that all sources are, if they are one. */
function onlyIndex(sources: readonly Source[]): Manifest | undefined {
  const first = sources[0]?.index;
  if (!first || sources.some(({ index, amended }) => index?.digest !== first.digest || amended))
    return undefined;
  // An index of nothing is an image that nobody can pull, unless it is the artifact that it says it is.
  const isEmpty = sources[0]?.entries.length === 0;
  return isEmpty && membersOf(first).artifactType === undefined ? undefined : first;
}

/** Where its digest is another algorithm's, registries name what a tag holds by sha256 all the same. */
function asItIs(only: Manifest, sources: readonly Source[]): MergedIndex {
  const whole = sources.map(({ name, entries, nested = [] }) => ({ name, entries: [...entries, ...nested] }));
  const entries = unitedEntries(whole);
  const platforms = platformsOf(entries).map(formatPlatform);
  const digest = sha256(only.bytes);
  return { entries, platforms, dropped: [], notices: [], promoted: true, ...only, digest };
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

function orphanSentence(entry: SourcedEntry): string {
  const { descriptor } = entry;
  return `attestation ${descriptor.digest} of ${sourceOf(entry)} is left out: its image ${attests(descriptor)} is not among the sources`;
}

/** What is written anew is an image for some platform, or one index of artifacts that is annotated. */
function requireImages(sources: readonly Source[], entries: readonly SourcedEntry[]): void {
  const artifact = sources.find(({ index }) => index && !isIndex(index.mediaType));
  if (artifact)
    throw new UserError(
      `${artifact.name} is an artifact, not an image (${artifact.entries[0]?.descriptor.artifactType}); expected an artifact as the only source and without annotations, or images and indexes`,
    );
  const [first, ...others] = new Set(sources.map(({ index }) => index?.digest));
  const isOneIndex = first !== undefined && others.length === 0 && entries.length > 0;
  if (platformsOf(entries).length === 0 && !isOneIndex)
    throw new UserError("the sources hold no image for any platform");
}

/** Whoever lists two images for one platform means it; two sources of one each are a mistake, unless one is zstd's. */
function requireOneImageEach(entries: readonly SourcedEntry[]): void {
  for (const { platform, one, other } of clashesAmong(entries))
    throw new UserError(
      `two sources are for ${platform}: ${one.descriptor.digest} of ${sourceOf(one)} and ${other.descriptor.digest} of ${sourceOf(other)}; expected one image for each platform`,
    );
}

function annotated(entry: SourcedEntry, wanted: MergeOptions["descriptorAnnotations"]): SourcedEntry {
  const platform = selectingPlatform(entry);
  const more = wanted.filter((one) => !one.platform || (platform && satisfies(platform, one.platform)));
  if (more.length === 0) return entry;
  const { descriptor } = entry;
  // A key such as __proto__ is one as any other.
  const all = [descriptor.annotations ?? {}, ...more.map((one) => one.annotations)];
  const annotations = Object.fromEntries(all.flatMap((one) => Object.entries(one)));
  return { ...entry, descriptor: { ...descriptor, annotations } };
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
  members: Readonly<Record<string, unknown>>,
): Manifest {
  return canonicalManifest(mediaType, {
    ...members,
    schemaVersion: 2,
    mediaType,
    manifests: entries.map(({ descriptor }) => descriptor),
    ...(Object.keys(annotations).length > 0 && { annotations }),
  });
}
