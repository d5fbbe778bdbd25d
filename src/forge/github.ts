import type { Octokit } from "@octokit/rest";
import { isRecord } from "../base/json.ts";
import type { Log } from "../base/log.ts";
import { redact } from "../base/secret.ts";
import { bounded, oneLine } from "../base/text.ts";
import { ApiClient, repositoryRoute, type SendOnce } from "./api/api-client.ts";
import { graphQlUrl } from "./api/api-url.ts";
import { type Page, pageOf, pageQuery, readPagesInTurn } from "./api/pages.ts";
import type { Retries } from "./api/retries.ts";
import type { GitHubCommitTools } from "./commits/github-commits.ts";
import type { MadeCommit, NewCommit } from "./commits/new-commit.ts";
import { ForgeError } from "./errors.ts";
import type { Forge, Repository, RunFilter, WorkflowRun } from "./forge.ts";
import { gitHubRunners } from "./runners/github-runners.ts";
import type { RunnerListing } from "./runners/runner.ts";
import { isWanted, runNumber, runOutcome } from "./runs.ts";
import { pageUrl, repositoryUrl } from "./server.ts";
import { CommonForge } from "./shared/common-forge.ts";
import type { PullRequestApi } from "./shared/pull-requests.ts";
import type { Queue, QueueQuestion, WaitingJob } from "./waiting/waiting.ts";

export interface GitHubOptions {
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly token: string;
  readonly fetch: typeof globalThis.fetch;
  readonly retries: Retries;
  readonly log: Log;
}

/** Runs that are looked through. */
const mostRuns = 1000;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** GitHub and GitHub Enterprise, by way of octokit. */
export async function createGitHub(options: GitHubOptions): Promise<Forge> {
  const { serverUrl, apiUrl, token, fetch, retries, log } = options;
  const { Octokit } = await import("@octokit/rest");
  // Otherwise it writes to stderr by itself.
  const octokit = new Octokit({ auth: token, baseUrl: apiUrl, request: { fetch }, log: silent });
  const sendOnce = sendBy(octokit);
  const client = new ApiClient({ kind: "github", serverUrl, apiUrl, retries, sendOnce });
  const commitTools = {
    send: graphQlBy(octokit, graphQlUrl(apiUrl)),
    shown: (text: string) => bounded(redact(oneLine(text), [token]), 300),
  };
  return new GitHub(octokit, client, log, commitTools);
}

class GitHub extends CommonForge implements Forge {
  readonly kind = "github";
  readonly #octokit: Octokit;
  readonly #log: Log;
  readonly #commitTools: GitHubCommitTools;

  constructor(octokit: Octokit, client: ApiClient, log: Log, commitTools: GitHubCommitTools) {
    super(client, pullRequestsBy(octokit, client));
    this.#octokit = octokit;
    this.#commitTools = commitTools;
    this.#log = log;
  }

  async product(): Promise<undefined> {}

  async expandsCalls(): Promise<boolean> {
    return true;
  }

