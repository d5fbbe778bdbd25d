import { constants, type Dirent } from "node:fs";
import { lstat, open, readdir, realpath } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { UserError } from "../base/errors.ts";
import type { ForgeKind } from "../forge/forge.ts";
import { createLimit } from "../jobs/limit.ts";
import { globBase, selectWorkflows } from "../workflow/files.ts";
import { mostCharacters, type UnjudgedFile, unreadFile, type WorkflowFile } from "../workflow/workflow.ts";
import { workflowFolders } from "../workflow/workflow-folders.ts";

/** At most so many workflows are read, and so many names looked at to find them. */
const mostWorkflows = 2_000;
const mostNames = 200_000;

export interface WorkspaceWorkflows {
  readonly files: readonly WorkflowFile[];
  /** The files that are there and cannot be read. */
  readonly problems: readonly UnjudgedFile[];
}

/**
 * Reads the workflows in a workspace: see {@link selectWorkflows}. Symbolic links are not followed: a folder that is
 * one is not there, and a workflow that is one cannot be read, as Gitea takes the link's own text for it.
 *
 * @param root the folder of the repository
 * @throws {UserError} when there are too many
 */
export async function readWorkspaceWorkflows(
  root: string,
  { kind, globs = [] }: { readonly kind: ForgeKind; readonly globs?: readonly string[] },
): Promise<WorkspaceWorkflows> {
  const wanted = globs.filter((glob) => !glob.startsWith("!"));
  const folders = wanted.length > 0 ? wanted.map(globBase) : workflowFolders(kind);
  const paths = await selectWorkflows([...(await list(root, folders))], kind, globs);
  if (paths.length > mostWorkflows)
    throw new UserError(`found ${paths.length} workflows; accepted are up to ${mostWorkflows}`);
  const limit = createLimit(16);
  const read = workspaceReader(root);
  const readOne = async (path: string): Promise<WorkflowFile | UnjudgedFile> => {
    try {
      const text = await read(path);
      if (text !== undefined) return { path, text };
      throw new UnreadError("it is a symbolic link to nothing");
    } catch (error) {
      if (!(error instanceof UnreadError)) throw error;
      return unreadFile(path, error.message);
    }
  };
  const found = await Promise.all(paths.map((path) => limit(() => readOne(path))));
  return {
    files: found.filter((one) => "text" in one),
    problems: found.filter((one) => "kind" in one),
  };
}

class UnreadError extends Error {
  override readonly name = "UnreadError";
}

/**
 * Reads single files of a workspace, for `judgeWorkflows` to follow calls with. Gives undefined for a file that is not
 * there, and a problem for one that cannot be read.
 */
export function calledFileReader(root: string): (path: string) => Promise<string | UnjudgedFile | undefined> {
  const read = workspaceReader(root);
  return async (path) => {
    try {
      return await read(path);
    } catch (error) {
      if (!(error instanceof UnreadError)) throw error;
      return unreadFile(path, error.message);
    }
  };
}

function workspaceReader(root: string): (path: string) => Promise<string | undefined> {
  const real = realpath(root);
  // Whoever reads first learns of a root that is not there.
  real.catch(() => {});
  return async (path) => {
    const inside = await insideOf(await real, resolve(root, path));
    if (await isLink(resolve(root, path)))
      throw new UnreadError("it is a symbolic link, which not every forge follows; put the file there");
    if (inside === undefined) return undefined;
    if (inside === false) throw new UnreadError("it is a symbolic link that leads out of the workspace");
    // A pipe must not block, so it is opened without waiting for its other end.
    const file = await open(inside, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const found = await file.stat();
      if (!found.isFile()) throw new UnreadError("it is no file");
      if (found.size > mostCharacters)
        throw new UnreadError(`it is larger than ${mostCharacters / 1024} KiB`);
      return new TextDecoder("utf-8", { fatal: true }).decode(await file.readFile());
    } catch (error) {
      if (error instanceof TypeError) throw new UnreadError("it is not text in UTF-8");
      throw error;
    } finally {
      await file.close();
    }
  };
}

/** The real path of a file in a folder; false when it lies outside, undefined when it is not there. */
async function insideOf(folder: string, path: string): Promise<string | false | undefined> {
  let real: string;
  try {
    real = await realpath(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes((error as NodeJS.ErrnoException).code ?? ""))
      return undefined;
    throw error;
  }
  const way = relative(folder, real);
  return way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way) ? false : real;
}

/** The paths of all files and links in some folders of a root, with forward slashes. */
async function list(root: string, folders: readonly string[]): Promise<Set<string>> {
  const paths = new Set<string>();
  const real = await realpath(root);
  const seen = new Set<string>();
  const pending = [...folders];
  let names = 0;
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    // No forge follows a link to a folder.
    if (!(await insideOf(real, join(root, folder))) || (await leadsThroughLink(root, folder))) continue;
    for (const entry of await entriesOf(join(root, folder))) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (++names > mostNames)
        throw new UserError(
          `found more than ${mostNames} files; accepted are globs that begin with a folder, such as .github/workflows/*.yml`,
        );
      if (!entry.isDirectory()) paths.add(path);
      else if (entry.name !== ".git") pending.push(path);
    }
  }
  return paths;
}

async function leadsThroughLink(root: string, folder: string): Promise<boolean> {
  const parts = folder.split("/").filter(Boolean);
  for (const at of parts.keys()) if (await isLink(join(root, ...parts.slice(0, at + 1)))) return true;
  return false;
}

async function isLink(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isSymbolicLink() ?? false;
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}
