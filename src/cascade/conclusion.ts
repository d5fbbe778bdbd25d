import { ReportedError } from "../base/errors.ts";
import { quoted } from "../base/text.ts";
import type { RunFilter } from "../forge/forge.ts";
import { type Decision, isFailing } from "./decide.ts";
import type { Seen } from "./look.ts";
import type { Progress } from "./progress.ts";
import type { TemplateResult } from "./result.ts";

/** What one template came to. */
export type TemplateEnd = Omit<
  TemplateResult,
  "template" | "to" | "seconds" | "run" | "wave" | "commitUrl"
> & {
  /** The workflow's file name and its `name:`. */
  readonly workflow?: Pick<RunFilter, "workflow" | "name"> | undefined;
  /** The commit of the branch that was looked at. */
  readonly head?: string | undefined;
};

/** How a template ended, apart from how far it had come. */
export type Conclusion = Omit<TemplateEnd, keyof Progress>;

const states = {
  write: "updated",
  unchanged: "unchanged",
  superseded: "superseded",
  skipped: "skipped",
  unwired: "unwired",
  unstarted: "unstarted",
  fail: "failed",
} as const;

/**
 * The end of a template once its decision is carried out.
 *
 * @param seen what the decision was made on; undefined for an empty repository
 */
export function conclude(decision: Decision, seen?: Seen): Conclusion {
  const { outcome, why } = decision;
  const state = states[outcome];
  if (isFailing(decision)) return { state, failing: true, error: why ?? null, warnings: [] };
  const hasVersion = outcome === "write" || outcome === "unchanged";
  const warnings = hasVersion && why !== undefined ? [why] : [];
  const workflow = seen?.workflow;
  if (hasVersion && workflow?.doubt !== undefined)
    warnings.push(`the workflow ${quoted(workflow.file)} ${workflow.doubt}`);
  const error = hasVersion ? null : (why ?? null);
  const end = { state, failing: false, error, warnings };
  return workflow ? { ...end, workflow: { workflow: workflow.file, name: workflow.name } } : end;
}

/** The end of a template that an error kept from its own. */
export function concludeFailed(error: unknown): Conclusion {
  const failed = { state: "failed", failing: true, warnings: [] } as const;
  return error instanceof ReportedError
    ? { ...failed, error: error.message }
    : { ...failed, error: `unexpected: ${String(error)}`, bug: error };
}
