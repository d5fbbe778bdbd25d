import { rm } from "node:fs/promises";
import { redact } from "../base/secret.ts";
import { type Contents, parseContents, parseSizes } from "./blobs.ts";
import type { Git } from "./client.ts";
import type { Ended } from "./command.ts";
import { commandError } from "./command-failure.ts";
import { type FileCommit, fastImport } from "./fast-import.ts";
import { GitError } from "./git-error.ts";
import { pushFailure } from "./push-report.ts";
import { type Entry, parseTree } from "./tree.ts";
import { remoteWords } from "./words.ts";

/** A branch of the remote repository, and its newest commit. */
export interface Branch {
  readonly name: string;
  readonly head: string;
}

/** A larger file than this, in bytes, is none that this package reads. */
const mostBytes = 2 ** 20;

/** What keeps tags and the contents of files from being fetched. */
export const withoutContents = ["--no-tags", "--filter=blob:none"] as const;
const fetching = [...withoutContents, "--no-recurse-submodules", "--no-write-fetch-head"] as const;

export interface BareCloneOptions {
  readonly git: Git;
  /** Where it lies. */
  readonly folder: string;
  /** What is known of any repository's files. */
  readonly contents: Contents;
  /** Whether the server left out the contents of files. */
  readonly isPartial: boolean;
}

/**
 * A bare clone of one revision of a remote repository, without the contents of its files. Nothing is ever checked out,
 * so none of its hooks, filters, attributes or submodules come to life.
 */
export class BareClone {
  readonly #git: Git;
  readonly #folder: string;
  readonly #contents: Contents;
  readonly #isPartial: boolean;
  #commits = 0;

  constructor({ git, folder, contents, isPartial }: BareCloneOptions) {
    this.#git = git;
    this.#folder = folder;
    this.#contents = contents;
    this.#isPartial = isPartial;
  }

