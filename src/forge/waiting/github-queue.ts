import { isRecord } from "../../base/json.ts";
import { counted } from "../../base/words.ts";
import { allToTheEnd } from "../../jobs/jobs.ts";
import { createLimit } from "../../jobs/limit.ts";
import { answeredAt } from "../api/answered-at.ts";
import { type ApiAnswer, type ApiClient, type ApiRequest, repositoryRoute } from "../api/api-client.ts";
import { type Page, pageOf, pageQuery, readPagesAtOnce } from "../api/pages.ts";
import { ForgeError } from "../errors.ts";
import type { Repository } from "../forge.ts";
import { workflowFile } from "../runs.ts";
import { pageUrl } from "../server.ts";
import { idIn, labelsIn, runsPage, timeIn } from "./read-job.ts";
import { mostJobs, type Reading, readQueue } from "./read-queue.ts";
import type { Queue, WaitingJob } from "./waiting.ts";

/** Runs whose jobs are looked through, of each status. */
const mostRuns = 100;
/** Runs whose jobs are asked for at a time. */
const concurrency = 8;

/** The statuses of a run that may have a job waiting for a runner; one of its jobs may run, or wait for an approval. */
const statuses = ["queued", "in_progress", "waiting"] as const;

interface Run {
  readonly id: number;
  readonly workflow: string | undefined;
}

/** Where the jobs are asked for. */
interface Place {
  readonly client: ApiClient;
  readonly repository: Repository;
  readonly signal: AbortSignal;
}

/**
 * The waiting jobs of a repository on GitHub, which lists runs by their status and the jobs of each. Only a `queued` job
 * waits for a runner: `waiting` is for an approval, `pending` for a concurrency group.
 */
export async function gitHubQueue(
  client: ApiClient,
  repository: Repository,
  signal: AbortSignal,
): Promise<Queue> {
  const place = { client, repository, signal };
  const { jobs, serverTime, state, reason } = await readQueue((into) => readRepository(into, place), signal);
  const name = `${repository.owner}/${repository.name}`;
  return { jobs, serverTime, report: { scope: "repository", name, state, reason } };
}

/** @returns why these are not all jobs, if they are not */
async function readRepository(into: Reading, place: Place): Promise<string | undefined> {
  const lists = await allToTheEnd(statuses.map((status) => readRuns(into, place, status)));
  // A run may move on from one list to another while they are read.
  const runs = new Map(lists.flatMap(({ runs }) => runs.map((run) => [run.id, run])));
  const limit = createLimit(concurrency);
  const unread = await allToTheEnd([...runs.values()].map((run) => limit(() => readJobs(into, place, run))));
  const gaps = [
    ...gap(sum(lists.map(({ left }) => left)), "more run", "looked into"),
    ...gap(sum(unread), "more job", "read"),
  ];
  return gaps.length === 0 ? undefined : gaps.join(", and ");
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

function gap(left: number, what: string, done: string): string[] {
  return left === 0 ? [] : [`${counted(left, what)} ${left === 1 ? "was" : "were"} not ${done}`];
}

/**
 * The runs of one status, the newest, and how many more there are. Runs that move on while the pages are read move the
 * others, so what was not seen is looked for once more.
 */
async function readRuns(
  into: Reading,
  place: Place,
  status: string,
): Promise<{ readonly runs: readonly Run[]; readonly left: number }> {
  const first = await readRunPages(into, place, status);
  const isWhole = first.runs.length >= Math.min(first.total, mostRuns);
  const last = isWhole ? first : await readRunPages(into, place, status);
  const runs = [...new Map([...first.runs, ...last.runs].map((run) => [run.id, run])).values()];
  return { runs, left: Math.max(0, last.total - runs.length) };
}

async function readRunPages(
  into: Reading,
  { client, repository, signal }: Place,
  status: string,
): Promise<{ readonly runs: readonly Run[]; readonly total: number }> {
  const path = `${repositoryRoute(repository)}/actions/runs`;
  const { items, total = 0 } = await readPagesAtOnce(mostRuns, (page) =>
    client.get(path, { status, ...pageQuery(client.kind, page) }, signal, ({ data, headers }, request) => {
      if (!isRecord(data) || !Array.isArray(data.workflow_runs))
        throw client.wrongAnswer(request, "the answer is not a list of runs");
      into.serverTime = answeredAt(headers) ?? into.serverTime;
      return pageOf(data.workflow_runs, headers, data.total_count);
    }),
  );
  const runs = items.filter(isRecord).flatMap(({ id: value, path: workflow }): Run[] => {
    const id = idIn(value);
    return id === undefined ? [] : [{ id, workflow: workflowFile(workflow) || undefined }];
  });
  return { runs: [...new Map(runs.map((run) => [run.id, run])).values()], total };
}

/**
 * Adds the jobs of a run that wait; a run that is gone has none.
 *
 * @returns how many more jobs the run has
 */
async function readJobs(into: Reading, { client, repository, signal }: Place, run: Run): Promise<number> {
  const path = `${repositoryRoute(repository)}/actions/runs/${run.id}/jobs`;
  try {
    const { items, total = 0 } = await readPagesAtOnce(mostJobs, (page) =>
      client.get(path, pageQuery(client.kind, page), signal, (answer, request) =>
        readPage(into, client, answer, request, repository, run),
      ),
    );
    return Math.max(0, total - items.length);
  } catch (error) {
    if (error instanceof ForgeError && error.status === 404) return 0;
    throw error;
  }
}

function readPage(
  into: Reading,
  client: ApiClient,
  { data, headers }: ApiAnswer,
  request: ApiRequest,
  repository: Repository,
  run: Run,
): Page {
  const wrong = () => client.wrongAnswer(request, "the answer is not a list of jobs");
  if (!isRecord(data) || !Array.isArray(data.jobs)) throw wrong();
  into.shown += data.jobs.length;
  for (const item of data.jobs) {
    const job = readJob(item, client.serverUrl, repository, run);
    if (job === undefined) throw wrong();
    if (item.status === "queued") into.jobs.set(job.id, job);
  }
  return pageOf(data.jobs, headers, data.total_count);
}

/** Reads a `job`; undefined for what is none. */
function readJob(
  data: unknown,
  serverUrl: string,
  repository: Repository,
  { id: run, workflow }: Run,
): WaitingJob | undefined {
  if (!isRecord(data)) return undefined;
  const [id, labels, { name }] = [idIn(data.id), labelsIn(data.labels), data];
  if (id === undefined || labels === undefined || typeof name !== "string") return undefined;
  if (typeof data.status !== "string") return undefined;
  return {
    id,
    repository,
    workflow,
    job: name,
    labels,
    since: timeIn(data.created_at),
    url: pageUrl(data.html_url, serverUrl, runsPage(serverUrl, repository)),
    run,
    isFresh: true,
  };
}
