import { ReportedError } from "../base/errors.ts";
import type { Decision } from "./decide.ts";
import type { Seen } from "./look.ts";
import type { Progress } from "./progress.ts";
import type { TemplateResult } from "./result.ts";

/** What one template came to. */
export type TemplateEnd = Omit<TemplateResult, "template" | "to" | "seconds" | "run" | "commitUrl"> & {
  /** The workflow's `name:`. */
  readonly workflowName?: string | undefined;
};

/** How a template ended, apart from how far it had come. */
export type Conclusion = Omit<TemplateEnd, keyof Progress>;

const states = {
  write: "updated",
  unchanged: "unchanged",
  superseded: "superseded",
  skipped: "skipped",
  unwired: "unwired",
  fail: "failed",
} as const;

/**
 * The end of a template once its decision is carried out.
 *
 * @param seen what the decision was made on; undefined for an empty repository
 */
export function conclude({ outcome, why }: Decision, seen?: Seen): Conclusion {
  const state = states[outcome];
  if (outcome === "fail" || outcome === "unwired")
    return { state, failing: true, error: why ?? null, warnings: [] };
  const hasVersion = outcome === "write" || outcome === "unchanged";
  const warnings = hasVersion && why !== undefined ? [why] : [];
  if (hasVersion && seen?.about.startedByPush === false)
    warnings.push(`the workflow ${seen.workflow} does not start on a push, so nothing rebuilds the template`);
  const error = hasVersion ? null : (why ?? null);
  return { state, failing: false, error, warnings, workflowName: seen?.about.name };
}

/** The end of a template that an error kept from its own. */
export function concludeFailed(error: unknown): Conclusion {
  const failed = { state: "failed", failing: true, warnings: [] } as const;
  return error instanceof ReportedError
    ? { ...failed, error: error.message }
    : { ...failed, error: `unexpected: ${String(error)}`, bug: error };
}
