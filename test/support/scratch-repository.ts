import { copyFile, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { plainGit, temporaryFolder } from "./git-server/index.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

export interface ScratchRepository extends AsyncDisposable {
  /** Its work tree, with the installed packages. */
  readonly path: string;
  /** The remote `origin`, a bare repository: a folder that a git server may serve. */
  readonly remote: string;
  git(...args: string[]): Promise<string>;
}

/**
 * A repository of its own with one commit, pushed to `origin`, that holds this project as it is in its work tree; in
 * the changelog, what is unreleased is the entry of `version`.
 *
 * @param remote an empty bare repository; one is made unless given
 */
export async function scratchRepository(version: string, remote?: string): Promise<ScratchRepository> {
  const folder = await temporaryFolder();
  const path = join(folder.path, "work");
  const origin = remote ?? join(folder.path, "remote.git");
  const git = async (...args: string[]) => (await plainGit(args, { cwd: path })).stdout.trimEnd();
  try {
    const { stdout } = await plainGit(["ls-files", "-z"], { cwd: root });
    for (const file of stdout.split("\0").filter((name) => name !== "")) {
      await mkdir(dirname(join(path, file)), { recursive: true });
      await copyFile(join(root, file), join(path, file));
    }
    const changelog = await readFile(join(path, "CHANGELOG.md"), "utf8");
    const entry = `## [Unreleased]\n\n## [${version}] - 2026-01-31\n\n- Made for a test.\n`;
    await writeFile(join(path, "CHANGELOG.md"), changelog.replace("## [Unreleased]\n", entry));
    if (remote === undefined) await plainGit(["init", "--quiet", "--bare", "--initial-branch=main", origin]);
    await git("init", "--quiet", "--initial-branch=main");
    // The pattern of .gitignore is for a folder, and this is a link.
    await writeFile(join(path, ".git/info/exclude"), "/node_modules\n");
    await symlink(join(root, "node_modules"), join(path, "node_modules"), "junction");
    await git("add", "--all");
    await git("commit", "--quiet", "-m", "As it is");
    await git("remote", "add", "origin", origin);
    await git("push", "--quiet", "origin", "main");
    return { path, remote: origin, git, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}
