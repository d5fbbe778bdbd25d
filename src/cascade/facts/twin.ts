/** Two names of which only one can be checked out where names are compared without letter case or Unicode form. */
export interface Twin {
  /** The path, or a folder of it. */
  readonly asked: string;
  /** What the repository has in its place. */
  readonly there: string;
}

/**
 * What a repository has that differs from a path, or from a folder of it, by letter case or Unicode form alone: on macOS
 * and Windows only one of the two would be checked out. Undefined where there is none, and for what the repository has
 * as it is.
 *
 * @param existing paths of what lies in the folders of the path, from the root
 */
export function twinOf(path: string, existing: Iterable<string>): Twin | undefined {
  const known = new Set(existing);
  const parts = path.split("/");
  const starts = parts.map((_, at) => parts.slice(0, at + 1).join("/"));
  const asked = starts.find((start) => !known.has(start));
  if (asked === undefined) return undefined;
  const there = [...known].find((one) => folded(one) === folded(asked));
  return there === undefined ? undefined : { asked, there };
}

/** In what the two differ. */
export const differenceOf = ({ asked, there }: Twin): string =>
  asked.normalize() === there.normalize() ? "Unicode form" : "letter case";

const folded = (path: string): string => path.normalize("NFD").toUpperCase().toLowerCase().normalize("NFC");
