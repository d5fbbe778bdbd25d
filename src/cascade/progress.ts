import type { TemplateResult } from "./result.ts";

/**
 * How far a template has come: what its result holds whatever becomes of it later. It is written to as the work goes
 * on, so that a failure keeps what was known before it.
 */
export interface Progress {
  branch: TemplateResult["branch"];
  from: TemplateResult["from"];
  commit: TemplateResult["commit"];
  pullRequest: TemplateResult["pullRequest"];
  attempts: TemplateResult["attempts"];
}

/** @param branch as far as it is known beforehand */
export function noProgress(branch: string | undefined): Progress {
  return { branch: branch ?? null, from: null, commit: null, pullRequest: null, attempts: 0 };
}
