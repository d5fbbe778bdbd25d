import type { WaitingJob } from "../../forge/waiting/waiting.ts";

/** What the lane is to all jobs that wait for it. */
export type WatchStatus = "ok" | "busy" | "starved" | "unknown";

/**
 * What the runners are to one job that waits: none that is online has all its labels (`starved`), all that do are taken
 * (`busy`), one that does is free and has yet to take it (`idle`), or that cannot be known.
 */
export type JobState = "starved" | "busy" | "idle" | "unknown";

/** A job that waits for the lane, with what is known of its runners. */
export interface JudgedJob {
  readonly job: WaitingJob;
  readonly state: JobState;
  /** Why; unless it is `busy` or `idle`, it begins with what to do. */
  readonly why: string;
  /** Milliseconds that it has waited; undefined where the server does not tell since when it does. */
  readonly waited: number | undefined;
}

/**
 * The status of all: a starved job is one whatever could not be read, as more jobs do not feed it, and what cannot be
 * known is neither `ok` nor `busy`. A job that a free runner has yet to take is no sign of anything, unless it has waited
 * for too long.
 *
 * @param isWhole whether these are all jobs that wait
 * @param maxWait in ms
 */
export function decideWatch(jobs: readonly JudgedJob[], isWhole: boolean, maxWait: number): WatchStatus {
  const states = new Set(jobs.map(({ state }) => state));
  if (states.has("starved")) return "starved";
  if (!isWhole || states.has("unknown")) return "unknown";
  return states.has("busy") || overdue(jobs, maxWait).length > 0 ? "busy" : "ok";
}

/** The jobs that have waited for too long, as far as that is known. */
export function overdue(jobs: readonly JudgedJob[], maxWait: number): readonly JudgedJob[] {
  return jobs.filter(({ waited }) => waited !== undefined && waited > maxWait);
}
