import { formatAge } from "../../base/duration.ts";
import type { WorkflowRun } from "../../forge/forge.ts";
import type { RunReport } from "../result.ts";

/** What is known of the build of a version. */
export interface BuildReport extends RunReport {
  /** Why it is not known; undefined where it is. */
  readonly why?: string | undefined;
}

/** A run that has not begun after so many ms will not: every forge makes it while it takes the push. */
export const appearsWithin = 120_000;

export const noBuild: BuildReport = { state: "none", url: null };

/** The newest run of a commit: the others have been overtaken by it. */
export function newest(runs: readonly WorkflowRun[] | undefined): BuildReport {
  if (runs === undefined) return { state: "unknown", url: null, why: "the server does not tell" };
  const [run] = runs;
  if (run === undefined) return noBuild;
  return { url: run.url, state: run.isSkipped ? "skipped" : run.state };
}

/** Whether a build has come to its end. */
export function hasEnded({ state }: BuildReport): boolean {
  return state !== "pending" && state !== "none";
}

/**
 * What the builds of several commits, newest first, say together: a version that was once built is proven, whatever came
 * after it. Otherwise the newest build counts, one that is still to end before those that have, and one that built nothing
 * after all others.
 *
 * @returns the index of the build that counts; undefined where there is none
 */
export function counting(builds: readonly BuildReport[]): number | undefined {
  const first = (...states: readonly BuildReport["state"][]) => {
    const at = builds.findIndex(({ state }) => states.includes(state));
    return at < 0 ? undefined : at;
  };
  return first("success") ?? first("pending") ?? first("failure", "cancelled", "unknown") ?? first("skipped");
}

/**
 * Why a build is not what a wave needs; undefined for one that succeeded.
 *
 * @param mostWait how long it was waited for, in ms
 */
export function whyNotBuilt(
  { state, url, why }: BuildReport,
  version: string,
  mostWait: number,
): string | undefined {
  const build = `the build of ${version}`;
  const at = url === null ? "" : `, ${url}`;
  switch (state) {
    case "success":
      return undefined;
    case "failure":
      return `${build} failed${at}`;
    case "cancelled":
      return `${build} was cancelled${at}`;
    case "skipped":
      return `${build} was skipped with all its jobs, so that nothing was built${at}`;
    case "pending":
      return `${build} has not ended within ${formatAge(mostWait)}${at}`;
    case "none":
      return `no build of ${version} has begun within ${formatAge(Math.min(mostWait, appearsWithin))}`;
    case "unknown":
      return `${build} is not known${why === undefined ? "" : `: ${why}`}`;
  }
}
