import type { TagProgress } from "../progress.ts";

/** Waits for all of `work`, whatever becomes of each part, and returns what failed, in order. */
export async function failuresOf(work: readonly Promise<unknown>[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(work);
  return settled.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
}

/**
 * Does something about each tag, whatever becomes of the others.
 *
 * @param failed what a tag is where `effect` failed
 * @returns the tags in their order, and what failed, in order
 */
export async function eachTag<T>(
  tags: readonly T[],
  effect: (tag: T) => Promise<TagProgress>,
  failed: (tag: T) => TagProgress,
): Promise<{ tags: TagProgress[]; errors: unknown[] }> {
  const ends = await Promise.all(
    tags.map(async (tag) => {
      try {
        return { tag: await effect(tag), errors: [] };
      } catch (error) {
        return { tag: failed(tag), errors: [error] };
      }
    }),
  );
  return { tags: ends.map(({ tag }) => tag), errors: ends.flatMap(({ errors }) => errors) };
}
