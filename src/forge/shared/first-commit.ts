import { isRecord } from "../../base/json.ts";
import { type ApiClient, type ApiRequest, repositoryRoute } from "../api/api-client.ts";
import { pageOf } from "../api/pages.ts";
import { ForgeError } from "../errors.ts";
import type { Repository } from "../forge.ts";
import { isObjectId } from "../object-id.ts";

/**
 * The first commit of the default branch: the history's last page of one commit each, found with two requests, or
 * one where there is a single commit. The second names the head that the first saw, as the branch may move.
 */
export async function firstCommit(
  client: ApiClient,
  repository: Repository,
  signal: AbortSignal,
): Promise<string | undefined> {
  const path = `${repositoryRoute(repository)}/commits`;
  // Gitea and Forgejo leave out what is dear to compute.
  const cheap =
    client.kind === "github" ? { per_page: 1 } : { limit: 1, stat: false, verification: false, files: false };
  const read = (query: ApiRequest["query"]) =>
    client.get(path, { ...cheap, ...query }, signal, ({ data, headers }, request) => {
      const [commit] = Array.isArray(data) ? data : [];
      const sha = isRecord(commit) ? commit.sha : undefined;
      if (!isObjectId(sha)) throw client.wrongAnswer(request, "the answer is not a list of commits");
      // GitHub's only page has no Link header, and no other server leaves out the count.
      const last = lastPage(headers) ?? (client.kind === "github" ? 1 : undefined);
      if (last === undefined)
        throw client.wrongAnswer(request, "the answer does not tell how many commits there are");
      return { sha, last };
    });
  try {
    const head = await read({ page: 1 });
    return head.last <= 1 ? head.sha : (await read({ page: head.last, sha: head.sha })).sha;
  } catch (error) {
    // An empty repository.
    if (error instanceof ForgeError && error.status === 409) return undefined;
    throw error;
  }
}

/** The number of the last page: from a count, where a page has one item, or from the `Link` header. */
function lastPage(headers: Headers): number | undefined {
  const { total } = pageOf([], headers);
  if (total !== undefined) return total;
  const [, url = ""] = /<([^<>]*)>\s*;\s*rel="?last"?/.exec(headers.get("link") ?? "") ?? [];
  const page = URL.canParse(url) ? new URL(url).searchParams.get("page") : null;
  return page !== null && /^\d+$/.test(page) ? Number(page) : undefined;
}
