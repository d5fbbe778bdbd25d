import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { decodeUtf8 } from "../base/utf8.ts";
import { BareClone, type Branch, removeFolder, withoutContents } from "./bare-clone.ts";
import type { Contents } from "./blobs.ts";
import type { Git } from "./client.ts";
import { commandError } from "./command-failure.ts";
import { GitError } from "./git-error.ts";

/**
 * Clones the newest commit of a branch, or of the default branch, with its trees: three requests.
 *
 * @param path below the server's URL, such as `owner/repo.git`
 * @param contents what is known of any repository's files
 * @returns without `branch` when the repository is empty
 * @throws {GitError}
 */
export async function cloneBare(
  git: Git,
  path: string,
  branch: string | undefined,
  contents: Contents,
  signal: AbortSignal,
): Promise<{ clone: BareClone; branch: Branch | undefined }> {
  const folder = await mkdtemp(join(git.folder, "repository-"));
  try {
    const isPartial = await runClone(git, `${git.server.url}/${path}`, branch, folder, signal);
    const clone = new BareClone({ git, folder, contents, isPartial });
    const found = await onlyBranch(clone, signal);
    // git takes a tag for a branch here.
    if (branch !== undefined && found === undefined)
      throw new GitError("git clone", { kind: "no-branch", reason: `${branch} is not a branch` });
    if (found === undefined) await checkEmpty(git, folder, signal);
    return { clone, branch: found };
  } catch (error) {
    await removeFolder(folder);
    throw error;
  }
}

/** @returns whether the server left out the contents of files, as it was asked to */
async function runClone(
  git: Git,
  url: string,
  branch: string | undefined,
  folder: string,
  signal: AbortSignal,
): Promise<boolean> {
  const args = ["clone", "--bare", "--template=", "--depth=1", "--single-branch", ...withoutContents];
  const chosen = branch === undefined ? [] : [`--branch=${branch}`];
  const ended = await git.run([...args, ...chosen, url, folder], { signal });
  if (ended.code !== 0) throw commandError("git clone", ended);
  return !ended.stderr.includes("filtering not recognized");
}

async function onlyBranch(clone: BareClone, signal: AbortSignal): Promise<Branch | undefined> {
  const format = "--format=%(objectname) %(refname:lstrip=2)";
  const { stdout } = await clone.local(["for-each-ref", format, "refs/heads/"], signal);
  // A branch's name may hold anything but a line end, also what is no UTF-8.
  const text = decodeUtf8(stdout);
  if (text === undefined)
    throw new GitError("git clone", { kind: "unknown", reason: "the branch's name is not UTF-8" });
  const [line = ""] = text.split("\n");
  const [head = "", name] = line.split(/ (.*)/s);
  return name === undefined ? undefined : { head, name };
}

/**
 * Makes sure that a repository without a branch is empty, which neither a web page nor a HEAD that names no branch is.
 */
async function checkEmpty(git: Git, folder: string, signal: AbortSignal): Promise<void> {
  const options = { cwd: folder, signal, trace: "packets" as const };
  const ended = await git.run(["ls-remote", "--heads", "origin"], options);
  if (ended.code !== 0) throw commandError("git ls-remote", ended);
  // The first line of git's own protocol, version 2 or older.
  if (!/ packet: .*< (version \d|# service=)/.test(ended.stderr))
    throw new GitError("git clone", { kind: "no-git", reason: "no git server answers here" });
  if (ended.stdout.length > 0)
    throw new GitError("git clone", {
      kind: "no-branch",
      reason: "the default branch does not exist, though others do",
    });
}
