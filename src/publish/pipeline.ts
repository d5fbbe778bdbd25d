import { inInput, messageOf, UserError } from "../errors.ts";
import { all } from "../jobs/jobs.ts";
import type { Client } from "../registry/client.ts";
import type { Copier, CopyCount } from "../registry/copy.ts";
import type { Digest } from "../registry/digest.ts";
import { verdictOf } from "../registry/errors.ts";
import { type MergedIndex, mergeIndex, requirePlatforms } from "../registry/image-index.ts";
import { headManifest, putManifest } from "../registry/manifests.ts";
import { formatReference, repositoryOf } from "../registry/reference.ts";
import type { Call } from "../registry/types.ts";
import { verifyTag } from "../registry/verify.ts";
import type { Patience, PollNote, Waiter } from "../registry/wait.ts";
import {
  type Destination,
  decideTag,
  destinationsOf,
  originFor,
  type PlannedTag,
  type TagDecision,
} from "./plan.ts";
import type { Recorder } from "./recorder.ts";
import { resolveSource } from "./resolve.ts";
import type { IfExists, TagResult, TagState, Target, TargetState } from "./target.ts";

export interface PublishOptions {
  /** Patterns of the tags that move last. */
  readonly movingTags: readonly string[];
  readonly ifExists: IfExists;
  readonly dryRun: boolean;
  /** Milliseconds to wait for a target's sources, and again for its tags to be read back. */
  readonly waitTimeout: number;
  /** Targets at a time. */
  readonly concurrency: number;
}

/** What every target shares. */
export interface Kit {
  readonly client: Client;
  readonly waiter: Waiter;
  /** Loaded when something must be copied. */
  readonly copier: () => Promise<Copier>;
  readonly options: PublishOptions;
}

/** What publishing came to; failures of single destinations are in `errors`, not thrown. */
export interface Published {
  readonly state: TargetState;
  readonly tags: readonly TagResult[];
  readonly errors: readonly unknown[];
}

/** A tag on its way: what it held, what was decided, what became of it. */
interface TagWork extends PlannedTag {
  readonly held: Digest | undefined;
  readonly decision: TagDecision;
  state: TagState;
}

/** A destination on its way. */
interface Place extends Destination {
  readonly tags: readonly TagWork[];
  /** A tag here holds the index already, so the index at least was put before. */
  readonly begun: boolean;
  error?: unknown;
}

/**
 * Waits for a target's sources and merges them. Reads only.
 *
 * @throws {UserError} naming the input that is at fault
 */
