import { isRecord } from "../base/json.ts";
import type { Branches, PullRequest } from "./forge.ts";
import { pageUrl } from "./server.ts";

/**
 * Reads a pull request in the shape that Gitea, Forgejo and GitHub share; undefined for what is none.
 *
 * @param ownPage its page, should the server name one elsewhere
 */
export function readPullRequest(
  data: unknown,
  serverUrl: string,
  ownPage: (number: number) => string,
): PullRequest | undefined {
  if (!isRecord(data)) return undefined;
  const { number, title, body } = data;
  if (typeof number !== "number" || !Number.isSafeInteger(number) || number < 1) return undefined;
  return {
    number,
    url: pageUrl(data.html_url, serverUrl, ownPage(number)),
    title: typeof title === "string" ? title : "",
    ...(typeof body === "string" && body !== "" && { body }),
  };
}

/**
 * Whether a pull request is open, and leads from one branch to another of the same repository. Gitea's AGit flow has
 * `refs/pull/…/head` for a branch, and so has one whose branch was deleted.
 */
export function isBetween(data: unknown, { head, base }: Branches): boolean {
  if (!isRecord(data) || !isRecord(data.head) || !isRecord(data.base)) return false;
  const repository = ({ repo }: Record<string, unknown>) => (isRecord(repo) ? repo.id : undefined);
  const home = repository(data.base);
  return (
    (data.state === undefined || data.state === "open") &&
    data.head.ref === head &&
    data.base.ref === base &&
    home !== undefined &&
    repository(data.head) === home
  );
}
