import type { Forge, Repository, RunFilter, WorkflowRun } from "../forge/forge.ts";
import type { Clock } from "../retry/clock.ts";
import type { RunReport } from "./result.ts";

/** Between two looks at a run, in ms. */
const interval = { first: 2_000, factor: 1.5, longest: 15_000 } as const;

/** A run that has not begun after so many ms will not: every forge makes it while it takes the push. */
const appearsWithin = 120_000;

export interface Followed {
  readonly repository: Repository;
  readonly commit: string;
  readonly filter: RunFilter;
}

/** Nothing is given up that was not asked for: so long a look may take, in ms, however little time is left. */
const shortestLook = 1_000;

/**
 * Waits for the workflow runs that a push started. A server that lets a look wait, such as by its limit of requests, makes
 * the whole wait no longer.
 *
 * @param mostWait how long to wait, in ms
 * @throws {ForgeError} when the forge refuses to tell
 */
export async function follow(
  forge: Forge,
  { repository, commit, filter }: Followed,
  mostWait: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<RunReport> {
  const start = clock.now();
  let pause: number = interval.first;
  let report: RunReport = { state: "unknown", url: null };
  for (;;) {
    const over = AbortSignal.timeout(Math.ceil(Math.max(start + mostWait - clock.now(), shortestLook)));
    const either = AbortSignal.any([signal, over]);
    const asked = forge.runsOf(repository, commit, filter, either);
    const runs = await asked.catch((error: unknown) => (over.aborted ? "late" : Promise.reject(error)));
    signal.throwIfAborted();
    if (runs === "late") return report;
    if (runs === undefined) return { state: "unknown", url: null };
    report = together(runs);
    const left = start + (runs.length === 0 ? Math.min(mostWait, appearsWithin) : mostWait) - clock.now();
    if (!["pending", "none"].includes(report.state) || left <= 0) return report;
    await clock.sleep(Math.min(pause, left), signal);
    pause = Math.min(pause * interval.factor, interval.longest);
  }
}

/** Several runs as one: it is as bad as the worst of them, and not over before all are. */
export function together(runs: readonly WorkflowRun[]): RunReport {
  for (const state of ["pending", "failure", "cancelled", "success"] as const) {
    const run = runs.find((one) => one.state === state);
    if (run) return { state, url: run.url };
  }
  return { state: "none", url: null };
}
