import type { Ended } from "../../src/git/command.ts";
import { remoteWords } from "../../src/git/words.ts";
import { type Git, withoutCredentials, wordsOf } from "./git.ts";
import { hookWords, withHook } from "./hook.ts";
import { parseRefs, type Release, type RemoteRefs } from "./remote-refs.ts";
import type { RefUpdate } from "./updates.ts";

/** @throws {GitFailed} */
export async function readRemote(git: Git, remote: string): Promise<RemoteRefs> {
  // A forge has a ref for every pull request too.
  const refs = ["HEAD", "refs/heads/*", "refs/tags/*"];
  return parseRefs(await git.read(["ls-remote", "--symref", "--", remote, ...refs]));
}

/**
 * Fetches the commits of releases with their history, unless they are here. No ref is written. Without a depth, since
 * that would make a full clone shallow.
 *
 * @param whole whether a shallow clone has to get the history of all that it has, too
 */
export async function fetchReleases(
  git: Git,
  remote: string,
  releases: readonly Release[],
  whole: boolean,
): Promise<void> {
  if (releases.length === 0) return;
  const input = releases.map(({ commit }) => `${commit}\n`).join("");
  const found = (await git.read(["cat-file", "--batch-check"], { input })).split("\n");
  const shallow = whole && (await git.read(["rev-parse", "--is-shallow-repository"])).trim() === "true";
  const wanted = releases.filter((_, at) => shallow || found[at]?.endsWith(" missing"));
  if (wanted.length === 0) return;
  const quiet = ["--quiet", "--no-tags", "--no-write-fetch-head", "--refmap="];
  const refs = wanted.map(({ version }) => `refs/tags/v${version}`);
  await git.read(["fetch", ...quiet, ...(shallow ? ["--unshallow"] : []), "--", remote, ...refs]);
}

/** Why a push failed: who refused it, and in what words. */
export interface Refusal {
  readonly by: string;
  readonly why: string;
}

/**
 * Sets refs of the remote, all or none. A branch only goes forward, a tag is only made, and one that moves has to
 * hold what it held when it was read.
 *
 * @returns who refused, and why; undefined when nobody did
 */
export async function push(
  git: Git,
  remote: string,
  updates: readonly RefUpdate[],
  dryRun: boolean,
): Promise<Refusal | undefined> {
  const leases = updates
    .filter(({ moves }) => moves)
    .map(({ ref, from = "" }) => `--force-with-lease=${ref}:${from}`);
  const options = ["--atomic", "--porcelain", "--no-follow-tags", "--recurse-submodules=no", ...leases];
  const refspecs = updates.map(({ ref, to }) => `${to}:${ref}`);
  const { ended, refused } = await withHook(git, "pre-push", [
    "push",
    ...options,
    ...(dryRun ? ["--dry-run"] : []),
    "--",
    remote,
    ...refspecs,
  ]);
  if (ended.code === 0) return undefined;
  if (refused) return { by: "the hook pre-push of this work tree", why: hookWords(ended.stderr) };
  return { by: withoutCredentials(remote), why: remoteReason(ended) };
}

function remoteReason(ended: Ended): string {
  // All refs of an atomic push are refused; of most, the reason is that another one was.
  const refused = [...ended.stdout.toString().matchAll(/^!\t[^\t:]*:([^\t]*)\t\[[^\]]*\] \((.*)\)$/gm)]
    .filter(([, , reason = ""]) => !reason.startsWith("atomic "))
    .map(([, ref, reason]) => `${ref}: ${reason}`);
  if (refused.length === 0) return wordsOf(ended);
  const words = remoteWords(ended.stderr);
  return words === "" ? refused.join(", ") : `${refused.join(", ")} (${words})`;
}
