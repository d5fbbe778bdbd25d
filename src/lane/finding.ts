import type { Position } from "../yaml/tree.ts";

/** What is to be said about a job, at the line that has to change. */
export interface Finding extends Position {
  /** Who may use the lane, who must use it, or how workflows call each other. */
  readonly rule: "may-use" | "must-use" | "calls";
  /** A violation fails the check; a warning says what could not be told; a notice is for the record. */
  readonly severity: "violation" | "warning" | "notice";
  /** Path of the workflow. */
  readonly workflow: string;
  readonly job: string;
  /** One sentence that says what to do. */
  readonly message: string;
}

/** A finding at a job's `runs-on`, unless another position is given. */
export function findingAt(
  { path }: { readonly path: string },
  { id, position }: { readonly id: string; readonly position: Position },
  finding: Pick<Finding, "rule" | "severity" | "message">,
): Finding {
  return { workflow: path, job: id, line: position.line, column: position.column, ...finding };
}
