import type { OnFailedBuild } from "../inputs/roll-out.ts";
import type { TemplateResult } from "../result.ts";
import { type BuildReport, whyNotBuilt } from "./build.ts";

/** The build of a template, as far as it was waited for. */
export interface SeenBuild {
  readonly report: BuildReport;
  /** Whether it was waited for to the end, its own or that of the time. */
  readonly isOver: boolean;
}

export interface Rules {
  readonly onFailedBuild: OnFailedBuild;
  /** How long builds were waited for, in ms. */
  readonly mostWait: number;
  /** Whether no template is left for a later wave. */
  readonly isLast: boolean;
}

/** Whether a template counts to the figure of its wave: it has the version, or will have it once somebody merges it. */
export function counts({ state, failing }: TemplateResult): boolean {
  return state === "updated" || state === "unchanged" || (state === "pull-request" && !failing);
}

/**
 * The result of a template once the builds of its wave have been waited for. With `stop`, one whose build did not succeed
 * fails the step; so does one in a pull request with templates to come after it, as nothing has been built with the version
 * yet.
 *
 * @param build undefined where the template has none to wait for
 */
export function judged(
  result: TemplateResult,
  build: SeenBuild | undefined,
  { onFailedBuild, mostWait, isLast }: Rules,
): TemplateResult {
  const { state, pullRequest, to } = result;
  const stops = onFailedBuild === "stop";
  if (state === "pull-request" && stops && !isLast) {
    const where = pullRequest === null ? "a pull request" : `the pull request ${pullRequest}`;
    const error = `${to} waits in ${where}, so nothing has been built with it; merge it, and run the same again`;
    return { ...result, failing: true, error };
  }
  if (build === undefined) return result;
  const { report, isOver } = build;
  const run = { state: report.state, url: report.url };
  const why = isOver ? whyNotBuilt(report, to, mostWait) : undefined;
  if (why === undefined) return { ...result, run };
  if (stops) return { ...result, run, failing: true, error: why };
  return { ...result, run, warnings: [...result.warnings, why] };
}

/** Whether a roll-out ends with a wave of these results. */
export function stops(results: readonly TemplateResult[], onFailedBuild: OnFailedBuild): boolean {
  return onFailedBuild === "stop" && results.some(({ failing }) => failing);
}
