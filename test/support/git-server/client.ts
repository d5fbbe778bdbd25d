import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "./folder.ts";
import { authorize, type GitResult, plainGit } from "./isolated-git.ts";
import type { GitServer } from "./server.ts";

export interface Clone extends AsyncDisposable {
  readonly path: string;
  /** Runs git in the clone with the server's token; resolves on failure too. */
  git(...args: string[]): Promise<GitResult>;
  /** Writes a file and commits it; returns the commit's sha. */
  commit(file: string, content: string): Promise<string>;
}

/** A plain clone with the real git. @throws Error when it fails */
export async function clone(server: GitServer, name: string, ...options: string[]): Promise<Clone> {
  const folder = await temporaryFolder();
  const env = authorize(server);
  try {
    await plainGit(["clone", "--quiet", ...options, server.urlOf(name), folder.path], { env });
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
  const git = (...args: string[]): Promise<GitResult> =>
    plainGit(args, { cwd: folder.path, env, anyExit: true });
  return {
    path: folder.path,
    git,
    async commit(file, content) {
      await writeFile(join(folder.path, file), content);
      await plainGit(["add", "--", file], { cwd: folder.path });
      await plainGit(["commit", "--quiet", "-m", `Write ${file}`], { cwd: folder.path });
      return (await plainGit(["rev-parse", "HEAD"], { cwd: folder.path })).stdout.trim();
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
