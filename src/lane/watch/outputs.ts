import { outputJson } from "../../base/json.ts";
import { runnersJson } from "../runners/runners-json.ts";
import type { JudgedJob } from "./decide.ts";
import type { Watched } from "./watch-lane.ts";
import { watchedBy } from "./words.ts";

/** The values of the action's outputs. */
export function outputsOf(watched: Watched): Record<"status" | "waiting" | "runners" | "json", string> {
  const { status, jobs, queue, runners, scopes, sampledAt } = watched;
  return {
    status,
    waiting: outputJson(jobs.map(waitingJob)),
    runners: runnersJson(runners),
    json: outputJson({
      status,
      evidence: watchedBy(watched),
      sampledAt: sampledAt.toISOString(),
      waiting: jobs.map((one) => ({ ...waitingJob(one), state: one.state, why: one.why })),
      queue,
      scopes,
    }),
  };
}

function waitingJob({ job: { repository, workflow, job, labels, since, url } }: JudgedJob) {
  return {
    repository: repository === undefined ? null : `${repository.owner}/${repository.name}`,
    workflow: workflow ?? null,
    job,
    labels,
    since: since?.toISOString() ?? null,
    url,
  };
}
