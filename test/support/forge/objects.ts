import { createHash } from "node:crypto";

/** What is at a path: a file's text, or something else that git knows. */
export type FakeFile = string | { readonly link: string } | { readonly submodule: string };

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: "blob" | "tree" | "commit";
  readonly sha: string;
  readonly size: number;
}

/** Git's objects of a repository, as far as the API shows them. */
export class FakeObjects {
  /** The default branch's commits, newest first. */
  readonly history: string[] = [];
  readonly blobs = new Map<string, Buffer>();
  readonly #trees = new Map<string, TreeEntry[]>();

  /** Makes a commit whose tree has these files. */
  commit(sha: string, files: Readonly<Record<string, FakeFile>>): void {
    this.#trees.set(sha, this.#tree(Object.entries(files)));
  }

  /** The entries of a tree, by its id or that of a commit. */
  tree(sha: string, recursive: boolean): TreeEntry[] | undefined {
    const entries = this.#trees.get(sha);
    if (!entries || !recursive) return entries;
    return entries.flatMap((entry) => [
      entry,
      ...(entry.type === "tree" ? (this.tree(entry.sha, true) ?? []) : []).map((below) => ({
        ...below,
        path: `${entry.path}/${below.path}`,
      })),
    ]);
  }

  #tree(files: readonly (readonly [string, FakeFile])[]): TreeEntry[] {
    const names = new Set(files.map(([path]) => path.split("/")[0] ?? ""));
    return [...names].sort().map((name) => {
      const own = files.find(([path]) => path === name)?.[1];
      if (own !== undefined) return this.#leaf(name, own);
      const prefix = `${name}/`;
      const below = files.flatMap(([path, file]) =>
        path.startsWith(prefix) ? [[path.slice(prefix.length), file] as const] : [],
      );
      const entries = this.#tree(below);
      const sha = objectId("tree", Buffer.from(JSON.stringify(entries)));
      this.#trees.set(sha, entries);
      return { path: name, mode: "040000", type: "tree", sha, size: 0 };
    });
  }

  #leaf(path: string, file: FakeFile): TreeEntry {
    if (typeof file === "object" && "submodule" in file)
      return { path, mode: "160000", type: "commit", sha: file.submodule, size: 0 };
    const content = Buffer.from(typeof file === "string" ? file : file.link);
    const sha = objectId("blob", content);
    this.blobs.set(sha, content);
    const mode = typeof file === "string" ? "100644" : "120000";
    return { path, mode, type: "blob", sha, size: content.length };
  }
}

/** Git's id of an object. */
export function objectId(type: "blob" | "tree", content: Buffer): string {
  return createHash("sha1").update(`${type} ${content.length}\0`).update(content).digest("hex");
}
