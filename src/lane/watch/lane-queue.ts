import type { ForgeKind } from "../../forge/forge.ts";
import type { WaitingJob } from "../../forge/waiting/waiting.ts";
import type { LabelSet } from "../../workflow/runs-on.ts";
import { laneOf } from "../lane.ts";

/** What a job that waits asks for. */
export function setOf({ labels }: WaitingJob): LabelSet {
  return { labels: [...labels], unresolved: [] };
}

/** Whether it is not told what a job asks for: one of GitHub that asks for a runner group alone has no labels. */
export function isOpen({ labels }: WaitingJob, kind: ForgeKind): boolean {
  return kind === "github" && labels.length === 0;
}

/**
 * The jobs that wait for the lane, or may, oldest first. Those of which it is not told since when they wait come last, in
 * the order of their ids, which is that in which they were made.
 */
export function laneJobs(
  jobs: readonly WaitingJob[],
  labels: readonly string[],
  kind: ForgeKind,
): readonly WaitingJob[] {
  const lane = laneOf(labels, kind);
  const time = ({ since }: WaitingJob) => since?.getTime() ?? Number.POSITIVE_INFINITY;
  return jobs
    .filter((job) => isOpen(job, kind) || lane.askedBy(setOf(job)).length > 0)
    .toSorted((a, b) => compare(time(a), time(b)) || a.id - b.id);
}

/** By size; infinities are equal, of which the difference is none. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
