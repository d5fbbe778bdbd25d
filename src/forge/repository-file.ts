/** A file of a commit, as data. */
export interface RepositoryFile {
  /** From the repository's root, without a leading slash. */
  readonly path: string;
  /** Its git blob's object id. */
  readonly sha: string;
  /** Its text; undefined if the caller knows a file of this path and blob already. */
  readonly text: string | undefined;
}

/** A file that is there and was not read. */
export interface UnreadFile {
  readonly path: string;
  /** Why, as a clause: too large, or one file too many. */
  readonly reason: string;
}

export interface RepositoryFiles {
  /** By path, in the order of code units. */
  readonly files: readonly RepositoryFile[];
  readonly unread: readonly UnreadFile[];
}

export interface ReadFilesOptions {
  /** The blob's object id of each file that the caller has, by path: such a file is not read again. */
  readonly known?: ReadonlyMap<string, string> | undefined;
  /** Which files are wanted, by path; all of them by default. */
  readonly wanted?: ((path: string) => boolean) | undefined;
}
