import { CommitError } from "../../forge/commits/new-commit.ts";
import { GitError } from "../../git/git-error.ts";
import type { Change } from "../change.ts";

/** A change, to come on top of commits. */
export interface ChangeOnTop extends Change {
  /** The first one is what the tree is taken from. */
  readonly parents: readonly [string, ...string[]];
}

/** Brings commits to one branch of a server, one attempt at a time. */
export interface Delivery {
  /**
   * Makes a commit that the branch then holds.
   *
   * @param expected what the branch holds, undefined for none
   * @returns its name
   * @throws {DeliveryError}
   */
  deliver(change: ChangeOnTop, expected: string | undefined): Promise<string>;
  /** Whether there are commits that may have arrived. */
  readonly isUnsure: boolean;
  /** The commit among those that may have arrived which is in the history of `head`, as far as that is here. */
  arrivedIn(head: string): Promise<string | undefined>;
}

/** How a delivery fails. */
export type DeliveryError = GitError | CommitError;

export function isDeliveryError(error: unknown): error is DeliveryError {
  return error instanceof GitError || error instanceof CommitError;
}
