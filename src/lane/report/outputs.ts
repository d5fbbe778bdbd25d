import { outputJson } from "../../base/json.ts";
import { labelsOf } from "../label-sets.ts";
import { runnersJson } from "../runners/runners-json.ts";
import { type JudgedJob, jobStatusOf, type Verdict } from "../verdict.ts";

/** The values of the action's outputs. */
export function outputsOf(verdict: Verdict): Record<"status" | "online" | "runners" | "json", string> {
  const { status, evidence, sampledAt, jobs, findings, unresolved, problems, runners, scopes } = verdict;
  return {
    status,
    online: onlineOf(jobs),
    runners: runnersJson(runners),
    json: outputJson({
      status,
      evidence,
      sampledAt: sampledAt?.toISOString() ?? null,
      jobs: jobs.map((job) => ({
        workflow: job.workflow,
        job: job.job,
        line: job.line,
        column: job.column,
        events: job.events.map(({ name, trusted }) => ({ name, trusted })),
        labels: job.sets.map(labelsOf),
        expressions: job.expressions,
        verdict: jobStatusOf(job, findings),
        why: job.capacities.map(({ why }) => why),
      })),
      findings,
      unresolved,
      problems,
      scopes,
    }),
  };
}

/** The runners of the lane job that has the fewest; empty where they could not be counted. */
function onlineOf(jobs: readonly JudgedJob[]): string {
  const all = jobs.flatMap(({ capacities }) => capacities);
  const isKnown = all.length > 0 && all.every(({ counted, serving }) => counted || serving.length > 0);
  return isKnown ? String(Math.min(...all.map(({ serving }) => serving.length))) : "";
}
