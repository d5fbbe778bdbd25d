/** What lies at a path. */
export type Kind = "file" | "folder" | "symlink" | "submodule";

/** Two names of which only one can be checked out where names are compared without letter case or Unicode form. */
export interface Twin {
  /** The path, or a folder of it. */
  readonly asked: string;
  /** What the repository has in its place. */
  readonly there: string;
  /** Whether what is there can be what was asked for: a folder of the path, or the file at its end. */
  readonly fits: boolean;
}

/**
 * What a repository has that differs from a path, or from a folder of it, by letter case or Unicode form alone: on macOS
 * and Windows only one of the two would be checked out. Undefined where there is none, and for what the repository has
 * as it is.
 *
 * @param existing what lies in the folders of the path, by its path from the root
 */
export function twinOf(path: string, existing: ReadonlyMap<string, Kind>): Twin | undefined {
  const parts = path.split("/");
  const starts = parts.map((_, at) => parts.slice(0, at + 1).join("/"));
  const asked = starts.find((start) => !existing.has(start));
  if (asked === undefined) return undefined;
  const there = [...existing.keys()].find((one) => folded(one) === folded(asked));
  if (there === undefined) return undefined;
  return { asked, there, fits: existing.get(there) === (asked === path ? "file" : "folder") };
}

/** In what the two differ. */
export function differenceOf({ asked, there }: Twin): string {
  if (asked.normalize() === there.normalize()) return "Unicode form";
  const [one, other] = [asked, there].map((path) => [...path.normalize("NFD")].length);
  return one === other ? "letter case" : "letters that macOS takes for the same";
}

/**
 * A path as APFS compares it: by its canonical decomposition and Unicode's full case folding, by which `ß` is `ss`
 * ("Apple File System Reference", `j_drec_hashed_key_t`; a Mac cannot have both `straße` and `STRASSE`). NTFS folds
 * letter by letter. Neither takes `ı` for an `i`, though its capital is `I`.
 */
const folded = (path: string): string =>
  path
    .normalize("NFD")
    .replace(/[^\u0131]+/gu, (text) => text.toLowerCase().toUpperCase().toLowerCase())
    .normalize("NFD");
