import { isRecord } from "../../base/json.ts";
import { type ApiClient, repositoryRoute } from "../api/api-client.ts";
import { pageQuery } from "../api/pages.ts";
import { workflowFile } from "../runs.ts";
import { orNothing } from "./or-nothing.ts";
import type { QueueQuestion, WaitingJob } from "./waiting.ts";

/**
 * Adds what the list of runs tells of jobs: the workflow. One request, for the newest 50 runs that go on; what it does not
 * tell stays unknown.
 *
 * Up to 1.26 a job that is run again keeps the time at which it was first made, which then is no time of waiting
 * (`rerunJob` of services/actions/rerun.go). From 1.27 on each attempt has jobs of its own, and a run names the attempt
 * before it.
 */
export async function withGiteaRuns(
  jobs: readonly WaitingJob[],
  client: ApiClient,
  { scope, repository }: QueueQuestion,
  signal: AbortSignal,
): Promise<readonly WaitingJob[]> {
  const base = {
    repository: repositoryRoute(repository),
    owner: `/orgs/${encodeURIComponent(repository.owner)}`,
    instance: "/admin",
  }[scope];
  const query = { status: ["queued", "in_progress"], ...pageQuery(client.kind, 1) };
  const runs = await orNothing(
    () =>
      client.get(`${base}/actions/runs`, query, signal, ({ data }, request) => {
        const list = isRecord(data) ? (data.workflow_runs ?? []) : undefined;
        if (!Array.isArray(list)) throw client.wrongAnswer(request, "the answer is not a list of runs");
        return new Map<unknown, Readonly<Record<string, unknown>>>(
          list.filter(isRecord).map((run) => [run.id, run]),
        );
      }),
    signal,
  );
  return jobs.map((job) => {
    const run = runs?.get(job.run);
    if (run === undefined) return job;
    const since = job.isFresh || "previous_attempt_url" in run ? job.since : undefined;
    return { ...job, workflow: workflowFile(run.path) || undefined, since };
  });
}
