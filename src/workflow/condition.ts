import type { Job } from "./jobs.ts";
import { contextsOf, type Scope } from "./values/contexts.ts";
import { mayBeTrue } from "./values/expression.ts";
import { hasExpression, scalar } from "./values/value.ts";

/** GitHub takes an expression that is a text for that text, and an empty one for no condition. */
const emptyText = /^\s*\$\{\{\s*'\s*'\s*\}\}\s*$/;

/**
 * Whether a job may run, as far as its `if` says: no for certain only where that is false in every run of the scope.
 *
 * What stands there is an expression also without `${{ }}`. A text with an expression in it is not empty, and so counts
 * as true; what GitHub adds where no status function is called, `success() &&`, makes nothing true.
 */
export function mayRun({ condition }: Pick<Job, "condition">, scope: Scope): boolean {
  if (condition?.kind !== "scalar" || scalar(condition) === null) return true;
  const { text } = condition;
  if (scope.kind === "github" && emptyText.test(text)) return true;
  return text.trim() === "" || mayBeTrue(hasExpression(text) ? text : `\${{ ${text} }}`, contextsOf(scope));
}
