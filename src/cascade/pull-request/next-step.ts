import type { Decision } from "../decide.ts";

/** What there is of a pull request: its branch, and the request itself if one is open. */
export interface RequestFacts {
  /** The commit that the request is to come on top of. */
  readonly base: string;
  /** The newest commit of the request's branch; undefined where there is no such branch. */
  readonly head: string | undefined;
  /**
   * What is decided about the version in the branch. Undefined where that is of no account: there is no branch, or it
   * is left over from a request that is closed.
   */
  readonly decision: Decision | undefined;
  readonly isOpen: boolean;
  /** Whether the open request says what it is to say. */
  readonly hasText: boolean;
  /** Whether the branch is what an earlier run made for a request that it did not come to open. */
  readonly isFresh: boolean;
}

/**
 * What to do next:
 *
 * - `leave`: neither the branch nor the request is to be touched, for the reason that the decision gives;
 * - `settle`: the branch is as it is to be; what is left is to open the request, or to mend its text;
 * - `commit`: the branch needs a commit, see {@link joinedParents}.
 */
export type Step = "leave" | "settle" | "commit";

export function nextStep({ decision, isOpen, hasText, isFresh }: RequestFacts): Step {
  const outcome = decision?.outcome;
  if (outcome !== undefined && outcome !== "write" && outcome !== "unchanged") return "leave";
  // What an open one says of the base is true unless the file has changed there.
  if (outcome === "unchanged" && (!isOpen || hasText)) return "settle";
  return !isOpen && isFresh ? "settle" : "commit";
}

/** Whether it matters if others have added to the branch: only an open request has work that is to be kept in the tree. */
export function mayHaveOthers({ base, head, isOpen }: RequestFacts): boolean {
  return isOpen && head !== undefined && head !== base;
}

/**
 * The parents of the branch's next commit, so that the branch only ever moves forward. Where an open request has
 * commits of others, the commit comes on top of them; otherwise it continues the base as well, so that the request
 * changes the one file and has no conflict.
 *
 * @returns undefined where there is nothing to commit: on top of others' work that has the version already
 */
export function joinedParents(
  { base, head, decision }: RequestFacts,
  hasOthers: boolean,
): readonly [string, ...string[]] | undefined {
  if (head === undefined || head === base) return [base];
  if (!hasOthers) return [base, head];
  return decision?.outcome === "unchanged" ? undefined : [head];
}

/**
 * As {@link joinedParents}, for a server that makes commits of one parent alone: what is the cascade's own in the branch,
 * or is left over from a request that is closed, gives way to a commit on top of the base.
 */
export function linearParents(
  { base, head, decision }: RequestFacts,
  hasOthers: boolean,
): readonly [string] | undefined {
  if (head === undefined || head === base || !hasOthers) return [base];
  return decision?.outcome === "unchanged" ? undefined : [head];
}
