import { attests } from "../../image/attestation.ts";
import type { Manifest } from "../../image/descriptor.ts";
import type { Digest } from "../../image/digest.ts";
import type { MergedIndex } from "../../image/merge-index.ts";
import { type ImageRepository, repositoryOf } from "../../image/reference.ts";
import { isSamePlace } from "../plan.ts";

/** An index or image of a source, where it is. */
export interface SourceManifest extends Pick<Manifest, "digest"> {
  readonly at: ImageRepository;
}

/** A manifest that others may refer to, and where they are to be found. */
export interface Subject {
  readonly from: ImageRepository;
  readonly digest: Digest;
}

/** What is looked at for referrers when an index is copied to a repository. */
export interface Subjects {
  /** What keeps its digest: the index itself where it is a source's, and its images. */
  readonly kept: readonly Subject[];
  /** Attestations in the index. Few sign those; they are looked at where an image has something. */
  readonly attestations: readonly Subject[];
  /** Indexes of sources that are published as another one. */
  readonly replaced: readonly Subject[];
}

/** What may be referred to of all that comes to a repository from elsewhere. */
export function subjectsFor(
  to: ImageRepository,
  { entries, digest }: MergedIndex,
  sources: readonly SourceManifest[],
  same: (a: string, b: string) => boolean,
): Subjects {
  // Each place may have others attached to the same digest.
  const subject = (of: Digest, from: readonly ImageRepository[]): Subject[] => {
    const elsewhere = from.filter((place) => !isSamePlace(place, to, same));
    const places = new Map(elsewhere.map((place) => [repositoryOf(place), place]));
    return [...places.values()].map((place) => ({ from: place, digest: of }));
  };
  const listed = new Map(entries.map((entry) => [entry.descriptor.digest, entry]));
  const placesOf = (wanted: Digest) =>
    sources.filter((source) => source.digest === wanted).map(({ at }) => at);
  const kept = placesOf(digest);
  const entriesOf = (isWanted: (isAttestation: boolean) => boolean) =>
    [...listed.values()]
      .filter(({ descriptor }) => isWanted(attests(descriptor) !== undefined))
      .flatMap(({ descriptor, from }) => subject(descriptor.digest, from));
  const replaced = new Set(sources.map((source) => source.digest));
  replaced.delete(digest);
  for (const one of listed.keys()) replaced.delete(one);
  return {
    kept: [
      ...(kept.length > 0 && !listed.has(digest) ? subject(digest, kept) : []),
      ...entriesOf((isAttestation) => !isAttestation),
    ],
    attestations: entriesOf((isAttestation) => isAttestation),
    replaced: [...replaced].flatMap((one) => subject(one, placesOf(one))),
  };
}
