import type { Octokit } from "@octokit/rest";
import { isRecord } from "../base/json.ts";
import type { Log } from "../base/log.ts";
import { Caller, type Send } from "./api/api-client.ts";
import { contentError } from "./api/fetch.ts";
import { pageOf, type Requester, readPages } from "./api/retries.ts";
import { SharedRoutes } from "./shared/shared-routes.ts";
import { createOnce } from "./create-once.ts";
import { ForgeError, forgeErrorIn } from "./errors.ts";
import type {
  Branches,
  Forge,
  PullRequest,
  PullRequestText,
  Repository,
  RunFilter,
  WorkflowRun,
} from "./forge.ts";
import { isBetween, readPullRequest } from "./pull-request.ts";
import { gitHubRunners } from "./runners/github-runners.ts";
import type { RunnerListing } from "./runners/runner.ts";
import { isWanted, runNumber, runState } from "./runs.ts";
import { pageUrl, repositoryUrl } from "./server.ts";

export interface GitHubOptions {
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly token: string;
  readonly fetch: typeof globalThis.fetch;
  readonly requester: Requester;
  readonly log: Log;
}

const pageSize = 100;
const mostItems = 1000;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** GitHub and GitHub Enterprise, by way of octokit. */
export async function createGitHub(options: GitHubOptions): Promise<Forge> {
  const { Octokit } = await import("@octokit/rest");
  const octokit = new Octokit({
    auth: options.token,
    baseUrl: options.apiUrl,
    request: { fetch: options.fetch },
    // Otherwise it writes to stderr by itself.
    log: silent,
  });
  return new GitHub(octokit, options);
}

class GitHub extends SharedRoutes implements Forge {
  readonly kind = "github";
  readonly serverUrl: string;
  readonly #octokit: Octokit;
  readonly #apiUrl: string;
  readonly #requester: Requester;
  readonly #log: Log;

  constructor(octokit: Octokit, options: GitHubOptions) {
    const { serverUrl, apiUrl, requester } = options;
    super(new Caller("github", serverUrl, apiUrl, requester, sendBy(octokit)));
    this.serverUrl = options.serverUrl;
    this.#octokit = octokit;
    this.#apiUrl = options.apiUrl;
    this.#requester = options.requester;
    this.#log = options.log;
  }

  async expandsCalls(): Promise<boolean> {
    return true;
  }

  async findPullRequest(
    repository: Repository,
    branches: Branches,
    signal: AbortSignal,
  ): Promise<PullRequest | undefined> {
    return this.#requester.ask(signal, () => this.#find(repository, branches, signal));
  }

  async openPullRequest(
    repository: Repository,
    request: Branches & PullRequestText,
    signal: AbortSignal,
  ): Promise<PullRequest> {
    const { head, base, title, body } = request;
    return this.#requester.ask(signal, (attempt) =>
      createOnce(attempt, {
        find: () => this.#find(repository, request, signal),
        create: async () => {
          const { data } = await this.#octokit.rest.pulls.create({
            ...pathOf(repository),
            head,
            base,
            title,
            body,
            request: { signal },
          });
          return this.#read(data, "POST", repository);
        },
        refusalIn(error) {
          // 422 stands for many mistakes, "A pull request already exists" among them.
          const refusal = forgeErrorIn(error);
          return refusal?.status === 422 ? refusal : undefined;
        },
      }),
    );
  }

  async updatePullRequest(
    repository: Repository,
    number: number,
    { title, body }: PullRequestText,
    signal: AbortSignal,
  ): Promise<PullRequest> {
    return this.#requester.ask(signal, async () => {
      const { data } = await this.#octokit.rest.pulls.update({
        ...pathOf(repository),
        pull_number: number,
        title,
        body,
        request: { signal },
      });
      return this.#read(data, "PATCH", repository);
    });
  }

  async runsOf(
    repository: Repository,
    sha: string,
    filter: RunFilter,
    signal: AbortSignal,
  ): Promise<WorkflowRun[] | undefined> {
    try {
      return await this.#requester.ask(signal, () => this.#listedRuns(repository, sha, filter, signal));
    } catch (error) {
      if (!(error instanceof ForgeError) || (error.status !== 403 && error.status !== 404)) throw error;
      this.#log.debug(error.message);
      return undefined;
    }
  }

  listRunners(repository: Repository, signal: AbortSignal): Promise<RunnerListing> {
    return gitHubRunners(this.caller, repository, signal);
  }

  async #listedRuns(repository: Repository, sha: string, filter: RunFilter, signal: AbortSignal) {
    const items = await readPages(mostItems, async (page) => {
      const { data, headers } = await this.#octokit.rest.actions.listWorkflowRunsForRepo({
        ...pathOf(repository),
        head_sha: sha,
        event: "push",
        branch: filter.branch,
        page,
        per_page: pageSize,
        request: { signal },
      });
      const read: unknown = data;
      const list = isRecord(read) ? read.workflow_runs : undefined;
      if (!isRecord(read) || !Array.isArray(list))
        throw contentError(this.#where("GET", repository, "actions/runs"), "answer is no list");
      return pageOf(list, headersOf(headers), read.total_count);
    });
    return items.filter(isRecord).flatMap((run): WorkflowRun[] => {
      const { head_sha, head_branch: branch, event, path: workflow } = run;
      if (!isWanted({ sha: head_sha, branch, event, workflow }, sha, filter)) return [];
      const number = runNumber(run.html_url) ?? String(run.id);
      const own = `${repositoryUrl(this.serverUrl, repository)}/actions/runs/${encodeURIComponent(number)}`;
      return [
        { url: pageUrl(run.html_url, this.serverUrl, own), state: runState(run.status, run.conclusion) },
      ];
    });
  }

  async #find(repository: Repository, branches: Branches, signal: AbortSignal) {
    const items = await readPages(mostItems, async (page) => {
      const { data, headers } = await this.#octokit.rest.pulls.list({
        ...pathOf(repository),
        state: "open",
        head: `${repository.owner}:${branches.head}`,
        base: branches.base,
        page,
        per_page: pageSize,
        request: { signal },
      });
      const read: unknown = data;
      if (!Array.isArray(read))
        throw contentError(this.#where("GET", repository, "pulls"), "answer is no list");
      const { items, next } = pageOf(read, headersOf(headers));
      // A list that fits on one page has no Link header.
      return { items, next: next ?? false };
    });
    const found = items
      .filter((item) => isBetween(item, branches))
      .map((item) => this.#read(item, "GET", repository));
    return found.sort((a, b) => b.number - a.number)[0];
  }

  #read(data: unknown, method: string, repository: Repository): PullRequest {
    const page = (number: number) => `${repositoryUrl(this.serverUrl, repository)}/pull/${number}`;
    const read = readPullRequest(data, this.serverUrl, page);
    if (!read) throw contentError(this.#where(method, repository, "pulls"), "answer is no pull request");
    return read;
  }

  #where(method: string, repository: Repository, path: string): string {
    const { host, pathname } = new URL(repositoryUrl(`${this.#apiUrl}/repos`, repository));
    return `${method} ${host}${pathname}/${path}`;
  }
}

function sendBy(octokit: Octokit): Send {
  return async ({ method, path: url, query, body }, signal) => {
    const { data, headers } = await octokit.request({ method, url, ...query, ...body, request: { signal } });
    return { data, headers: headersOf(headers) };
  };
}

function pathOf({ owner, name }: Repository): { owner: string; repo: string } {
  return { owner, repo: name };
}

function headersOf(headers: Readonly<Record<string, string | number | undefined>>): Headers {
  return new Headers(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}
