import type { Dirent } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../base/errors.ts";
import { realPathInside, unlessMissing } from "../base/workspace-file.ts";

/** So many names are looked at. */
const mostNames = 200_000;

/**
 * The paths of all files and links in some folders of a root, with forward slashes. No link to a folder is followed.
 *
 * @throws {UserError} when there are too many
 */
export async function listFiles(root: string, folders: readonly string[]): Promise<Set<string>> {
  const paths = new Set<string>();
  const seen = new Set<string>();
  const pending = [...folders];
  let names = 0;
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    // No forge follows a link to a folder.
    if (!(await unlessMissing(realPathInside(root, folder))) || (await leadsThroughLink(root, folder)))
      continue;
    for (const entry of await entriesOf(join(root, folder))) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (++names > mostNames)
        throw new UserError(
          `found more than ${mostNames} files; expected globs that begin with a folder, such as .github/workflows/*.yml`,
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

/** Whether a path is a symbolic link itself. */
export async function isLink(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isSymbolicLink() ?? false;
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  return (await unlessMissing(readdir(folder, { withFileTypes: true }))) ?? [];
}
