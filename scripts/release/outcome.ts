import type { Refusal } from "./remote.ts";
import { oidAt, type RemoteRefs } from "./remote-refs.ts";
import type { RefUpdate } from "./updates.ts";

/**
 * What a push that failed came to, told by what the remote holds after it: an answer may be lost, and somebody else
 * may have pushed the same.
 *
 * @param refused by whom, and why in git's words
 * @param now the remote's refs after the push; undefined when they cannot be read
 * @returns one sentence; undefined when all that was pushed is there
 */
export function outcomeOf(
  version: string,
  updates: readonly RefUpdate[],
  remote: string,
  { by, why }: Refusal,
  now: RemoteRefs | undefined,
): string | undefined {
  if (now === undefined)
    return (
      `the push to ${remote} failed, and whether ${version} was published cannot be read: ${why}; ` +
      "run it again, which completes what is missing"
    );
  const set = updates.filter(({ ref, to }) => oidAt(now, ref) === to);
  if (set.length === updates.length) return undefined;
  if (set.length > 0)
    return (
      `${remote} has set ${namesOf(set)} and nothing else of ${version}, although all or none was asked for: ` +
      `${why}; run it again, which sets what is missing`
    );
  const moved = updates.filter(({ ref, from }) => oidAt(now, ref) !== from);
  if (moved.length > 0)
    return (
      `somebody else has set ${namesOf(moved)} of ${remote} meanwhile, so nothing of ${version} was published; ` +
      "run it again to see whether it still follows"
    );
  return `${by} refused the push, so nothing of ${version} was published: ${why}`;
}

const namesOf = (updates: readonly RefUpdate[]) => updates.map(({ ref }) => ref).join(", ");