export async function prepareIndex(target: Target, kit: Kit, recorder: Recorder): Promise<MergedIndex> {
  let index: MergedIndex | undefined;
  await recorder.phase("wait", async (call, say) => {
    const resolver = { ...kit, call, patience: patienceOf(kit, say) };
    const sources = await all(target.sources.map((source) => resolveSource(source, resolver))).catch(
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
 * Publishes a merged index in the order that keeps tags honest: every image and the index itself at every
 * destination, then version tags where that succeeded, then moving tags only if it succeeded everywhere, then all
 * of it read back. A destination's failure does not stop the others.
 *
 * @throws {UserError} before anything is written, when `if-exists: fail` meets a tag that holds another image
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
  if (refused.length > 0) throw refusal(refused, index, ifExists);
  if (dryRun) {
    for (const { tags } of places) for (const tag of tags) if (tag.decision === "move") tag.state = "planned";
    return { state: "planned", tags: resultsOf(places), errors: [] };
  }
  const wrote = await copyAndPut(places, index, kit, recorder);
  const moved = await moveTags(places, index, kit, recorder);
  if (wrote || moved) await verify(places, index, kit, recorder);
  const errors = places.flatMap(({ error }) => (error === undefined ? [] : [error]));
  const state = errors.length > 0 ? "failed" : wrote || moved ? "published" : "unchanged";
  return { state, tags: resultsOf(places), errors };
}

async function checkTags(target: Target, index: MergedIndex, kit: Kit, recorder: Recorder): Promise<Place[]> {
  const { movingTags, ifExists } = kit.options;
  let places: Place[] = [];
  await recorder.phase("check", async (call, say) => {
    places = await all(
      destinationsOf(target, movingTags).map(async (destination): Promise<Place> => {
        const looked = await Promise.allSettled(
          destination.tags.map(async (tag): Promise<TagWork> => {
            const held = await holding(kit.client, tag, call);
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
    call.signal.throwIfAborted();
    if (kit.options.dryRun)
      for (const tag of places.flatMap(({ tags }) => tags))
        say(
          `${formatReference(tag.reference)}: ${intentions[tag.decision]}${tag.held && tag.decision !== "unchanged" ? `; it holds ${tag.held}` : ""}`,
        );
    return count(
      places.flatMap(({ tags }) => tags),
      kit.options.dryRun,
    );
  });
  return places;
}

/** The digest a tag holds; undefined when there is no such tag. */
async function holding(client: Client, { reference }: PlannedTag, call: Call): Promise<Digest | undefined> {
  try {
    return (await headManifest(client, reference, reference.tag ?? "", "read", call)).digest;
  } catch (error) {
    if (verdictOf(error)?.action === "absent") return undefined;
    throw error;
  }
}

/** Puts every manifest, and last the index, at every destination that will hold a tag. Whether it wrote anything. */
async function copyAndPut(
  places: readonly Place[],
  index: MergedIndex,
  kit: Kit,
  recorder: Recorder,
): Promise<boolean> {
  const wanted = places.filter(({ error, tags }) => error === undefined && tags.some(isWanted));
  const sameRegistry = (a: string, b: string) => kit.client.origin(a) === kit.client.origin(b);
  const copies = wanted.flatMap((place) =>
    index.entries.flatMap(({ descriptor, from }) => {
      const origin = originFor(place, from, sameRegistry);
      return origin ? [{ place, origin, descriptor }] : [];
    }),
  );
  const count: CopyCount = { manifests: 0, mounted: 0, uploaded: 0, present: 0 };
  if (copies.length > 0)
    await recorder.phase("copy", async (call, say) => {
      const patience = patienceOf(kit, say);
      const copier = await kit.copier();
      await settle(copies, call, ({ place, origin, descriptor }) =>
        copier.image(origin, place, descriptor, place.begun ? "look" : "mount", count, call, patience),
      );
      const { manifests, mounted, uploaded, present } = count;
      return `${manifests} manifests put, blobs: ${mounted} mounted, ${uploaded} uploaded, ${present} present`;
    });
  const puts = wanted.filter(({ error, begun }) => error === undefined && !begun);
  if (puts.length > 0)
    await recorder.phase("put", async (call) => {
      await settle(
        puts.map((place) => ({ place })),
        call,
        ({ place }) => putManifest(kit.client, place, index.digest, index, call),
      );
      return `${index.digest} in ${
        puts
          .filter(({ error }) => error === undefined)
          .map(repositoryOf)
          .join(", ") || "no repository"
      }`;
    });
  return puts.length > 0 || count.manifests + count.mounted + count.uploaded > 0;
}

/** Moves version tags, then moving ones. Whether any was moved. */
async function moveTags(
  places: readonly Place[],
  index: MergedIndex,
  kit: Kit,
  recorder: Recorder,
): Promise<boolean> {
  const work = places.flatMap((place) =>
    place.tags.filter(({ decision }) => decision === "move").map((tag) => ({ place, tag })),
  );
  const ready = work.filter(({ place }) => place.error === undefined);
  if (ready.length === 0) return false;
  await recorder.phase("tag", async (call) => {
    const move = (some: typeof ready) =>
      settle(some, call, async ({ place, tag }) => {
        tag.state = "failed";
        await putManifest(kit.client, place, tag.reference.tag ?? "", index, call);
        tag.state = "published";
      });
    await move(ready.filter(({ tag }) => !tag.moving));
    // What people pull by default must not run ahead of what it stands for.
    if (places.every(({ error }) => error === undefined)) await move(ready.filter(({ tag }) => tag.moving));
    const moved = ready.filter(({ tag }) => tag.state === "published").length;
    return `${moved} of ${work.length} tags moved`;
  });
  return ready.some(({ tag }) => tag.state === "published");
}

/** Reads back every moved tag by its digest, and every child of the index at every destination. */
async function verify(
  places: readonly Place[],
  index: MergedIndex,
  kit: Kit,
  recorder: Recorder,
): Promise<void> {
  await recorder.phase("verify", async (call, say) => {
    const patience = patienceOf(kit, say);
    const here = places.filter(({ tags }) => tags.some(({ state }) => state === "published"));
    const children = here.flatMap((place) => index.entries.map(({ descriptor }) => ({ place, descriptor })));
    const tags = here.flatMap((place) =>
      place.tags.filter(({ state }) => state === "published").map((tag) => ({ place, tag })),
    );
    await Promise.all([
      settle(children, call, ({ place, descriptor }) =>
        kit.waiter.ready(place, descriptor.digest, call, patience),
      ),
      settle(tags, call, async ({ place, tag }) => {
        tag.state = "failed";
        const { reference, held } = tag;
        await verifyTag(kit.client, place, reference.tag ?? "", index.digest, held, call, patience);
        tag.state = "published";
      }),
    ]);
    const good = tags.filter(({ tag }) => tag.state === "published").length;
    return `${good} of ${tags.length} tags and their ${index.entries.length} manifests read back`;
  });
}

/**
 * Does all of the work whatever becomes of each part, and keeps a place's first failure with the place.
 *
 * @throws the signal's reason when the run is cancelled, and bugs
 */
async function settle<W extends { readonly place: Place }>(
  work: readonly W[],
  call: Call,
  effect: (one: W) => Promise<unknown>,
): Promise<void> {
  const settled = await Promise.allSettled(work.map((one) => effect(one)));
  call.signal.throwIfAborted();
  for (const [index, one] of settled.entries()) {
    const place = work[index]?.place;
    if (one.status === "rejected" && place) place.error ??= one.reason;
  }
}

const intentions: Readonly<Record<TagDecision, string>> = {
  move: "would be moved",
  unchanged: "holds this index already",
  keep: "would be left as it is",
  refuse: "must not be moved",
};

function isWanted({ decision }: TagWork): boolean {
  return decision === "move" || decision === "unchanged";
}

function stateOf(decision: TagDecision): TagState {
  return decision === "unchanged" ? "unchanged" : decision === "keep" ? "kept" : "not-moved";
}

function resultsOf(places: readonly Place[]): TagResult[] {
  return places.flatMap(({ tags }) =>
    tags.map(({ reference, state }) => ({ ref: formatReference(reference), state })),
  );
}

function refusal(refused: readonly TagWork[], index: MergedIndex, ifExists: IfExists): UserError {
  const [first] = refused;
  const more = refused.length > 1 ? ` (and ${refused.length - 1} more tags)` : "";
  return new UserError(
    `input "if-exists": ${ifExists}, and ${first ? formatReference(first.reference) : ""}${more} holds ${first?.held}, not ${index.digest}; accepted is overwrite or skip, or a tag that does not exist yet`,
  );
}

function count(tags: readonly TagWork[], dryRun: boolean): string {
  const of = (wanted: TagDecision) => tags.filter(({ decision }) => decision === wanted).length;
  const words = [`${of("move")} tags ${dryRun ? "would move" : "to move"}`, `${of("unchanged")} unchanged`];
  if (of("keep") > 0) words.push(`${of("keep")} kept as they are`);
  if (of("refuse") > 0) words.push(`${of("refuse")} hold another image`);
  return words.join(", ");
}

/** Waits from now on, and says what for: at first, and then about once a minute. */
function patienceOf({ client, options }: Kit, say: (line: string) => void): Patience {
  return {
    start: client.clock.now(),
    timeout: options.waitTimeout,
    onPending: ({ reference, reason, polls }: PollNote) => {
      if (polls === 1 || polls % 6 === 0) say(`waiting for ${reference}: ${reason}`);
    },
  };
}

/** The sentence of one or several errors. */
export function sentenceOf(errors: readonly unknown[]): string {
  return [...new Set(errors.map(messageOf))].join("; ");
}
