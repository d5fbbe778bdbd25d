import type { MergedIndex } from "../../image/merge-index.ts";
import { repositoryOf } from "../../image/reference.ts";
import type { CopyCount } from "../../registry/copy.ts";
import { putIndex } from "../../registry/put-manifest.ts";
import type { RequestContext } from "../../registry/request-context.ts";
import { verifyTag } from "../../registry/verify.ts";
import { decideTag } from "../plan.ts";
import { copiesTo, type Kit, type Place, patienceOf, type TagWork } from "../progress.ts";
import type { Recorder } from "../recorder.ts";
import { holding, refusal } from "./held-digest.ts";

/**
 * Writes a merged index in the order that keeps tags honest: every image and the index itself at every
 * destination, then version tags where that succeeded, then moving tags only if it succeeded everywhere, then all
 * of it read back. A destination's failure is kept with the destination and does not stop the others.
 *
 * @returns whether anything was written
 * @throws the signal's reason when the run is cancelled
 */
export async function writeIndex(
  places: readonly Place[],
  index: MergedIndex,
  kit: Kit,
  recorder: Recorder,
): Promise<boolean> {
  const wrote = await copyAndPut(places, index, kit, recorder);
  const moved = await moveTags(places, index, kit, recorder);
  if (wrote || moved) await verify(places, index, kit, recorder);
  return wrote || moved;
}

/** Puts every manifest, and last the index, at every destination that will hold a tag. Whether it wrote anything. */
async function copyAndPut(
  places: readonly Place[],
  index: MergedIndex,
  kit: Kit,
  recorder: Recorder,
): Promise<boolean> {
  // Moving tags move only when every destination holds the index, one that keeps all of its tags included.
  const everywhere = places.some(({ tags }) => tags.some((tag) => tag.moving && tag.decision === "move"));
  const wanted = places.filter(
    ({ error, tags }) => error === undefined && (everywhere || tags.some(isWanted)),
  );
  const copies = wanted.flatMap((place) => copiesTo(place, index, kit).map((copy) => ({ place, ...copy })));
  const count: CopyCount = { manifests: 0, mounted: 0, uploaded: 0, present: 0 };
  if (copies.length > 0)
    await recorder.phase("copy", async (context, say) => {
      const patience = patienceOf(kit, context, say);
      const copier = await kit.copier();
      await settle(copies, context, ({ place, origin, descriptor }) =>
        copier.image(origin, place, descriptor, place.begun ? "look" : "mount", count, context, patience),
      );
      const { manifests, mounted, uploaded, present } = count;
      return `${manifests} manifests put, blobs: ${mounted} mounted, ${uploaded} uploaded, ${present} present`;
    });
  const puts = wanted.filter(({ error, begun }) => error === undefined && !begun);
  if (puts.length > 0)
    await recorder.phase("put", async (context) => {
      await settle(
        puts.map((place) => ({ place })),
        context,
        ({ place }) => putIndex(kit.client, place, index.digest, index, context),
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
  await recorder.phase("tag", async (context) => {
    await settle(ready, context, ({ tag }) => lookAgain(tag, index, kit, context));
    const refused = kit.options.ifExists === "fail" && places.some(({ error }) => error !== undefined);
    const move = (some: typeof ready) =>
      settle(some, context, async ({ place, tag }) => {
        tag.state = "failed";
        await putIndex(kit.client, place, tag.reference.tag ?? "", index, context);
        tag.state = "published";
      });
    if (!refused) await move(ready.filter(({ tag }) => !tag.moving && tag.state === "not-moved"));
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
  await recorder.phase("verify", async (context, say) => {
    const patience = patienceOf(kit, context, say);
    const here = places.filter(
      ({ error, begun, tags }) =>
        tags.some(({ state }) => state === "published") || (begun && error === undefined),
    );
    const children = here.flatMap((place) => index.entries.map(({ descriptor }) => ({ place, descriptor })));
    const tags = here.flatMap((place) =>
      place.tags.filter(({ state }) => state === "published").map((tag) => ({ place, tag })),
    );
    const [lost, unread] = await Promise.all([
      settle(children, context, ({ place, descriptor }) =>
        kit.waiter.ready(place, descriptor.digest, context, patience),
      ),
      settle(tags, context, ({ place, tag: { reference, held } }) =>
        verifyTag(kit.client, place, reference.tag ?? "", index.digest, held, context, patience),
      ),
    ]);
    const broken = new Set(lost.map(({ place }) => place));
    const bad = tags.filter((one) => unread.includes(one) || broken.has(one.place));
    for (const { tag } of bad) tag.state = "failed";
    // A child that was seen in this run is not asked for again: its digest is what it is.
    return `${tags.length - unread.length} of ${tags.length} tags read back, ${children.length - lost.length} of ${children.length} manifests readable`;
  });
}

/**
 * Does all of the work whatever becomes of each part, and keeps a place's first failure with the place.
 *
 * @returns the work that failed
 * @throws the signal's reason when the run is cancelled, and bugs
 */
async function settle<W extends { readonly place: Place }>(
  work: readonly W[],
  context: RequestContext,
  effect: (one: W) => Promise<unknown>,
): Promise<W[]> {
  const settled = await Promise.allSettled(work.map((one) => effect(one)));
  context.signal.throwIfAborted();
  const failed: W[] = [];
  for (const [index, one] of settled.entries()) {
    const done = work[index];
    if (one.status === "fulfilled" || !done) continue;
    done.place.error ??= one.reason;
    failed.push(done);
  }
  return failed;
}

/**
 * Looks at a tag once more, with `if-exists: skip` or `fail`, before any is moved: copying may have taken long, and
 * another publish been quicker.
 *
 * @throws {UserError} when it must not be moved
 */
async function lookAgain(tag: TagWork, index: MergedIndex, kit: Kit, context: RequestContext): Promise<void> {
  const { ifExists } = kit.options;
  if (ifExists === "overwrite" || tag.moving) return;
  const held = await holding(kit.client, tag, context);
  const decision = decideTag(tag, held, index.digest, ifExists);
  if (decision === "refuse") throw refusal([{ ...tag, held }], index, ifExists);
  if (decision !== "move") tag.state = decision === "keep" ? "kept" : "unchanged";
}

function isWanted({ decision }: TagWork): boolean {
  return decision === "move" || decision === "unchanged";
}
