import { allToTheEnd } from "../../jobs/jobs.ts";
import type { ApiClient } from "../api/api-client.ts";
import type { Repository } from "../forge.ts";
import type { ReadFilesOptions, RepositoryFiles, UnreadFile } from "../repository-file.ts";
import { GitObjects, type TreeEntry } from "./git-objects.ts";

const mostFiles = 500;
/** Bytes of a file that is read. */
const largestFile = 1024 * 1024;

/**
 * Reads files by git's objects: the routes of file contents look up the last commit of each entry (Gitea up to 1.25),
 * which takes long for a folder with many files. A folder costs one request for each part of its path, shared with
 * other folders, and one for what is in it.
 */
export async function readFilesAt(
  client: ApiClient,
  repository: Repository,
  commit: string,
  folders: readonly string[],
  { known, wanted = () => true }: ReadFilesOptions,
  signal: AbortSignal,
): Promise<RepositoryFiles> {
  const objects = new GitObjects(client, repository, signal);
  const trees = await allToTheEnd(folders.map((folder) => objects.below(commit, folder)));
  const unlisted = folders
    .filter((_, index) => !trees[index]?.whole)
    .map((path) => ({ path, reason: "the server does not list all of its files" }));
  const found = filesByPath(trees.flatMap(({ entries }) => entries)).filter(({ path }) => wanted(path));
  const { chosen, unread } = chooseFiles(found, known);
  const files = await allToTheEnd(
    chosen.map(async ({ path, sha, isKnown }) => ({
      path,
      sha,
      text: isKnown ? undefined : await objects.text(sha),
    })),
  );
  return { files, unread: [...unlisted, ...unread] };
}

interface ChosenFile {
  readonly path: string;
  readonly sha: string;
  /** Whether the caller has it, so that it is not read. */
  readonly isKnown: boolean;
}

/** Which files are read, and which are not, with the reason. */
function chooseFiles(
  found: readonly TreeEntry[],
  known: ReadFilesOptions["known"],
): { readonly chosen: readonly ChosenFile[]; readonly unread: readonly UnreadFile[] } {
  const chosen: ChosenFile[] = [];
  const unread: UnreadFile[] = [];
  let left = mostFiles;
  for (const file of found) {
    const { path, sha } = file;
    const isKnown = known?.get(path) === sha;
    const reason = whyUnread(file, isKnown, left);
    if (reason !== undefined) unread.push({ path, reason });
    else chosen.push({ path, sha, isKnown });
    if (reason === undefined && !isKnown) left--;
  }
  return { chosen, unread };
}

/** The files among the entries by path, each once though folders may lie in one another. */
function filesByPath(entries: readonly TreeEntry[]): TreeEntry[] {
  const files = entries.filter(({ type }) => type === "blob");
  return [...new Map(files.map((file) => [file.path, file])).values()].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  );
}

/** @param left how many files may still be read */
function whyUnread({ isLink, size }: TreeEntry, isKnown: boolean, left: number): string | undefined {
  if (isLink) return "it is a symbolic link, which not every forge follows; put the file there";
  if (isKnown) return undefined;
  if (size > largestFile) return `it has ${size} bytes, more than ${largestFile}`;
  return left > 0 ? undefined : `it is one of more than ${mostFiles} files`;
}
