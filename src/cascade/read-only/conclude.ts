import type { Conclusion } from "../conclusion.ts";

/** What becomes of a template whose repository takes no push. */
export type OnArchived = "skip" | "fail";

/** Why nobody can push to a repository. */
export type ReadOnly = "archived" | "mirror";

const sentences: Readonly<Record<ReadOnly, string>> = {
  archived:
    "the repository is archived, so it takes no push and nothing would build it; unarchive it, or leave it out",
  mirror:
    "the repository is a mirror, so it takes no push; name the repository that it mirrors, or leave it out",
};

/**
 * The end of a template whose repository takes no push.
 *
 * @param said the sentence that tells so, where there is a better one than the usual
 */
export function concludeReadOnly(what: ReadOnly, onArchived: OnArchived, said = sentences[what]): Conclusion {
  const failing = onArchived === "fail";
  return { state: failing ? "failed" : "skipped", failing, error: said, warnings: [] };
}
