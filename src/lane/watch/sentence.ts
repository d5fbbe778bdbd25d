import { formatAge } from "../../base/duration.ts";
import { enumerated } from "../../base/enumerated.ts";
import { ReportedError } from "../../base/errors.ts";
import { counted, joined } from "../../base/words.ts";
import { type JobState, overdue } from "./decide.ts";
import type { Watched } from "./watch-lane.ts";
import { named, place } from "./words.ts";

/** Clauses of a sentence; the log has them all. */
const mostNamed = 5;

/** Jobs wait for a lane that nobody serves, or that cannot be known. */
export class LaneStarved extends ReportedError {
  override readonly name = "LaneStarved";
}

/** What is wrong, in one sentence that begins with what to do; undefined where nothing is. */
export function sentenceOf(watched: Watched): string | undefined {
  switch (watched.status) {
    case "ok":
      return undefined;
    case "busy":
      return overdueSentence(watched);
    case "starved":
      return joined(clauses(watched, "starved"), mostNamed);
    case "unknown":
      return joined([...whatIsUnread(watched), ...clauses(watched, "unknown")], mostNamed);
  }
}

/**
 * Fails the step where the lane is starved, or where that is not known and that is more than worth a warning.
 *
 * @throws {LaneStarved}
 */
export function requireFed(watched: Watched, onUnknown: "fail" | "warn"): void {
  const fails = watched.status === "starved" || (watched.status === "unknown" && onUnknown === "fail");
  if (fails) throw new LaneStarved(sentenceOf(watched) ?? watched.status);
}

/** What there is to warn of where the step does not fail. */
export function warningOf(watched: Watched): string | undefined {
  return sentenceOf(watched);
}

/** Why jobs are in a state, each reason once with the jobs that it keeps waiting. */
function clauses({ jobs }: Watched, state: JobState): string[] {
  const byReason = Map.groupBy(
    jobs.filter((one) => one.state === state),
    ({ why }) => why,
  );
  return [...byReason].map(
    ([why, those]) => `${why} (waited for by ${enumerated([...new Set(those.map(named))], 3)})`,
  );
}

function whatIsUnread({ queue }: Watched): string[] {
  if (queue.state === "read") return [];
  return [`make sure that all waiting jobs of ${place(queue)} can be listed: ${queue.reason}`];
}

/** Of a lane that is busy for longer than it should be. */
function overdueSentence({ jobs, maxWait }: Watched): string | undefined {
  const late = overdue(jobs, maxWait);
  if (late.length === 0) return undefined;
  const each = late.map((one) => `${named(one)} for ${formatAge(one.waited ?? 0)} (${one.job.url})`);
  const isTaken = late.every(({ state }) => state === "busy");
  const why = isTaken
    ? "all runners that have their labels are taken"
    : "though a runner that has their labels is free";
  return `start more runners of the lane, or look at those there are: ${counted(late.length, "job has", "jobs have")} waited for more than ${formatAge(maxWait)} (max-wait), ${why}: ${enumerated(each, 3)}; ${counted(jobs.length, "job waits", "jobs wait")} in all`;
}
