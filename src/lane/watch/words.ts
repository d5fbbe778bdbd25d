import { formatAge } from "../../base/duration.ts";
import { counted } from "../../base/words.ts";
import type { ScopeReport } from "../../forge/runners/runner.ts";
import type { JudgedJob } from "./decide.ts";
import type { Watched } from "./watch-lane.ts";

// What sentences, the log and the summary say in the same words.

/** A job by its name, its workflow and its repository, as far as they are known. */
export function named({ job: { job, workflow, repository } }: JudgedJob): string {
  const of = workflow === undefined ? "" : ` of ${workflow}`;
  return `${job}${of}${repository === undefined ? "" : ` in ${repository.owner}/${repository.name}`}`;
}

/** How many jobs wait, and how long the oldest does. */
export function queueInWords({ jobs, queue }: Watched): string {
  const isAll = queue.state === "read";
  if (jobs.length === 0)
    return isAll ? "no job waits for the lane" : "no job that could be read waits for the lane";
  const count = `${counted(jobs.length, "job waits", "jobs wait")} for the lane`;
  const longest = longestWait(jobs);
  const age = longest === undefined ? "" : `, the oldest for ${formatAge(longest)}`;
  return `${isAll ? "" : "at least "}${count}${age}`;
}

/** In ms; undefined where it is known of none. */
export function longestWait(jobs: readonly JudgedJob[]): number | undefined {
  const known = jobs.flatMap(({ waited }) => waited ?? []);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** What the verdict rests on, as a clause. */
export function watchedBy({ queue, scopes, sampledAt }: Watched): string {
  const jobs =
    queue.state === "read" ? `the waiting jobs of ${place(queue)}` : "no whole list of waiting jobs";
  const read = scopes.filter(({ state }) => state === "read");
  const runners = read.length === 0 ? "" : ` and the runners of ${read.map(place).join(", ")}`;
  return `judged by ${jobs}${runners}, sampled at ${sampledAt.toISOString()}`;
}

/** A clause for each list that was not read. */
export function unreadLists({ queue, scopes }: Watched): string[] {
  const missing = (what: string, report: ScopeReport) =>
    report.state === "read" ? [] : [`${what} of ${place(report)} were not all read: ${report.reason}`];
  return [...missing("the waiting jobs", queue), ...scopes.flatMap((one) => missing("the runners", one))];
}

export function place({ scope, name }: ScopeReport): string {
  return `the ${scope} ${name}`;
}
