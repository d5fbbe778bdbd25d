import type { Digest } from "../image/digest.ts";
import type { ImageRepository } from "../image/reference.ts";
import { formatReference, type Reference, repositoryOf } from "../image/reference.ts";
import type { Action } from "../registry/access.ts";
import type { Held } from "../registry/verify.ts";
import { movesLast } from "./inputs/tags.ts";
import type { IfExists, Target } from "./target.ts";

/** A repository that a target is published to, and its tags there. */
export interface Destination extends ImageRepository {
  readonly tags: readonly PlannedTag[];
}

export interface PlannedTag {
  readonly reference: Reference;
  /** Moves after all others, and only when every destination holds the image. */
  readonly moving: boolean;
}

/** The annotation that docker/metadata-action stamps with the present, so that it differs in every run. */
export const created = "org.opencontainers.image.created";

/** Whether a target's annotations say when it was created. */
export function stampsCreated({ merge: { annotations, descriptorAnnotations } }: Target): boolean {
  return created in annotations || descriptorAnnotations.some((one) => created in one.annotations);
}

/** The repositories of a target, in the order they are first named. */
export function destinationsOf(target: Target, movingTags: readonly string[]): Destination[] {
  const destinations = new Map<string, Reference[]>();
  for (const reference of target.tags) {
    const key = repositoryOf(reference);
    destinations.set(key, [...(destinations.get(key) ?? []), reference]);
  }
  return [...destinations.values()].map((references) => {
    const nameOf = ({ tag = "" }: Reference) => tag.slice(0, tag.length - (target.tagSuffix ?? "").length);
    const names = references.map(nameOf);
    const { registry = "", repository = "" } = references[0] ?? {};
    const moving = (reference: Reference) => movesLast(nameOf(reference), movingTags, names);
    return { registry, repository, tags: references.map((one) => ({ reference: one, moving: moving(one) })) };
  });
}

/**
 * The tags of a destination that are looked at before anything else is known of it. Where tags are overwritten
 * whatever they hold, the first version tag tells enough as long as it does not hold the index already.
 */
export function firstLooks(
  { tags }: Destination,
  { ifExists, dryRun }: { readonly ifExists: IfExists; readonly dryRun: boolean },
): readonly PlannedTag[] {
  if (dryRun || ifExists !== "overwrite") return tags;
  return [tags.find(({ moving }) => !moving) ?? tags[0]].filter((tag) => tag !== undefined);
}

/** What the whole run does to which repository: one token for all of it is asked for at the start. */
export function accessOf(
  targets: readonly Target[],
  dryRun: boolean,
): (ImageRepository & { actions: readonly Action[] })[] {
  return targets.flatMap(({ sources, tags }) => [
    ...sources.map(({ registry, repository }) => ({ registry, repository, actions: ["pull"] as const })),
    ...tags.map(({ registry, repository }) => ({
      registry,
      repository,
      actions: dryRun ? (["pull"] as const) : (["pull", "push"] as const),
    })),
  ]);
}

/** Tags that several targets want, with those targets. They must agree on what the tag holds. */
export function contested(targets: readonly Target[]): { tag: string; targets: Target[] }[] {
  const wanted = new Map<string, Set<Target>>();
  for (const target of targets)
    for (const tag of target.tags) {
      const key = formatReference(tag);
      wanted.set(key, (wanted.get(key) ?? new Set()).add(target));
    }
  return [...wanted].flatMap(([tag, claimants]) =>
    claimants.size > 1 ? [{ tag, targets: [...claimants] }] : [],
  );
}

/** What to do about one tag. */
export type TagDecision = "move" | "unchanged" | "keep" | "refuse";

/**
 * Decides about a tag by what it holds now. A moving tag is moved whatever `if-exists` says, which speaks of
 * version tags.
 *
 * @param held the digest it holds; undefined when there is no such tag, `unknown` when nobody looked
 */
export function decideTag(
  { moving }: PlannedTag,
  held: Held,
  wanted: Digest,
  ifExists: IfExists,
): TagDecision {
  if (held === wanted) return "unchanged";
  if (held === undefined || moving || ifExists === "overwrite") return "move";
  return ifExists === "skip" ? "keep" : "refuse";
}

/** Whether two names are of one repository. */
export function isSamePlace(
  one: ImageRepository,
  other: ImageRepository,
  sameRegistry: (a: string, b: string) => boolean,
): boolean {
  return one.repository === other.repository && sameRegistry(one.registry, other.registry);
}

/** Where to copy a manifest from: nowhere if it is there already, else preferably from within the registry. */
export function originFor(
  to: ImageRepository,
  from: readonly ImageRepository[],
  sameRegistry: (a: string, b: string) => boolean,
): ImageRepository | undefined {
  if (from.some((place) => isSamePlace(place, to, sameRegistry))) return undefined;
  return from.find(({ registry }) => sameRegistry(registry, to.registry)) ?? from[0];
}
