import type { BareClone, Branch } from "../../git/bare-clone.ts";
import { type Commit, readCommit } from "../../git/history.ts";
import type { Change } from "../change.ts";
import { hasMark } from "../commit/mark.ts";
import type { Found } from "../facts/facts.ts";
import type { Job } from "../job.ts";
import type { Proposal } from "./proposal.ts";

/** The committer of what GitHub's API makes, which nobody who amends it is. */
const gitHub = "noreply@github.com";

/**
 * Whether a commit is the cascade's own, and nobody has amended it. A Gitea or Forgejo that commits under its own name
 * (DEFAULT_TRUST_MODEL) cannot be told from somebody who amends, so what it made counts as others' work.
 */
function isOurs({ author, committer, message }: Commit, { author: { email } }: Change): boolean {
  return (author === email && committer === email) || (committer === gitHub && hasMark(message));
}

/** Whether a branch without an open request is what an earlier run made for it and did not come to open. */
export async function isFresh(
  clone: BareClone,
  { head }: Branch,
  found: Found,
  { base, change }: Proposal,
  signal: AbortSignal,
): Promise<boolean> {
  if (found.kind !== "file" || !Buffer.from(change.content).equals(found.bytes)) return false;
  const newest = await readCommit(clone, head, signal);
  return isOurs(newest, change) && newest.parents.includes(base.head);
}

/** The history that is looked at: a request older than so many commits of its base counts as one with others' work. */
const mostHistory = 50;

/**
 * Whether others have added to the branch of the request since it last continued the base. A commit of ours that does
 * has the base as its first parent.
 */
export async function hasOthers(
  clone: BareClone,
  branch: Branch,
  { base, change }: Proposal,
  { retryRead, signal }: Job,
): Promise<boolean> {
  const newest = await readCommit(clone, branch.head, signal);
  if (isOurs(newest, change) && newest.parents[0] === base.head) return false;
  await retryRead(() => clone.fetchHistory([branch.name, base.name], mostHistory, signal));
  let name: string | undefined = branch.head;
  for (let left = mostHistory; left > 0 && name !== undefined; left--) {
    if (await clone.contains(base.head, name, signal)) return false;
    // What was not fetched is too old to be told.
    const commit: Commit | undefined = await readCommit(clone, name, signal).catch(() => undefined);
    if (!commit || !isOurs(commit, change)) return true;
    name = commit.parents[0];
  }
  return true;
}
