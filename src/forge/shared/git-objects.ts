import { Buffer } from "node:buffer";
import { isRecord } from "../../base/json.ts";
import { createLimit } from "../../jobs/limit.ts";
import { type ApiClient, repositoryRoute } from "../api/api-client.ts";
import type { Repository } from "../forge.ts";
import { isObjectId } from "../object-id.ts";

/** Requests at a time. */
const concurrency = 8;
/** Pages of one tree that are read; Gitea and Forgejo have 1,000 entries on each. */
const mostTreePages = 20;

/** A folder or a file of a tree. */
export interface TreeEntry {
  /** From the tree that was read. */
  readonly path: string;
  readonly sha: string;
  readonly type: "tree" | "blob";
  /** In bytes. */
  readonly size: number;
  readonly isLink: boolean;
}

export interface Tree {
  readonly entries: readonly TreeEntry[];
  /** Whether these are all. */
  readonly whole: boolean;
}

/** Git's objects in a repository, by the routes `git/trees` and `git/blobs`: few at a time, and each tree once. */
export class GitObjects {
  readonly #client: ApiClient;
  readonly #route: string;
  readonly #signal: AbortSignal;
  readonly #limit = createLimit(concurrency);
  readonly #trees = new Map<string, Promise<Tree>>();

  constructor(client: ApiClient, repository: Repository, signal: AbortSignal) {
    this.#client = client;
    this.#route = `${repositoryRoute(repository)}/git`;
    this.#signal = signal;
  }

  /** All that is below a folder of a commit, by paths from the root; nothing where there is no such folder. */
  async below(commit: string, folder: string): Promise<Tree> {
    const parts = folder.split("/").filter((part) => part !== "" && part !== ".");
    let sha = commit;
    for (const part of parts) {
      const { entries } = await this.#tree(sha, false);
      const next = entries.find(({ path, type }) => path === part && type === "tree");
      if (!next) return { entries: [], whole: true };
      sha = next.sha;
    }
    const { entries, whole } = await this.#tree(sha, true);
    const within = (path: string) => [...parts, path].join("/");
    return { entries: entries.map((entry) => ({ ...entry, path: within(entry.path) })), whole };
  }

  /** The text of a file. */
  text(sha: string): Promise<string> {
    return this.#limit(() =>
      this.#client.get(`${this.#route}/blobs/${sha}`, undefined, this.#signal, ({ data }, request) => {
        if (isRecord(data) && typeof data.content === "string" && data.encoding === "base64")
          return Buffer.from(data.content, "base64").toString("utf8");
        throw this.#client.wrongAnswer(request, "the answer is not a git blob");
      }),
    );
  }

  /** @param recursive whether what is in its folders is wanted too */
  #tree(sha: string, recursive: boolean): Promise<Tree> {
    const key = `${sha} ${recursive}`;
    const tree = this.#trees.get(key) ?? this.#limit(() => this.#readTree(sha, recursive));
    this.#trees.set(key, tree);
    return tree;
  }

  async #readTree(sha: string, recursive: boolean): Promise<Tree> {
    const entries: TreeEntry[] = [];
    for (let page = 1, read = 0; page <= mostTreePages; page++) {
      const { tree, total, truncated } = await this.#readTreePage(sha, recursive, page);
      entries.push(...tree.filter(isRecord).flatMap(readEntry));
      if (this.#client.kind === "github") return { entries, whole: !truncated };
      read += tree.length;
      // Up to Gitea 1.25 the last of several pages is `truncated` too.
      const all = typeof total === "number" && read >= total;
      if (!truncated || all || tree.length === 0) return { entries, whole: true };
    }
    return { entries, whole: false };
  }

  #readTreePage(sha: string, recursive: boolean, page: number) {
    // GitHub has no pages here, and takes any `recursive` for true.
    const query = {
      ...(recursive && { recursive: true }),
      ...(this.#client.kind !== "github" && { page }),
    };
    return this.#client.get(`${this.#route}/trees/${sha}`, query, this.#signal, ({ data }, request) => {
      const tree = isRecord(data) ? (data.tree ?? []) : undefined;
      if (!isRecord(data) || !Array.isArray(tree))
        throw this.#client.wrongAnswer(request, "the answer is not a git tree");
      return { tree, total: data.total_count, truncated: data.truncated === true };
    });
  }
}

/** A folder or a file: mode 120000 is a symbolic link, type `commit` a submodule. */
function readEntry({ path, sha, type, mode, size }: Record<string, unknown>): TreeEntry[] {
  if (typeof path !== "string" || !isObjectId(sha) || (type !== "tree" && type !== "blob")) return [];
  return [{ path, sha, type, size: typeof size === "number" ? size : 0, isLink: mode === "120000" }];
}
