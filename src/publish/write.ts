import type { CopyCount } from "../registry/copy.ts";
import type { MergedIndex } from "../registry/image-index.ts";
import { putIndex } from "../registry/put-manifest.ts";
import { repositoryOf } from "../registry/reference.ts";
import type { Call } from "../registry/types.ts";
import { verifyTag } from "../registry/verify.ts";
import { originFor } from "./plan.ts";
import type { Recorder } from "./recorder.ts";
import { type Kit, type Place, patienceOf, sameRegistry, type TagWork } from "./work.ts";

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
  const copies = wanted.flatMap((place) =>
    index.entries.flatMap(({ descriptor, from }) => {
      const origin = originFor(place, from, sameRegistry(kit));
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
        ({ place }) => putIndex(kit.client, place, index.digest, index, call),
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
        await putIndex(kit.client, place, tag.reference.tag ?? "", index, call);
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

function isWanted({ decision }: TagWork): boolean {
  return decision === "move" || decision === "unchanged";
}
