import { isRecord } from "../../base/json.ts";
import { type ApiClient, repositoryRoute } from "../api/api-client.ts";
import type { Repository } from "../forge.ts";
import { isObjectId } from "../object-id.ts";

/** The head of a pull request, from its own route, which all three products have alike. */
export async function pullRequestHead(
  client: ApiClient,
  repository: Repository,
  number: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  return client.find(`${repositoryRoute(repository)}/pulls/${number}`, signal, ({ data }, request) => {
    const head = isRecord(data) ? data.head : undefined;
    if (isRecord(head) && isObjectId(head.sha)) return head.sha;
    throw client.wrongAnswer(request, "the answer is not a pull request");
  });
}
