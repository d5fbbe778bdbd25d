import { chmod, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gitBytes, plainGit } from "./isolated-git.ts";
import { type LogEntry, readLog } from "./log.ts";
import { type Flavour, type Protection, preReceiveHook, type Rule, reasonOf } from "./protection.ts";
import { type Changes, commitStream, type FileContent } from "./protocol/fast-import.ts";

export interface RepositoryOptions {
  /** The default branch, which HEAD names; default `main`. */
  readonly branch?: string;
  /** What the first commit holds; without it the repository is empty. */
  readonly files?: Readonly<Record<string, FileContent>>;
  /** How many commits without a change come before the one with the files; default 0. */
  readonly history?: number;
}

export interface CommitOptions {
  /** Default: the repository's default branch. A new one starts at the default branch's head. */
  readonly branch?: string;
  readonly message?: string;
}

export interface TreeEntry {
  readonly mode: string;
  readonly path: string;
}

/** A bare repository of the server, read and written without the network. */
export class Repository {
  #name: string;
  #path: string;
  readonly defaultBranch: string;
  /** Why nobody may push to it. */
  readOnly: "archived" | "mirror" | undefined;
  /** In whose words that is said; Gitea's unless set. */
  flavour: Flavour = "gitea";
  readonly #protected = new Map<string, Protection>();
  #commits = 0;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(name: string, path: string, branch: string) {
    this.#name = name;
    this.#path = path;
    this.defaultBranch = branch;
  }

  /** `owner/name` */
  get name(): string {
    return this.#name;
  }

  /** The repository's folder. */
  get path(): string {
    return this.#path;
  }

  static async create(name: string, path: string, options: RepositoryOptions = {}): Promise<Repository> {
    const repository = new Repository(name, path, options.branch ?? "main");
    // What git init would write, without a process for it.
    for (const folder of ["objects/info", "objects/pack", "refs/heads", "refs/tags", "hooks"])
      await mkdir(join(path, folder), { recursive: true });
    await writeFile(join(path, "HEAD"), `ref: refs/heads/${repository.defaultBranch}\n`, { flag: "wx" });
    await writeFile(join(path, "config"), "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
    for (let n = 1; n <= (options.history ?? 0); n += 1)
      await repository.commit({}, { message: `Earlier commit ${n}\n` });
    if (options.files) await repository.commit(options.files, { message: "First commit\n" });
    return repository;
  }

  /** Gives it another name and folder. */
  async move(name: string, path: string): Promise<void> {
    await rename(this.#path, path);
    this.#name = name;
    this.#path = path;
  }

  /** Puts a commit on top of a branch and returns its sha; null removes a file. */
  commit(changes: Changes, options: CommitOptions = {}): Promise<string> {
    const done = this.#queue.then(() => this.#commit(changes, options));
    this.#queue = done.catch(() => {});
    return done;
  }

  async #commit(changes: Changes, options: CommitOptions): Promise<string> {
    const { branch = this.defaultBranch, message = "Change\n" } = options;
    for (let attempt = 1; ; attempt += 1) {
      const from = (await this.head(branch)) ?? (await this.head());
      this.#commits += 1;
      const time = 1_700_000_000 + this.#commits;
      const entry = { branch, message, time, changes, ...(from === undefined ? {} : { from }) };
      const { exitCode, stdout, stderr } = await gitBytes(["fast-import", "--quiet"], {
        cwd: this.path,
        input: Buffer.concat([...commitStream(entry)]),
        anyExit: true,
      });
      if (exitCode === 0) return stdout.toString().trim();
      // A push came in between: on top of that, then.
      const moved = (await this.head(branch)) !== from;
      if (!moved || attempt === 5) throw new Error(`git fast-import failed: ${stderr}`);
    }
  }

  /** The sha a branch is at; undefined where there is no such branch. */
  async head(branch = this.defaultBranch): Promise<string | undefined> {
    const sha = await this.#git(["rev-parse", "--verify", "--quiet", `refs/heads/${branch}`], true);
    return sha.trim() || undefined;
  }

  /** A file's bytes, or a symlink's target; undefined where there is none. */
  async read(path: string, branch = this.defaultBranch): Promise<Buffer | undefined> {
    const { exitCode, stdout } = await gitBytes(["cat-file", "blob", `refs/heads/${branch}:${path}`], {
      cwd: this.path,
      anyExit: true,
    });
    return exitCode === 0 ? stdout : undefined;
  }

  async entries(branch = this.defaultBranch): Promise<TreeEntry[]> {
    const list = await this.#git(["ls-tree", "-r", "-z", `refs/heads/${branch}`]);
    return list
      .split("\0")
      .filter((line) => line !== "")
      .map((line) => ({ mode: line.slice(0, 6), path: line.slice(line.indexOf("\t") + 1) }));
  }

  /** Newest first. */
  async log(branch = this.defaultBranch): Promise<LogEntry[]> {
    return readLog(this.path, `refs/heads/${branch}`);
  }

  async branches(): Promise<string[]> {
    const list = await this.#git(["for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads"]);
    return list.split("\n").filter((line) => line !== "");
  }

  /** Installs a hook of the server, a shell script unless its first line says otherwise. */
  async hook(name: string, script: string): Promise<void> {
    const file = join(this.path, "hooks", name);
    await writeFile(file, script.startsWith("#!") ? script : `#!/bin/sh\n${script}`);
    await chmod(file, 0o755);
  }

  /** Refuses pushes to the branch as that product does. Takes the place of a `pre-receive` hook. */
  async protect(branch: string, flavour: Flavour, rule: Rule = "push"): Promise<void> {
    this.#protected.set(branch, { flavour, rule });
    await this.hook("pre-receive", preReceiveHook(this.name, this.#protected));
  }

  async unprotect(branch: string): Promise<void> {
    this.#protected.delete(branch);
    await this.hook("pre-receive", preReceiveHook(this.name, this.#protected));
  }

  /** What refuses pushes to a branch. */
  protectionOf(branch: string): Protection | undefined {
    return this.#protected.get(branch);
  }

  /** The reason a push report gives for a refused ref, in the words of what protects it. */
  reportedReason(ref: string, reason: string): string {
    return reasonOf(this.#protected.get(ref.replace(/^refs\/heads\//, "")) ?? {}, reason);
  }

  /** Leaves a lock that a crashed process might have left: pushes fail with `cannot lock ref`. */
  async lockRef(branch = this.defaultBranch): Promise<{ unlock(): Promise<void> }> {
    const file = join(this.path, `refs/heads/${branch}.lock`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, "", { flag: "wx" });
    return { unlock: () => rm(file, { force: true }) };
  }

  async #git(args: readonly string[], anyExit = false): Promise<string> {
    return (await plainGit(args, { cwd: this.path, anyExit })).stdout;
  }
}