  async commitFile(repository: Repository, commit: NewCommit, signal: AbortSignal): Promise<MadeCommit> {
    const { gitHubCommit } = await import("./commits/github-commits.ts");
    return gitHubCommit(this.#commitTools, repository, commit, signal);
  }

  async runsOf(
    repository: Repository,
    sha: string,
    filter: RunFilter,
    signal: AbortSignal,
  ): Promise<WorkflowRun[] | undefined> {
    try {
      const runs = await this.client.retry(signal, () =>
        readPagesInTurn(mostRuns, (page) => this.#readRuns(repository, sha, filter.branch, page, signal)),
      );
      return runs.filter(isRecord).flatMap((run) => this.#wantedRun(run, repository, sha, filter));
    } catch (error) {
      if (!(error instanceof ForgeError) || (error.status !== 403 && error.status !== 404)) throw error;
      this.#log.debug(error.message);
      return undefined;
    }
  }

  async whyNoRuns(repository: Repository, signal: AbortSignal): Promise<string | undefined> {
    try {
      const path = `${repositoryRoute(repository)}/actions/runs`;
      await this.client.get(path, { per_page: 1 }, signal, () => undefined);
      return undefined;
    } catch (error) {
      if (error instanceof ForgeError && (error.status === 403 || error.status === 404)) return error.message;
      throw error;
    }
  }

  listRunners(repository: Repository, signal: AbortSignal): Promise<RunnerListing> {
    return gitHubRunners(this.client, repository, signal);
  }

  async listWaitingJobs({ repository }: QueueQuestion, signal: AbortSignal): Promise<Queue> {
    const { gitHubQueue } = await import("./waiting/github-queue.ts");
    return gitHubQueue(this.client, repository, signal);
  }

  /** Its jobs tell all that there is to know. */
  async describeJobs(jobs: readonly WaitingJob[]): Promise<readonly WaitingJob[]> {
    return jobs;
  }

  async #readRuns(
    repository: Repository,
    sha: string,
    branch: string,
    page: number,
    signal: AbortSignal,
  ): Promise<Page> {
    const { data, headers } = await this.#octokit.rest.actions.listWorkflowRunsForRepo({
      ...pathOf(repository),
      head_sha: sha,
      event: "push",
      branch,
      ...pageQuery("github", page),
      request: { signal },
    });
    const answer: unknown = data;
    const runs = isRecord(answer) ? answer.workflow_runs : undefined;
    if (isRecord(answer) && Array.isArray(runs)) return pageOf(runs, headersOf(headers), answer.total_count);
    const request = { method: "GET", path: `${repositoryRoute(repository)}/actions/runs` };
    throw this.client.wrongAnswer(request, "the answer is not a list");
  }

  #wantedRun(
    run: Readonly<Record<string, unknown>>,
    repository: Repository,
    sha: string,
    filter: RunFilter,
  ): WorkflowRun[] {
    const { head_sha, head_branch: branch, event, path: workflow } = run;
    if (!isWanted({ sha: head_sha, branch, event, workflow }, sha, filter)) return [];
    const number = runNumber(run.html_url) ?? String(run.id);
    const own = `${repositoryUrl(this.serverUrl, repository)}/actions/runs/${encodeURIComponent(number)}`;
    const url = pageUrl(run.html_url, this.serverUrl, own);
    return [{ url, ...runOutcome(run.status, run.conclusion) }];
  }
}

function pullRequestsBy({ rest: { pulls } }: Octokit, client: ApiClient): PullRequestApi {
  return {
    // It stands for many mistakes, "A pull request already exists" among them.
    refusesSecondWith: 422,
    pages: "pull",
    async listOpen(repository, { head, base }, page, signal) {
      const { data, headers } = await pulls.list({
        ...pathOf(repository),
        state: "open",
        head: `${repository.owner}:${head}`,
        base,
        ...pageQuery("github", page),
        request: { signal },
      });
      const list: unknown = data;
      const request = { method: "GET", path: `${repositoryRoute(repository)}/pulls` };
      if (!Array.isArray(list)) throw client.wrongAnswer(request, "the answer is not a list");
      const { items, next } = pageOf(list, headersOf(headers));
      // A list that fits on one page has no Link header.
      return { items, next: next ?? false };
    },
    async create(repository, { head, base, title, body }, signal) {
      const made = { ...pathOf(repository), head, base, title, body, request: { signal } };
      return (await pulls.create(made)).data;
    },
    async update(repository, number, { title, body }, signal) {
      const changed = { ...pathOf(repository), pull_number: number, title, body, request: { signal } };
      return (await pulls.update(changed)).data;
    },
  };
}

function sendBy(octokit: Octokit): SendOnce {
  return async ({ method, path: url, query, body }, signal) => {
    const { data, headers } = await octokit.request({ method, url, ...query, ...body, request: { signal } });
    return { data, headers: headersOf(headers) };
  };
}

function graphQlBy(octokit: Octokit, url: string): GitHubCommitTools["send"] {
  return async (query, variables, signal) =>
    (await octokit.request({ method: "POST", url, query, variables, request: { signal } })).data;
}

function pathOf({ owner, name }: Repository): { owner: string; repo: string } {
  return { owner, repo: name };
}

function headersOf(headers: Readonly<Record<string, string | number | undefined>>): Headers {
  return new Headers(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}
