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

/**
 * Waits for the workflow runs that a push started.
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
  for (;;) {
    const runs = await forge.runsOf(repository, commit, filter, signal);
    if (runs === undefined) return { state: "unknown", url: null };
    const report = together(runs);
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
