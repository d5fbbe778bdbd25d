/** Who made a commit. Neither part holds `<`, `>` or a line end. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

/** A commit that changes one file. */
export interface FileCommit {
  /** The first one is what the tree is taken from. */
  readonly parents: readonly [string, ...string[]];
  readonly path: string;
  readonly mode: "100644" | "100755";
  readonly content: string;
  /**
   * What the file held before, if known. A push tells new content as a change of it, also over HTTP when told not to,
   * and would ask the server for what is not here.
   */
  readonly replaced?: string | undefined;
  readonly message: string;
  readonly author: Identity;
  /** Seconds since the epoch. */
  readonly time: number;
}

/**
 * The input for `git fast-import` that makes a commit, names it `ref`, and prints its name. fast-import reads no
 * file but the trees on the way to the path, and applies no filter of the repository.
 */
export function fastImport(ref: string, commit: FileCommit): string {
  const { parents, path, mode, content, replaced, message, author, time } = commit;
  const [from, ...merged] = parents;
  const person = `${author.name} <${author.email}> ${time} +0000`;
  return [
    replaced === undefined ? "" : `blob\n${data(replaced)}`,
    `commit ${ref}\nmark :1\nauthor ${person}\ncommitter ${person}\n${data(message)}`,
    `from ${from}\n`,
    ...merged.map((parent) => `merge ${parent}\n`),
    `M ${mode} inline ${quoted(path)}\n${data(content)}`,
    "get-mark :1\ndone\n",
  ].join("");
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

function quoted(path: string): string {
  return `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
