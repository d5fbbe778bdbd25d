import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isolatedEnvironment } from "../git-server/index.ts";

interface Person {
  readonly name: string;
  readonly email: string;
}

/** A commit that changes one file, as a forge makes it. */
export interface StoredCommit {
  readonly branch: string;
  readonly parent: string;
  readonly path: string;
  readonly mode: string;
  readonly content: Buffer;
  readonly message: string;
  readonly author: Person;
  readonly committer: Person;
  /** Seconds since the epoch. */
  readonly time: number;
  readonly isSigned: boolean;
}

/** What a forge's API does in a bare repository: at once, so that no push comes between its look and its own. */
export class CommitStore {
  readonly #path: string;

  /** @param path the repository's folder */
  constructor(path: string) {
    this.#path = path;
  }

  head(branch: string): string | undefined {
    try {
      return this.#git(["rev-parse", "--verify", "--quiet", `refs/heads/${branch}`]).trim();
    } catch {
      return undefined;
    }
  }

  entry(commit: string, path: string): { readonly mode: string; readonly oid: string } | undefined {
    const [, mode, oid] = /^(\d+) \w+ (\w+)\t/.exec(this.#git(["ls-tree", commit, "--", path])) ?? [];
    return mode === undefined || oid === undefined ? undefined : { mode, oid };
  }

  /** Puts a commit on top of a branch; returns its name. */
  commit(stored: StoredCommit): string {
    const { branch, parent, path, mode, content } = stored;
    const folder = mkdtempSync(join(tmpdir(), "commit-store-"));
    try {
      const env = { GIT_INDEX_FILE: join(folder, "index") };
      const blob = this.#git(["hash-object", "-w", "--stdin"], { input: content }).trim();
      this.#git(["read-tree", parent], { env });
      this.#git(["update-index", "--add", "--cacheinfo", `${mode},${blob},${path}`], { env });
      const tree = this.#git(["write-tree"], { env }).trim();
      const input = Buffer.from(objectOf(stored, tree));
      const commit = this.#git(["hash-object", "-t", "commit", "-w", "--stdin"], { input }).trim();
      this.#git(["update-ref", `refs/heads/${branch}`, commit, parent]);
      return commit;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  #git(
    args: readonly string[],
    { input, env }: { input?: Buffer; env?: Record<string, string> } = {},
  ): string {
    return execFileSync("git", args, {
      cwd: this.#path,
      env: { ...isolatedEnvironment(), ...env },
      stdio: ["pipe", "pipe", "ignore"],
      ...(input && { input }),
    }).toString();
  }
}

/** Stands for a signature, which nothing here verifies. */
const signature = ["gpgsig -----BEGIN PGP SIGNATURE-----", " ", " c2lnbmVk", " -----END PGP SIGNATURE-----"];

function objectOf(
  { parent, author, committer, time, isSigned, message }: StoredCommit,
  tree: string,
): string {
  const person = ({ name, email }: Person) => `${name} <${email}> ${time} +0000`;
  return [
    `tree ${tree}`,
    `parent ${parent}`,
    `author ${person(author)}`,
    `committer ${person(committer)}`,
    ...(isSigned ? signature : []),
    "",
    message,
  ].join("\n");
}
