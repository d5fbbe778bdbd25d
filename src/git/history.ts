import { GitError } from "./failure.ts";
import type { Branch, Repository } from "./repository.ts";

/** The author's mail address and the parents of a commit. */
export async function describeCommit(
  repository: Repository,
  commit: string,
  signal: AbortSignal,
): Promise<{ readonly author: string; readonly parents: readonly string[] }> {
  // As it is stored: git's log would leave out parents that were not fetched, and look for a mailmap.
  const { stdout } = await repository.local(["cat-file", "commit", commit], signal);
  const [head = ""] = stdout.toString().split("\n\n");
  return {
    author: /^author .*<([^<>\n]*)>/m.exec(head)?.[1] ?? "",
    parents: [...head.matchAll(/^parent (\w+)$/gm)].map(([, parent = ""]) => parent),
  };
}

/**
 * The mail addresses of those who made the commits that a branch has and `base` has not. Fetches the commits of their
 * histories, without trees.
 *
 * @throws {GitError}
 */
export async function authorsSince(
  repository: Repository,
  base: string,
  branch: Branch,
  signal: AbortSignal,
): Promise<string[]> {
  const args = ["fetch", "--no-tags", "--filter=tree:0", "--no-recurse-submodules", "--no-write-fetch-head"];
  const refspec = `+refs/heads/${branch.name}:refs/remotes/origin/${branch.name}`;
  try {
    await repository.local([...args, "--unshallow", "origin", base, refspec], signal);
  } catch (error) {
    // What is whole already cannot be made so.
    if (!(error instanceof GitError && /on a complete repository/.test(error.reason))) throw error;
  }
  const log = ["log", "--no-mailmap", "--format=%ae", branch.head, `^${base}`];
  const { stdout } = await repository.local(log, signal);
  return stdout.toString().split("\n").filter(Boolean);
}
