import { enumerated } from "../../base/enumerated.ts";
import { isRecord } from "../../base/json.ts";
import { quoted } from "../../base/text.ts";
import { answeredAt } from "../api/answered-at.ts";
import type { ApiAnswer, ApiClient, ApiRequest } from "../api/api-client.ts";
import { isBefore, type Product } from "../product.ts";
import { pageUrl } from "../server.ts";
import { productIfTold } from "../server-product.ts";
import { withRepositories } from "./forgejo-details.ts";
import { idIn, labelsIn, runsPage } from "./read-job.ts";
import { type Reading, type ReadQueue, readQueue } from "./read-queue.ts";
import { type QueueRoute, type QueueServer, scopedQueue } from "./scoped-queue.ts";
import type { Queue, QueueQuestion, WaitingJob } from "./waiting.ts";

/**
 * The waiting jobs of Forgejo from 11 on, from `/actions/runners/jobs` of the repository, the owner or the instance: one
 * answer without pages, with what waits and what runs. What is blocked by other jobs or an approval is not in it
 * (`GetActionRunJobs` of routers/api/v1/shared/runners.go).
 *
 * Its filter `labels` leaves out every job that asks for another label besides (`ItRunsOn` of models/actions/run_job.go),
 * so all jobs are asked for. Older versions show none then; 15 is known to show all.
 */
export async function forgejoQueue(server: QueueServer, question: QueueQuestion): Promise<Queue> {
  const queue = await scopedQueue(server, question, (route) => readRoute(server, route, question));
  if (question.scope === "repository") return queue;
  const asking = queue.jobs.filter((job) => job.labels.some((label) => question.labels.includes(label)));
  return { ...queue, jobs: await withRepositories(asking, server.client, server.signal) };
}

async function readRoute(
  server: QueueServer,
  { base, query }: QueueRoute,
  question: QueueQuestion,
): Promise<ReadQueue> {
  const found = await readShown(server, `${base}/actions/runners/jobs`, query, question);
  if (base !== "/admin" || found.state !== "no-route") return found;
  // Where it lies before 15.
  return readShown(server, "/admin/runners/jobs", query, question);
}

/** All jobs; of a server that may not show them those that the filter shows, which are not known to be all. */
async function readShown(
  server: QueueServer,
  path: string,
  query: QueueRoute["query"],
  question: QueueQuestion,
): Promise<ReadQueue> {
  const all = await readList(server, path, query, question);
  if (all.state !== "read" || all.shown > 0) return all;
  const product = await productIfTold(server.product, server.signal);
  if (product && !isBefore(product, 15, 0)) return all;
  const labels = question.labels.join(",");
  const some = await readList(server, path, { ...query, labels }, question);
  return some.state === "read" ? { ...some, state: "failed", reason: whyNotAll(product, question) } : some;
}

function whyNotAll(product: Product | undefined, { labels }: QueueQuestion): string {
  const server = product ? `Forgejo ${product.major}.${product.minor}` : "the server";
  const asked = enumerated(labels.map((label) => quoted(label)));
  return `${server} is not known to show a job that asks for more than ${asked}; Forgejo shows all jobs from 15 on`;
}

function readList(
  { client, signal }: QueueServer,
  path: string,
  query: QueueRoute["query"],
  question: QueueQuestion,
): Promise<ReadQueue> {
  return readQueue(async (into) => {
    await client.get(path, query, signal, (answer, request) =>
      readAnswer(into, client, answer, request, question),
    );
    return undefined;
  }, signal);
}

function readAnswer(
  into: Reading,
  client: ApiClient,
  { data, headers }: ApiAnswer,
  request: ApiRequest,
  question: QueueQuestion,
): void {
  const wrong = () => client.wrongAnswer(request, "the answer is not a list of jobs");
  // An empty list is null.
  const list = data ?? [];
  if (!Array.isArray(list)) throw wrong();
  into.serverTime = answeredAt(headers) ?? into.serverTime;
  into.shown = list.length;
  for (const item of list) {
    const job = readJob(item, client.serverUrl, question);
    if (job === undefined) throw wrong();
    if (item.status === "waiting") into.jobs.set(job.id, job);
  }
}

/** Reads an `ActionRunJob`; undefined for what is none. It has the id of its run from 16 on, and no time. */
function readJob(
  data: unknown,
  serverUrl: string,
  { scope, repository }: QueueQuestion,
): WaitingJob | undefined {
  if (!isRecord(data)) return undefined;
  const { name, needs, attempt = 1, html_url: page } = data;
  const [id, labels, needed] = [idIn(data.id), labelsIn(data.runs_on), labelsIn(needs)];
  if (id === undefined || labels === undefined || typeof name !== "string") return undefined;
  if (typeof data.status !== "string") return undefined;
  const of = scope === "repository" ? repository : undefined;
  return {
    id,
    repository: of,
    repositoryId: idIn(data.repo_id),
    workflow: undefined,
    job: name,
    labels,
    since: undefined,
    url: pageUrl(page, serverUrl, runsPage(serverUrl, of)),
    run: idIn(data.run_id),
    isFresh: needed?.length === 0 && (attempt === 0 || attempt === 1),
  };
}
