import { remoteWords } from "../../src/git/failure.ts";
import { type Git, wordsOf } from "./git.ts";
import { parseRefs, type RemoteRefs } from "./remote-refs.ts";
import type { RefUpdate } from "./updates.ts";

/** @throws {GitFailed} */
export async function readRemote(git: Git, remote: string): Promise<RemoteRefs> {
  // A forge has a ref for every pull request too.
  const refs = ["HEAD", "refs/heads/*", "refs/tags/*"];
  return parseRefs(await git.read(["ls-remote", "--symref", "--", remote, ...refs]));
}

/**
 * Fetches the commit that a ref of the remote is at, with its history, unless it is here. No ref is written. Without a
 * depth, since that would make a full clone shallow.
 */
export async function fetchCommit(git: Git, remote: string, ref: string, commit: string): Promise<void> {
  if ((await git.try(["cat-file", "-e", `${commit}^{commit}`])).code === 0) return;
  const quiet = ["--quiet", "--no-tags", "--no-write-fetch-head", "--refmap=", "--no-recurse-submodules"];
  await git.read(["fetch", ...quiet, "--", remote, ref]);
}

/**
 * Sets refs of the remote, all or none. A branch only goes forward, a tag is only made, and one that moves has to
 * hold what it held when it was read.
 *
 * @returns why the remote refused; undefined when it did not
 */
export async function push(
  git: Git,
  remote: string,
  updates: readonly RefUpdate[],
  dryRun: boolean,
): Promise<string | undefined> {
  const leases = updates
    .filter(({ moves }) => moves)
    .map(({ ref, from = "" }) => `--force-with-lease=${ref}:${from}`);
  const options = ["--atomic", "--porcelain", "--no-follow-tags", "--recurse-submodules=no", ...leases];
  const refspecs = updates.map(({ ref, to }) => `${to}:${ref}`);
  const ended = await git.try([
    "push",
    ...options,
    ...(dryRun ? ["--dry-run"] : []),
    "--",
    remote,
    ...refspecs,
  ]);
  if (ended.code === 0) return undefined;
  // All refs of an atomic push are refused; of most, the reason is that another one was.
  const refused = [...ended.stdout.toString().matchAll(/^!\t[^\t:]*:([^\t]*)\t\[[^\]]*\] \((.*)\)$/gm)]
    .filter(([, , reason = ""]) => !reason.startsWith("atomic "))
    .map(([, ref, reason]) => `${ref}: ${reason}`);
  if (refused.length === 0) return wordsOf(ended);
  const words = remoteWords(ended.stderr);
  return words === "" ? refused.join(", ") : `${refused.join(", ")} (${words})`;
}
