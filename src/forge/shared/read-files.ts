import { Buffer } from "node:buffer";
import { isRecord } from "../../base/json.ts";
import { settleAll } from "../../jobs/jobs.ts";
import { createLimit } from "../../jobs/limit.ts";
import { type Caller, isObjectId, repositoryRoute } from "../api/api-client.ts";
import type { Repository } from "../forge.ts";
import type { ReadFilesOptions, RepositoryFile, RepositoryFiles, UnreadFile } from "../repository-file.ts";

const mostFiles = 500;
/** Bytes of a file that is read. */
const largestFile = 1024 * 1024;
/** Requests at a time. */
const concurrency = 8;
/** Pages of one tree that are read; Gitea and Forgejo have 1,000 entries on each. */
const mostTreePages = 20;

interface Entry {
  readonly path: string;
  readonly sha: string;
  readonly type: "tree" | "blob";
  readonly size: number;
  readonly isLink: boolean;
}

/**
 * Reads files by git's objects, `git/trees` and `git/blobs`: the routes of file contents look up the last commit of
 * each entry (Gitea up to 1.25), which takes long for a folder with many files. A folder costs one request for each
 * part of its path, shared with other folders, and one for what is in it.
 */
export async function readFilesAt(
  caller: Caller,
  repository: Repository,
  commit: string,
  folders: readonly string[],
  { known, wanted = () => true }: ReadFilesOptions,
  signal: AbortSignal,
): Promise<RepositoryFiles> {
  const limit = createLimit(concurrency);
  const route = `${repositoryRoute(repository)}/git`;
  const trees = new Map<string, Promise<Tree>>();
  const tree = (sha: string, recursive: boolean) => {
    const key = `${sha} ${recursive}`;
    const asked = trees.get(key) ?? limit(() => readTree(caller, `${route}/trees/${sha}`, recursive, signal));
    trees.set(key, asked);
    return asked;
  };
  const below = async (folder: string): Promise<Tree> => {
    const parts = folder.split("/").filter((part) => part !== "" && part !== ".");
    let sha = commit;
    for (const part of parts) {
      const { entries } = await tree(sha, false);
      const next = entries.find(({ path, type }) => path === part && type === "tree");
      if (!next) return { entries: [], whole: true };
      sha = next.sha;
    }
    const { entries, whole } = await tree(sha, true);
    const within = (path: string) => [...parts, path].join("/");
    return { entries: entries.map((entry) => ({ ...entry, path: within(entry.path) })), whole };
  };
  const found = await settleAll(folders.map(below));
  const unread: UnreadFile[] = found.flatMap(({ whole }, index) =>
    whole ? [] : [{ path: folders[index] ?? "", reason: "the server does not list all of its files" }],
  );
  const files = new Map(found.flatMap(({ entries }) => entries).map((entry) => [entry.path, entry]));
  const ordered = [...files.values()]
    .filter(({ path, type }) => type === "blob" && wanted(path))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const read: Promise<RepositoryFile>[] = [];
  let asked = 0;
  for (const { path, sha, size, isLink } of ordered) {
    if (isLink)
      unread.push({
        path,
        reason: "it is a symbolic link, which not every forge follows; put the file there",
      });
    else if (known?.get(path) === sha) read.push(Promise.resolve({ path, sha, text: undefined }));
    else if (size > largestFile)
      unread.push({ path, reason: `it has ${size} bytes, more than ${largestFile}` });
    else if (asked++ >= mostFiles) unread.push({ path, reason: `it is one of more than ${mostFiles} files` });
    else read.push(limit(async () => ({ path, sha, text: await readBlob(caller, route, sha, signal) })));
  }
  return { files: await settleAll(read), unread };
}

interface Tree {
  readonly entries: readonly Entry[];
  /** Whether these are all. */
  readonly whole: boolean;
}

async function readTree(
  caller: Caller,
  path: string,
  recursive: boolean,
  signal: AbortSignal,
): Promise<Tree> {
  const entries: Entry[] = [];
  for (let page = 1, read = 0; page <= mostTreePages; page++) {
    // GitHub has no pages here, and takes any `recursive` for true.
    const query = { ...(recursive && { recursive: true }), ...(caller.kind !== "github" && { page }) };
    const { tree, total, truncated } = await caller.get(path, query, signal, ({ data }, call) => {
      const list = isRecord(data) ? (data.tree ?? []) : undefined;
      if (!isRecord(data) || !Array.isArray(list)) throw caller.wrong(call, "answer is no git tree");
      return { tree: list, total: data.total_count, truncated: data.truncated === true };
    });
    entries.push(...tree.filter(isRecord).flatMap(readEntry));
    if (caller.kind === "github") return { entries, whole: !truncated };
    read += tree.length;
    // Up to Gitea 1.25 the last of several pages is `truncated` too.
    const all = typeof total === "number" && read >= total;
    if (!truncated || all || tree.length === 0) return { entries, whole: true };
  }
  return { entries, whole: false };
}

/** A folder or a file: mode 120000 is a symbolic link, type `commit` a submodule. */
function readEntry({ path, sha, type, mode, size }: Record<string, unknown>): Entry[] {
  if (typeof path !== "string" || !isObjectId(sha) || (type !== "tree" && type !== "blob")) return [];
  return [{ path, sha, type, size: typeof size === "number" ? size : 0, isLink: mode === "120000" }];
}

async function readBlob(caller: Caller, route: string, sha: string, signal: AbortSignal): Promise<string> {
  return caller.get(`${route}/blobs/${sha}`, undefined, signal, ({ data }, call) => {
    if (isRecord(data) && typeof data.content === "string" && data.encoding === "base64")
      return Buffer.from(data.content, "base64").toString("utf8");
    throw caller.wrong(call, "answer is no git blob");
  });
}

/** The head of a pull request, from its own route, which all three products have alike. */
export async function pullRequestHead(
  caller: Caller,
  repository: Repository,
  number: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  return caller.find(`${repositoryRoute(repository)}/pulls/${number}`, signal, ({ data }, call) => {
    const head = isRecord(data) ? data.head : undefined;
    if (isRecord(head) && isObjectId(head.sha)) return head.sha;
    throw caller.wrong(call, "answer is no pull request");
  });
}
