/** What a tree lists at a path. */
export interface Entry {
  /** `100644`, `100755`, `120000` for a symbolic link, `160000` for a submodule, `040000` for a folder. */
  readonly mode: string;
  readonly oid: string;
}

/** Reads the output of `git ls-tree -z`, by path. */
export function parseTree(output: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const line of output.split("\0")) {
    const [, mode, oid, path] = /^(\d+) \w+ (\w+)\t(.*)$/s.exec(line) ?? [];
    if (mode !== undefined && oid !== undefined && path !== undefined) entries.set(path, { mode, oid });
  }
  return entries;
}
