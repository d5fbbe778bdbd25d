import type { BareClone } from "./bare-clone.ts";

/** A commit, as far as it matters whose it is. */
export interface Commit {
  readonly parents: readonly string[];
  /** Mail addresses. */
  readonly author: string;
  readonly committer: string;
  readonly message: string;
}

/** Reads a commit as it is stored: git's log would leave out parents that were not fetched, and look for a mailmap. */
export async function readCommit(repository: BareClone, name: string, signal: AbortSignal): Promise<Commit> {
  const { stdout } = await repository.local(["cat-file", "commit", name], signal);
  const [head = "", ...message] = stdout.toString().split("\n\n");
  return {
    parents: [...head.matchAll(/^parent (\w+)$/gm)].map(([, parent = ""]) => parent),
    author: /^author .*<([^<>\n]*)>/m.exec(head)?.[1] ?? "",
    committer: /^committer .*<([^<>\n]*)>/m.exec(head)?.[1] ?? "",
    message: message.join("\n\n"),
  };
}

/** The newest commit in what is here of a history whose message has one of these lines. */
export async function namedInHistory(
  repository: BareClone,
  head: string,
  lines: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  if (lines.length === 0) return undefined;
  const patterns = lines.map((line) => `--grep=${line}`);
  const args = ["rev-list", "--max-count=1", "--fixed-strings", ...patterns, head, "--"];
  const { stdout } = await repository.local(args, signal);
  return stdout.toString().trim() || undefined;
}