  /** Removes it. */
  async dispose(): Promise<void> {
    await removeFolder(this.#folder);
  }

  /**
   * Fetches the newest commit of a branch, with `depth` commits of its history.
   *
   * @returns undefined when there is no such branch
   * @throws {GitError}
   */
  async fetch(branch: string, signal: AbortSignal, depth = 1): Promise<Branch | undefined> {
    const ref = `refs/remotes/origin/${branch}`;
    const refspec = `+refs/heads/${branch}:${ref}`;
    const args = ["fetch", ...fetching, `--depth=${depth}`, "origin", refspec];
    const ended = await this.#run(args, signal);
    if (ended.code !== 0) {
      const error = commandError("git fetch", ended);
      if (error.kind === "no-branch") return undefined;
      throw error;
    }
    const { stdout } = await this.local(["rev-parse", "--verify", ref], signal);
    return { name: branch, head: stdout.toString().trim() };
  }

  /**
   * The branches of the remote repository that a pattern of names fits: two requests.
   *
   * @param pattern a name, with `*` at its end for what begins like that
   * @throws {GitError}
   */
  async branches(pattern: string, signal: AbortSignal): Promise<Branch[]> {
    const ended = await this.#run(["ls-remote", "origin", `refs/heads/${pattern}`], signal);
    if (ended.code !== 0) throw commandError("git ls-remote", ended);
    const lines = ended.stdout.toString().matchAll(/^(\w+)\trefs\/heads\/(.+)$/gm);
    return [...lines].map(([, head = "", name = ""]) => ({ name, head }));
  }

  /** What a commit has at each of the paths; those it does not have are left out. Asks no server. */
  async entries(commit: string, paths: readonly string[], signal: AbortSignal): Promise<Map<string, Entry>> {
    const args = ["ls-tree", "-z", "-t", "--full-tree", commit, "--", ...paths];
    return parseTree((await this.local(args, signal)).stdout.toString());
  }

  /**
   * The contents of files by their object names, fetched together as far as they are not known: two requests. What is
   * larger than 1 MiB is left out.
   *
   * @throws {GitError}
   */
  async read(oids: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Buffer>> {
    const wanted = [...new Set(oids)].filter((oid) => !this.#contents.has(oid));
    if (wanted.length > 0) {
      if (this.#isPartial) await this.#fetchContents(wanted, signal);
      for (const [oid, content] of await this.#readContents(wanted, signal)) this.#contents.set(oid, content);
    }
    return this.#contents;
  }

  async #fetchContents(oids: readonly string[], signal: AbortSignal): Promise<void> {
    // There is nothing to negotiate: the server is asked for these objects and no others.
    const args = ["-c", "fetch.negotiationAlgorithm=noop", "fetch", ...fetching, "--stdin", "origin"];
    const ended = await this.#run(args, signal, linesOf(oids));
    if (ended.code !== 0) throw commandError("git fetch", ended);
  }

  async #readContents(oids: readonly string[], signal: AbortSignal): Promise<Contents> {
    const sizes = await this.local(["cat-file", "--batch-check"], signal, linesOf(oids));
    const small = parseSizes(sizes.stdout.toString()).filter(({ size }) => size <= mostBytes);
    const names = linesOf(small.map(({ oid }) => oid));
    const { stdout } = await this.local(["cat-file", "--batch", "--buffer"], signal, names);
    return parseContents(stdout, small);
  }

  /** Makes a commit, here only; returns its name. */
  async commit(commit: FileCommit, signal: AbortSignal): Promise<string> {
    const ref = `refs/imgpub/${++this.#commits}`;
    const args = ["fast-import", "--quiet", "--done"];
    const { stdout } = await this.local(args, signal, fastImport(ref, commit));
    return stdout.toString().trim();
  }

  /**
   * Pushes a commit to a branch that holds `expected`, from which the commit descends: two requests. git's lease makes
   * it fail when the branch holds anything else by now, so that it never forces, and a branch that was deleted in the meantime
   * does not come back.
   *
   * @param expected the commit that the branch holds; undefined for a branch that is to be made
   * @throws {GitError} of the kind `race` when somebody else was faster, `protected`, `unsigned`, `protected-file` or
   * `declined` when the server's rules refuse it
   */
  async push(
    commit: string,
    branch: string,
    expected: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const ref = `refs/heads/${branch}`;
    const lease = `--force-with-lease=${ref}:${expected ?? ""}`;
    const args = ["push", "--porcelain", "--no-verify", lease, "origin", `${commit}:${ref}`];
    const ended = await this.#run(args, signal);
    if (ended.killed) throw commandError("git push", ended, true);
    const failure = pushFailure(
      ended.code,
      redact(ended.stdout.toString(), [this.#git.server.token]),
      ended.stderr,
    );
    if (failure) throw new GitError("git push", failure, remoteWords(ended.stderr));
  }

  /**
   * Removes a branch that holds `expected`: two requests.
   *
   * @throws {GitError}
   */
  remove(branch: string, expected: string, signal: AbortSignal): Promise<void> {
    return this.push("", branch, expected, signal);
  }

  /** Whether `descendant` is `commit` or comes after it, as far as its history is here. */
  async contains(descendant: string, commit: string, signal: AbortSignal): Promise<boolean> {
    const args = ["merge-base", "--is-ancestor", commit, descendant];
    return (await this.#run(args, signal)).code === 0;
  }

  /**
   * Fetches `depth` commits of the history of some branches, without trees.
   *
   * @throws {GitError}
   */
  async fetchHistory(branches: readonly string[], depth: number, signal: AbortSignal): Promise<void> {
    const refspecs = branches.map((branch) => `+refs/heads/${branch}:refs/remotes/origin/${branch}`);
    const args = ["fetch", ...fetching, "--filter=tree:0", `--depth=${depth}`, "origin", ...refspecs];
    const ended = await this.#run(args, signal);
    if (ended.code !== 0) throw commandError("git fetch", ended);
  }

  /**
   * Runs a command in the clone that asks no server.
   *
   * @throws {GitError} when it fails all the same: an object that was left out is fetched behind the scenes
   */
  async local(args: readonly string[], signal: AbortSignal, input?: string): Promise<Ended> {
    const ended = await this.#run(args, signal, input);
    if (ended.code !== 0) throw commandError(`git ${args[0]}`, ended);
    return ended;
  }

  #run(args: readonly string[], signal: AbortSignal, input?: string): Promise<Ended> {
    return this.#git.run(args, { cwd: this.#folder, signal, ...(input !== undefined && { input }) });
  }
}

/** Removes the folder of a clone. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

function linesOf(names: readonly string[]): string {
  return names.map((name) => `${name}\n`).join("");
}
