import { isRecord } from "../../base/json.ts";
import { answeredAt } from "../api/answered-at.ts";
import { type ApiAnswer, type ApiClient, type ApiRequest, repositoryRoute } from "../api/api-client.ts";
import { pageOf, pageQuery } from "../api/pages.ts";
import type {
  CommitStatus,
  CommitStatusFilter,
  CommitStatusListing,
  NewCommitStatus,
} from "../commit-status.ts";
import type { Repository } from "../forge.ts";

const mostStatuses = 500;

/**
 * The statuses of a commit, from `GET /repos/{o}/{r}/commits/{ref}/statuses`, which all three products have and order
 * by the time of creation, newest first.
 */
export async function listStatuses(
  client: ApiClient,
  repository: Repository,
  sha: string,
  { context, until }: CommitStatusFilter,
  signal: AbortSignal,
): Promise<CommitStatusListing> {
  const path = `${repositoryRoute(repository)}/commits/${encodeURIComponent(sha)}/statuses`;
  const statuses: CommitStatus[] = [];
  let serverTime: Date | undefined;
  for (let page = 1, read = 0; read < mostStatuses; page++) {
    const query = pageQuery(client.kind, page);
    const { items, next, total, time } = await client.get(path, query, signal, (answer, request) => ({
      ...pageOf(itemsIn(answer, request, client), answer.headers),
      time: answeredAt(answer.headers),
    }));
    serverTime = time ?? serverTime;
    read += items.length;
    const wanted = items
      .flatMap((item) => readStatus(item) ?? [])
      .filter((status) => context === undefined || status.context === context);
    statuses.push(...wanted);
    const isLast = items.length === 0 || next === false || (total !== undefined && read >= total);
    // GitHub's only page has no Link header.
    if (isLast || (client.kind === "github" && next === undefined)) break;
    if (until && wanted.some(until)) break;
  }
  statuses.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  return { statuses, serverTime };
}

export async function createStatus(
  client: ApiClient,
  repository: Repository,
  sha: string,
  { state, context, description, targetUrl, look }: NewCommitStatus,
  signal: AbortSignal,
): Promise<CommitStatus> {
  const path = `${repositoryRoute(repository)}/statuses/${encodeURIComponent(sha)}`;
  const body = { state, context, description, ...(targetUrl && { target_url: targetUrl }) };
  return client.retry(signal, async () => {
    await look?.();
    return client.once({ method: "POST", path, body }, signal, ({ data }, request) => {
      const status = readStatus(data);
      if (status) return status;
      throw client.wrongAnswer(request, "the answer is not a commit status");
    });
  });
}

function itemsIn({ data }: ApiAnswer, request: ApiRequest, client: ApiClient): readonly unknown[] {
  // Empty lists may be null.
  const list = data ?? [];
  if (Array.isArray(list) && list.every((item) => readStatus(item))) return list;
  throw client.wrongAnswer(request, "the answer is not a list of commit statuses");
}

/** Reads a commit status; its state is `status` on Gitea and Forgejo and `state` on GitHub. */
function readStatus(data: unknown): CommitStatus | undefined {
  if (!isRecord(data) || typeof data.context !== "string") return undefined;
  const { id } = data;
  if (typeof id !== "number" || !Number.isSafeInteger(id)) return undefined;
  const createdAt = new Date(typeof data.created_at === "string" ? data.created_at : Number.NaN);
  if (Number.isNaN(createdAt.getTime())) return undefined;
  const { creator } = data;
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return {
    id,
    context: data.context,
    state: text(data.status ?? data.state),
    description: text(data.description),
    createdAt,
    creator: creator === null ? null : isRecord(creator) ? text(creator.login) : "somebody",
    targetUrl: text(data.target_url),
  };
}
