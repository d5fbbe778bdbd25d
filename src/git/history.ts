import type { BareClone } from "./bare-clone.ts";

/** A commit, as far as it matters whose it is. */
export interface Commit {
  readonly parents: readonly string[];
  /** Mail addresses. */
  readonly author: string;
  readonly committer: string;
}

/** Reads a commit as it is stored: git's log would leave out parents that were not fetched, and look for a mailmap. */
export async function readCommit(repository: BareClone, name: string, signal: AbortSignal): Promise<Commit> {
  const { stdout } = await repository.local(["cat-file", "commit", name], signal);
  const [head = ""] = stdout.toString().split("\n\n");
  return {
    parents: [...head.matchAll(/^parent (\w+)$/gm)].map(([, parent = ""]) => parent),
    author: /^author .*<([^<>\n]*)>/m.exec(head)?.[1] ?? "",
    committer: /^committer .*<([^<>\n]*)>/m.exec(head)?.[1] ?? "",
  };
}
