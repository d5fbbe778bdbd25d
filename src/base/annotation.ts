/** A message about a place in a file of the repository. */
export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly message: string;
  /** From the repository's root. */
  readonly file: string;
  /** Line and column, from 1. */
  readonly line: number;
  readonly column: number;
}
