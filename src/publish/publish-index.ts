import { inInput } from "../base/errors.ts";
import { type MergedIndex, mergeIndex } from "../image/merge-index.ts";
import { requirePlatforms } from "../image/platform-images.ts";
import type { ImageRepository } from "../image/reference.ts";
import { formatReference, repositoryOf } from "../image/reference.ts";
import { settleAll } from "../jobs/jobs.ts";
import { allReadable } from "../registry/not-readable.ts";
import { holding, refusal } from "./phases/held-digest.ts";
import { decideTag, destinationsOf, originFor, type PlannedTag, type TagDecision } from "./plan.ts";
import { copiesTo, type Kit, type Place, patienceOf, sameRegistry, type TagWork } from "./progress.ts";
import type { Recorder } from "./recorder.ts";
import { resolveSource } from "./resolve.ts";
import type { TagResult, TagState, Target, TargetState } from "./target.ts";

/** What publishing came to; failures of single destinations are in `errors`, not thrown. */
export interface Published {
  readonly state: TargetState;
  readonly tags: readonly TagResult[];
  readonly errors: readonly unknown[];
}

/**
 * Waits for a target's sources and merges them. Reads only.
 *
 * @throws {UserError} naming the input that is at fault
 */
export async function prepareIndex(target: Target, kit: Kit, recorder: Recorder): Promise<MergedIndex> {
  let index: MergedIndex | undefined;
  await recorder.phase("wait", async (context, say) => {
    const isCopied = (from: ImageRepository) =>
      !kit.options.dryRun && target.tags.some((to) => originFor(to, [from], sameRegistry(kit)) !== undefined);
    const resolver = { ...kit, context, patience: patienceOf(kit, context, say), isCopied };
    const sources = await allReadable(target.sources.map((source) => resolveSource(source, resolver))).catch(
      (error) =>
        inInput("sources", () => {
          throw error;
        }),
    );
    const merged = inInput("sources", () => mergeIndex(sources, target.merge));
    inInput("platforms", () => requirePlatforms(merged, target.platforms));
    inInput("annotations", () =>
      requirePlatforms(
        merged,
        target.merge.descriptorAnnotations.map(({ platform }) => platform),
      ),
    );
    for (const sentence of merged.dropped) recorder.warning(sentence);
    index = merged;
    const others = merged.entries.length - merged.platforms.length;
    return `${merged.platforms.join(", ")}${others > 0 ? ` and ${others} more` : ""} → ${merged.digest}`;
  });
  if (!index) throw new Error("the wait ended without an index");
  return index;
}

/**
 * Publishes a merged index: looks at what its tags hold, decides about each, and writes what is to be written.
 * When `if-exists: fail` meets a tag that holds another image, it fails before anything is written.
 */
export async function publishIndex(
  target: Target,
  index: MergedIndex,
  kit: Kit,
  recorder: Recorder,
): Promise<Published> {
  const { ifExists, dryRun } = kit.options;
  const places = await checkTags(target, index, kit, recorder);
  const refused = places.flatMap(({ tags }) => tags).filter(({ decision }) => decision === "refuse");
  if (refused.length > 0)
    return { state: "failed", tags: resultsOf(places), errors: [refusal(refused, index, ifExists)] };
  if (dryRun) {
    for (const { error, tags } of places)
      for (const tag of tags) if (error === undefined && tag.decision === "move") tag.state = "planned";
  }
  // What could not be looked at may hold another image, too.
  const holdBack = dryRun || (ifExists === "fail" && errorsOf(places).length > 0);
  let wrote = false;
  try {
    wrote = !holdBack && (await (await import("./phases/write.ts")).writeIndex(places, index, kit, recorder));
  } catch (error) {
    if (!kit.signal.aborted) throw error;
    // What was moved before the run was cancelled is moved, and must be told.
    return { state: "cancelled", tags: resultsOf(places), errors: [error] };
  }
  const errors = errorsOf(places);
  const kept = places.every(({ tags }) => tags.every((tag) => tag.state === "kept"));
  const done = dryRun ? "planned" : kept ? "skipped" : wrote ? "published" : "unchanged";
  const state = errors.length > 0 ? "failed" : done;
  return { state, tags: resultsOf(places), errors };
}

async function checkTags(target: Target, index: MergedIndex, kit: Kit, recorder: Recorder): Promise<Place[]> {
  const { movingTags, ifExists } = kit.options;
  let places: Place[] = [];
  await recorder.phase("check", async (context, say) => {
    places = await settleAll(
      destinationsOf(target, movingTags).map(async (destination): Promise<Place> => {
        const looked = await Promise.allSettled(
          destination.tags.map(async (tag): Promise<TagWork> => {
            const held = await holding(kit.client, tag, context);
            const decision = decideTag(tag, held, index.digest, ifExists);
            return { ...tag, held, decision, state: stateOf(decision) };
          }),
        );
        const tags = looked.map((one, at): TagWork => {
          if (one.status === "fulfilled") return one.value;
          // A destination that cannot be asked gets nothing, and the others go on.
          const tag = destination.tags[at] as PlannedTag;
          return { ...tag, held: undefined, decision: "move", state: "not-moved" };
        });
        const failed = looked.find((one) => one.status === "rejected");
        const begun = tags.some(({ decision }) => decision === "unchanged");
        return { ...destination, tags, begun, ...(failed && { error: failed.reason }) };
      }),
    );
    context.signal.throwIfAborted();
    if (kit.options.dryRun)
      for (const { error, tags, ...place } of places) {
        const copied = copiesTo(place, index, kit).length;
        if (copied > 0 && !error) say(`${repositoryOf(place)}: ${copied} manifests would be copied there`);
        for (const { reference, decision, held } of tags)
          say(
            `${formatReference(reference)}: ${error ? "cannot be told" : intentions[decision]}${held && decision !== "unchanged" ? `; it holds ${held}` : ""}`,
          );
      }
    return count(
      places.flatMap(({ tags }) => tags),
      kit.options.dryRun,
    );
  });
  return places;
}

const intentions: Readonly<Record<TagDecision, string>> = {
  move: "would be moved",
  unchanged: "holds this index already",
  keep: "would be left as it is",
  refuse: "must not be moved",
};

function errorsOf(places: readonly Place[]): unknown[] {
  return places.flatMap(({ error }) => (error === undefined ? [] : [error]));
}

function stateOf(decision: TagDecision): TagState {
  return decision === "unchanged" ? "unchanged" : decision === "keep" ? "kept" : "not-moved";
}

function resultsOf(places: readonly Place[]): TagResult[] {
  return places.flatMap(({ tags }) =>
    tags.map(({ reference, state }) => ({ ref: formatReference(reference), state })),
  );
}

function count(tags: readonly TagWork[], dryRun: boolean): string {
  const of = (wanted: TagDecision) => tags.filter(({ decision }) => decision === wanted).length;
  const words = [`${of("move")} tags ${dryRun ? "would move" : "to move"}`, `${of("unchanged")} unchanged`];
  if (of("keep") > 0) words.push(`${of("keep")} kept as they are`);
  if (of("refuse") > 0) words.push(`${of("refuse")} hold another image`);
  return words.join(", ");
}
