import { isRecord } from "../../base/json.ts";
import { type ApiClient, repositoryRoute } from "../api/api-client.ts";
import type { Repository, RepositoryState } from "../forge.ts";

/**
 * Whether a repository takes pushes. All three products say `archived`. Gitea and Forgejo say `mirror` of one that pulls
 * from elsewhere (`modules/structs/repo.go`), and GitHub gives the address that one mirrors as `mirror_url`, which is
 * null otherwise (`full-repository` of its description).
 */
export function repositoryState(
  client: ApiClient,
  repository: Repository,
  signal: AbortSignal,
): Promise<RepositoryState | undefined> {
  return client.find(repositoryRoute(repository), signal, ({ data }, request) => {
    if (!isRecord(data) || typeof data.archived !== "boolean")
      throw client.wrongAnswer(request, "the answer is not a repository");
    if (data.archived) return "archived";
    const { mirror, mirror_url: mirrored } = data;
    return mirror === true || (typeof mirrored === "string" && mirrored !== "") ? "mirror" : "writable";
  });
}
