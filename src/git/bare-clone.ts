import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { redact } from "../base/secret.ts";
import type { Git } from "./client.ts";
import type { Ended } from "./command.ts";
import { failureOf, GitError, pushFailure, remoteWords } from "./git-error.ts";
import { type FileCommit, fastImport } from "./fast-import.ts";

/** What a tree lists at a path. */
export interface Entry {
  /** `100644`, `100755`, `120000` for a symbolic link, `160000` for a submodule, `040000` for a folder. */
  readonly mode: string;
  readonly oid: string;
}

/** A branch of the remote repository, and its newest commit. */
export interface Branch {
  readonly name: string;
  readonly head: string;
}

/** A larger file than this, in bytes, is none that this package reads. */
const mostBytes = 2 ** 20;

const cloning = ["--no-tags", "--filter=blob:none"] as const;
const fetching = [...cloning, "--no-recurse-submodules", "--no-write-fetch-head"] as const;

/** The contents of files by their object names, which no server can make up; shared between repositories. */
export type Contents = Map<string, Buffer>;

/**
 * A bare copy of one revision of a remote repository, without the contents of its files. Nothing is ever checked out,
 * so none of its hooks, filters, attributes or submodules come to life.
 */
export class Repository {
  readonly #git: Git;
  readonly #folder: string;
  readonly #contents: Contents;
  /** Whether the server left the files' contents out. */
  #partial = true;
  #commits = 0;

  private constructor(git: Git, folder: string, contents: Contents) {
    this.#git = git;
    this.#folder = folder;
    this.#contents = contents;
  }

  /**
   * Fetches the newest commit of a branch, or of the default branch, and its trees: three requests.
   *
   * @param path below the server's URL, such as `owner/repo.git`
   * @returns without `branch` when the repository is empty
   * @throws {GitError}
   */
  static async clone(
    git: Git,
    path: string,
    branch: string | undefined,
    contents: Contents,
    signal: AbortSignal,
  ): Promise<{ repository: Repository; branch: Branch | undefined }> {
    const folder = await mkdtemp(join(git.folder, "repository-"));
    const repository = new Repository(git, folder, contents);
    const url = `${git.server.url}/${path}`;
    const args = ["clone", "--bare", "--template=", "--depth=1", "--single-branch", ...cloning];
    const chosen = branch === undefined ? [] : [`--branch=${branch}`];
    try {
      const ended = await git.run([...args, ...chosen, url, folder], { signal });
      repository.#partial = !ended.stderr.includes("filtering not recognized");
      if (ended.code !== 0) throw failed("git clone", ended);
      const found = await repository.#onlyBranch(signal);
      // git takes a tag for a branch here.
      if (branch !== undefined && found === undefined)
        throw new GitError("git clone", { kind: "no-branch", reason: `${branch} is no branch` });
      if (found === undefined) await repository.#checkEmpty(signal);
      return { repository, branch: found };
    } catch (error) {
      await repository.dispose();
      throw error;
    }
  }

  /** Removes the copy. */
  async dispose(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  async #onlyBranch(signal: AbortSignal): Promise<Branch | undefined> {
    const format = "--format=%(objectname) %(refname:lstrip=2)";
    const { stdout } = await this.local(["for-each-ref", format, "refs/heads/"], signal);
    // A branch's name may hold anything but a line end, also what is no UTF-8.
    const [line = ""] = textOf(stdout).split("\n");
    const [head = "", name] = line.split(/ (.*)/s);
    return name === undefined ? undefined : { head, name };
  }

