import { isRecord } from "../../base/json.ts";
import { counted } from "../../base/words.ts";
import { answeredAt } from "../api/answered-at.ts";
import type { ApiAnswer, ApiClient, ApiRequest } from "../api/api-client.ts";
import { type Page, pageOf, pageQuery, readPagesAtOnce } from "../api/pages.ts";
import { pageUrl } from "../server.ts";
import { idIn, labelsIn, repositoryIn, runsPage, timeIn } from "./read-job.ts";
import { mostJobs, type Reading, readQueue, tooLong } from "./read-queue.ts";
import { type QueueRoute, type QueueServer, scopedQueue } from "./scoped-queue.ts";
import type { Queue, QueueQuestion, WaitingJob } from "./waiting.ts";

/**
 * The waiting jobs of Gitea from 1.25 on, from `/actions/jobs` of the repository, the owner or the instance. What waits
 * for a runner is `queued` there; `waiting` is what its own models call blocked, by other jobs, by a concurrency group or
 * by an approval (`ToActionsStatus` of services/convert, `convertToInternal` of routers/api/v1/shared/action.go).
 */
export function giteaQueue(server: QueueServer, question: QueueQuestion): Promise<Queue> {
  const { client, signal } = server;
  return scopedQueue(server, question, (route) =>
    readQueue((into) => readJobs(into, client, route, question, signal), signal),
  );
}

/**
 * Reads all pages. Jobs that begin meanwhile move the others to pages that were read before, so what was not seen is
 * looked for once more.
 *
 * @returns why these are not all, if they are not
 */
async function readJobs(
  into: Reading,
  client: ApiClient,
  { base, query }: QueueRoute,
  question: QueueQuestion,
  signal: AbortSignal,
): Promise<string | undefined> {
  const path = `${base}/actions/jobs`;
  for (let round = 1; ; round++) {
    const { total = 0 } = await readPagesAtOnce(mostJobs, (page) =>
      client.get(
        path,
        { status: "queued", ...query, ...pageQuery(client.kind, page) },
        signal,
        (answer, request) => readPage(into, client, answer, request, question),
      ),
    );
    if (total > mostJobs) return tooLong(total);
    const missing = total - into.jobs.size;
    if (missing <= 0) return undefined;
    if (round === 2)
      return `the list changed while it was read, and ${counted(missing, "of its jobs was", "of its jobs were")} not seen`;
  }
}

function readPage(
  into: Reading,
  client: ApiClient,
  { data, headers }: ApiAnswer,
  request: ApiRequest,
  question: QueueQuestion,
): Page {
  const wrong = () => client.wrongAnswer(request, "the answer is not a list of jobs");
  if (!isRecord(data) || !("jobs" in data || "total_count" in data)) throw wrong();
  // An empty list may be null.
  const list = data.jobs ?? [];
  if (!Array.isArray(list)) throw wrong();
  into.serverTime = answeredAt(headers) ?? into.serverTime;
  into.shown += list.length;
  for (const item of list) {
    const job = readJob(item, client.serverUrl, question);
    if (job === undefined) throw wrong();
    // A server that does not know the filter would list all that ever ran.
    if (item.status === "queued") into.jobs.set(job.id, job);
  }
  return pageOf(list, headers, data.total_count);
}

/** Reads an `ActionWorkflowJob`; undefined for what is none. */
function readJob(
  data: unknown,
  serverUrl: string,
  { scope, repository }: QueueQuestion,
): WaitingJob | undefined {
  if (!isRecord(data)) return undefined;
  const { name, url, html_url: page, run_attempt: attempt } = data;
  const [id, labels] = [idIn(data.id), labelsIn(data.labels)];
  if (id === undefined || labels === undefined || typeof name !== "string") return undefined;
  if (typeof data.status !== "string") return undefined;
  const of = scope === "repository" ? repository : repositoryIn(url);
  return {
    id,
    repository: of,
    workflow: undefined,
    job: name,
    labels,
    since: timeIn(data.created_at),
    url: pageUrl(page, serverUrl, runsPage(serverUrl, of)),
    run: idIn(data.run_id),
    // Up to 1.26 it counts how often the job began. From 1.27 on every attempt has jobs of its own, and counts from 1.
    isFresh: attempt === 0,
  };
}
