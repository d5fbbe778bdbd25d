import { isRecord } from "../../base/json.ts";
import { allToTheEnd } from "../../jobs/jobs.ts";
import { type ApiClient, repositoryRoute } from "../api/api-client.ts";
import { pageQuery } from "../api/pages.ts";
import type { Repository } from "../forge.ts";
import { workflowFile } from "../runs.ts";
import { pageUrl } from "../server.ts";
import { orNothing } from "./or-nothing.ts";
import { runsPage, timeIn } from "./read-job.ts";
import type { WaitingJob } from "./waiting.ts";

/** Repositories of which the names are asked for, and as many of which the runs are. */
const mostRepositories = 20;

/** Adds the names of repositories, of which Forgejo's jobs have the ids alone; a request for each. */
export async function withRepositories(
  jobs: readonly WaitingJob[],
  client: ApiClient,
  signal: AbortSignal,
): Promise<readonly WaitingJob[]> {
  const ids = new Set(
    jobs.flatMap(({ repository, repositoryId: id }) =>
      repository === undefined && id !== undefined ? [id] : [],
    ),
  );
  const asked = [...ids].slice(0, mostRepositories);
  const found = await allToTheEnd(asked.map((id) => nameOf(id, client, signal)));
  const names = new Map(asked.map((id, at) => [id, found[at]]));
  return jobs.map((job) => {
    const repository = job.repository ?? names.get(job.repositoryId ?? 0);
    const isNew = job.repository === undefined && repository !== undefined;
    return isNew
      ? {
          ...job,
          repository,
          url: pageUrl(job.url, client.serverUrl, runsPage(client.serverUrl, repository)),
        }
      : job;
  });
}

async function nameOf(id: number, client: ApiClient, signal: AbortSignal): Promise<Repository | undefined> {
  return orNothing(
    () =>
      client.get(`/repositories/${id}`, undefined, signal, ({ data }, request) => {
        const owner = isRecord(data) && isRecord(data.owner) ? data.owner.login : undefined;
        if (isRecord(data) && typeof owner === "string" && typeof data.name === "string")
          return { owner, name: data.name };
        throw client.wrongAnswer(request, "the answer is not a repository");
      }),
    signal,
  );
}

/** Adds what the runs tell that jobs name, as they do from 16 on: the workflow and the time. One request a repository. */
export async function withForgejoRuns(
  jobs: readonly WaitingJob[],
  client: ApiClient,
  signal: AbortSignal,
): Promise<readonly WaitingJob[]> {
  const named = jobs.filter(({ run }) => run !== undefined);
  const repositories = new Map(
    named.flatMap(({ repository }) =>
      repository === undefined ? [] : [[repositoryRoute(repository), repository]],
    ),
  );
  const asked = [...repositories.keys()].slice(0, mostRepositories);
  const found = await allToTheEnd(asked.map((route) => runsOf(route, client, signal)));
  // An id of a run is one of the whole instance.
  const runs = new Map(found.flatMap((some) => some ?? []));
  return jobs.map((job) => {
    const run = job.run === undefined ? undefined : runs.get(job.run);
    if (run === undefined) return job;
    const { serverUrl } = client;
    const hasPage = job.url !== runsPage(serverUrl, job.repository);
    return {
      ...job,
      workflow: workflowFile(run.workflow_id) || undefined,
      // A job that needed others, or that began before, has not waited since then.
      since: job.isFresh ? timeIn(run.created) : undefined,
      url: hasPage ? job.url : pageUrl(run.html_url, serverUrl, job.url),
    };
  });
}

type Run = readonly [unknown, Readonly<Record<string, unknown>>];

async function runsOf(route: string, client: ApiClient, signal: AbortSignal): Promise<Run[] | undefined> {
  const query = { status: ["waiting", "running"], ...pageQuery(client.kind, 1) };
  return orNothing(
    () =>
      client.get(`${route}/actions/runs`, query, signal, ({ data }, request) => {
        const list = isRecord(data) ? (data.workflow_runs ?? []) : undefined;
        if (!Array.isArray(list)) throw client.wrongAnswer(request, "the answer is not a list of runs");
        return list.filter(isRecord).map((run): Run => [run.id, run]);
      }),
    signal,
  );
}