  /**
   * Makes sure that a repository without a branch is empty, which neither a web page nor a HEAD that names no branch is.
   */
  async #checkEmpty(signal: AbortSignal): Promise<void> {
    const ended = await this.#git.run(["ls-remote", "--heads", "origin"], {
      cwd: this.#folder,
      signal,
      trace: true,
    });
    if (ended.code !== 0) throw failed("git ls-remote", ended);
    // The first line of git's own protocol, version 2 or older.
    if (!/ packet: .*< (version \d|# service=)/.test(ended.stderr))
      throw new GitError("git clone", { kind: "no-git", reason: "no git server answers here" });
    if (ended.stdout.length > 0)
      throw new GitError("git clone", {
        kind: "no-branch",
        reason: "the default branch does not exist, though others do",
      });
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
    const ended = await this.#git.run(args, { cwd: this.#folder, signal });
    if (ended.code !== 0) {
      const error = failed("git fetch", ended);
      if (error.kind === "no-branch") return undefined;
      throw error;
    }
    const { stdout } = await this.local(["rev-parse", "--verify", ref], signal);
    return { name: branch, head: stdout.toString().trim() };
  }

  /** What a commit has at each of the paths; those it does not have are left out. Asks no server. */
  async entries(commit: string, paths: readonly string[], signal: AbortSignal): Promise<Map<string, Entry>> {
    const args = ["ls-tree", "-z", "-t", "--full-tree", commit, "--", ...paths];
    const { stdout } = await this.local(args, signal);
    const entries = new Map<string, Entry>();
    for (const line of stdout.toString().split("\0")) {
      const [, mode, oid, path] = /^(\d+) \w+ (\w+)\t(.*)$/s.exec(line) ?? [];
      if (mode !== undefined && oid !== undefined && path !== undefined) entries.set(path, { mode, oid });
    }
    return entries;
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
      if (this.#partial) await this.#fetchContents(wanted, signal);
      for (const [oid, content] of await this.#readContents(wanted, signal)) this.#contents.set(oid, content);
    }
    return this.#contents;
  }

  async #fetchContents(oids: readonly string[], signal: AbortSignal): Promise<void> {
    // There is nothing to negotiate: the server is asked for these objects and no others.
    const args = ["-c", "fetch.negotiationAlgorithm=noop", "fetch", ...fetching];
    const input = `${oids.join("\n")}\n`;
    const ended = await this.#git.run([...args, "--stdin", "origin"], { cwd: this.#folder, input, signal });
    if (ended.code !== 0) throw failed("git fetch", ended);
  }

  async #readContents(oids: readonly string[], signal: AbortSignal): Promise<Map<string, Buffer>> {
    const sizes = await this.local(["cat-file", "--batch-check"], signal, `${oids.join("\n")}\n`);
    const small = [...sizes.stdout.toString().matchAll(/^(\w+) blob (\d+)$/gm)].flatMap(
      ([, oid = "", size]) => (Number(size) <= mostBytes ? [{ oid, size: Number(size) }] : []),
    );
    const input = small.map(({ oid }) => `${oid}\n`).join("");
    const { stdout } = await this.local(["cat-file", "--batch", "--buffer"], signal, input);
    const contents = new Map<string, Buffer>();
    let at = 0;
    for (const { oid, size } of small) {
      const start = stdout.indexOf("\n", at) + 1;
      contents.set(oid, stdout.subarray(start, start + size));
      at = start + size + 1;
    }
    return contents;
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
   * it fail when the branch holds anything else by now, so that it never forces, and a branch that was removed meanwhile
   * does not come back.
   *
   * @param expected the commit that the branch holds; undefined for a branch that is to be made
   * @throws {GitError} of the kind `race` when somebody else was faster, `protected` or `declined` when the server's
   * rules refuse it
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
    const ended = await this.#git.run(args, { cwd: this.#folder, signal });
    if (ended.killed) throw failed("git push", ended, true);
    const failure = pushFailure(
      ended.code,
      redact(ended.stdout.toString(), [this.#git.server.token]),
      ended.stderr,
    );
    if (failure) throw new GitError("git push", failure, remoteWords(ended.stderr));
  }

  /** Whether `descendant` is `commit` or comes after it, as far as its history is here. */
  async contains(descendant: string, commit: string, signal: AbortSignal): Promise<boolean> {
    const args = ["merge-base", "--is-ancestor", commit, descendant];
    return (await this.#git.run(args, { cwd: this.#folder, signal })).code === 0;
  }

  /**
   * Fetches `depth` commits of the history of some branches, without trees.
   *
   * @throws {GitError}
   */
  async fetchHistory(branches: readonly string[], depth: number, signal: AbortSignal): Promise<void> {
    const refspecs = branches.map((branch) => `+refs/heads/${branch}:refs/remotes/origin/${branch}`);
    const args = ["fetch", ...fetching, "--filter=tree:0", `--depth=${depth}`, "origin", ...refspecs];
    const ended = await this.#git.run(args, { cwd: this.#folder, signal });
    if (ended.code !== 0) throw failed("git fetch", ended);
  }

  /**
   * Runs a command in the copy that asks no server.
   *
   * @throws {GitError} when it fails all the same: an object that was left out is fetched behind the scenes
   */
  async local(args: readonly string[], signal: AbortSignal, input?: string): Promise<Ended> {
    const ended = await this.#git.run(args, {
      cwd: this.#folder,
      signal,
      ...(input !== undefined && { input }),
    });
    if (ended.code !== 0) throw failed(`git ${args[0]}`, ended);
    return ended;
  }
}

function failed(doing: string, ended: Ended, mayHaveArrived = false): GitError {
  if (ended.killed === "deadline")
    return new GitError(doing, { kind: "timeout", reason: "timeout", mayHaveArrived });
  if (ended.killed === "output")
    return new GitError(doing, { kind: "unknown", reason: "its output is too long", mayHaveArrived });
  return new GitError(doing, failureOf(ended.stderr), remoteWords(ended.stderr));
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new GitError("git clone", { kind: "unknown", reason: "the branch's name is not UTF-8" });
  }
}
