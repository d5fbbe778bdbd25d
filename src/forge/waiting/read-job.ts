import type { Repository } from "../forge.ts";
import { repositoryUrl } from "../server.ts";

// What the jobs and runs of all forges have alike.

/** The labels of a job; undefined for what is no list of them. An empty list may be null. */
export function labelsIn(value: unknown): readonly string[] | undefined {
  const list = value ?? [];
  const isList = Array.isArray(list) && list.every((label) => typeof label === "string");
  return isList ? list : undefined;
}

/** A time; undefined for what is none, and for the zero of Go and of Unix, which stand for none. */
export function timeIn(value: unknown): Date | undefined {
  const time = new Date(typeof value === "string" ? value : Number.NaN);
  return time.getTime() > 0 ? time : undefined;
}

/** The id of a job, a run or a repository; undefined for what is none. */
export function idIn(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** The repository in the address of something of it, `<API>/repos/acme/app/actions/jobs/7`. */
export function repositoryIn(url: unknown): Repository | undefined {
  const [, owner, name] =
    /\/repos\/([^/]+)\/([^/]+)\/actions\//.exec(typeof url === "string" ? url : "") ?? [];
  if (owner === undefined || name === undefined) return undefined;
  try {
    return { owner: decodeURIComponent(owner), name: decodeURIComponent(name) };
  } catch {
    return undefined;
  }
}

/** The page of a repository's runs; without a repository the server's own. */
export function runsPage(serverUrl: string, repository: Repository | undefined): string {
  return repository === undefined ? serverUrl : `${repositoryUrl(serverUrl, repository)}/actions`;
}
