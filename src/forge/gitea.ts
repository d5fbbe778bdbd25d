import type { Api, ContentType } from "gitea-js";
import { isRecord } from "../base/json.ts";
import type { Log } from "../base/log.ts";
import { Caller, type Send } from "./api/api-client.ts";
import { contentError } from "./api/fetch.ts";
import { pageOf, type Requester, readPages } from "./api/retries.ts";
import { SharedRoutes } from "./shared/shared-routes.ts";
import { createOnce } from "./create-once.ts";
import { ForgeError } from "./errors.ts";
import type {
  Branches,
  Forge,
  PullRequest,
  PullRequestText,
  Repository,
  RunFilter,
  WorkflowRun,
} from "./forge.ts";
import { expandsCalls, type Product, parseProduct, type RunSource, runSource } from "./product.ts";
import { isBetween, readPullRequest } from "./pull-request.ts";
import { forgejoRunners, giteaRunners } from "./runners/gitea-runners.ts";
import type { RunnerListing } from "./runners/runner.ts";
import { isWanted, mergeRuns, readJobStatuses, readTasks, runNumber, runState } from "./runs.ts";
import { pageUrl, repositoryUrl } from "./server.ts";

export interface GiteaOptions {
  readonly kind: "gitea" | "forgejo";
  readonly serverUrl: string;
  readonly token: string;
  readonly fetch: typeof globalThis.fetch;
  readonly requester: Requester;
  readonly log: Log;
  /** What the server said of itself, if it was asked already. */
  readonly product?: Product | undefined;
}

/** Gitea serves at most so many a page unless set otherwise (`MAX_RESPONSE_ITEMS`). */
const pageSize = 50;
const mostPullRequests = 1000;
const mostTasks = 200;
const mostStatuses = 500;

/** Gitea and Forgejo, by way of gitea-js. */
export async function createGitea(options: GiteaOptions): Promise<Forge> {
  const { giteaApi } = await import("gitea-js");
  const api = giteaApi(options.serverUrl, { token: options.token, customFetch: options.fetch });
  return new Gitea(api, options);
}

class Gitea extends SharedRoutes implements Forge {
  readonly kind: "gitea" | "forgejo";
  readonly serverUrl: string;
  readonly #api: Api<unknown>;
  readonly #requester: Requester;
  readonly #log: Log;
  #product: Promise<Product | undefined> | undefined;
  /** Where a repository's runs are told, as far as that turned out otherwise than the version says. */
  readonly #sources = new Map<string, RunSource>();

  constructor(api: Api<unknown>, options: GiteaOptions) {
    const { kind, serverUrl, requester } = options;
    super(new Caller(kind, serverUrl, `${serverUrl}/api/v1`, requester, sendBy(api)));
    this.kind = options.kind;
    this.serverUrl = options.serverUrl;
    this.#api = api;
    this.#requester = options.requester;
    this.#log = options.log;
    this.#product = options.product && Promise.resolve(options.product);
  }

  async expandsCalls(signal: AbortSignal): Promise<boolean | undefined> {
    if (this.kind === "forgejo") return true;
    const product = await this.#productOf(signal);
    return product && expandsCalls(product);
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
          const { data } = await this.#api.repos.repoCreatePullRequest(
            ...pathOf(repository),
            { head, base, title, body },
            { signal },
          );
          return this.#read(data, "POST", repository);
        },
        refusalIn: (error) => (error instanceof ForgeError && error.status === 409 ? error : undefined),
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
      const { data } = await this.#api.repos.repoEditPullRequest(
        ...pathOf(repository),
        number,
        { title, body },
        { signal },
      );
      return this.#read(data, "PATCH", repository);
    });
  }

  async runsOf(
    repository: Repository,
    sha: string,
    filter: RunFilter,
    signal: AbortSignal,
  ): Promise<WorkflowRun[] | undefined> {
    const key = `${repository.owner}/${repository.name}`;
    let source = this.#sources.get(key) ?? runSource(await this.#productOf(signal));
    for (;;) {
      try {
        if (source === "runs") return await this.#listedRuns(repository, sha, filter, signal);
        const tasks = source === "tasks" ? await this.#tasks(repository, sha, filter, signal) : [];
        const statuses = await this.#statuses(repository, sha, signal);
        const page = (run: string) => this.#runPage(repository, run);
        return mergeRuns(tasks, statuses, filter, page);
      } catch (error) {
        // Gitea 1.25 lists runs to a repository's owner only, and a token may lack the scope for one of them.
        if (!(error instanceof ForgeError) || (error.status !== 403 && error.status !== 404)) throw error;
        this.#log.debug(error.message);
        if (source === "statuses") return undefined;
        source = source === "runs" ? "tasks" : "statuses";
        this.#sources.set(key, source);
      }
    }
  }

  listRunners(repository: Repository, signal: AbortSignal): Promise<RunnerListing> {
    const product = () => this.#productOf(signal);
    const question = { caller: this.caller, repository, signal, product };
    return this.kind === "gitea" ? giteaRunners(question) : forgejoRunners(question);
  }

  async #find(repository: Repository, branches: Branches, signal: AbortSignal) {
    // The route /pulls/{base}/{head} gives closed ones too.
    const items = await readPages(mostPullRequests, async (page) => {
      const response = await this.#api.repos.repoListPullRequests(
        ...pathOf(repository),
        { state: "open", page, limit: pageSize },
        { signal },
      );
      return pageOf(listIn(response.data, this.#where(repository, "pulls")), response.headers);
    });
    const found = items
      .filter((item) => isBetween(item, branches))
      .map((item) => this.#read(item, "GET", repository));
    return found.sort((a, b) => b.number - a.number)[0];
  }

  #read(data: unknown, method: string, repository: Repository): PullRequest {
    const page = (number: number) => `${repositoryUrl(this.serverUrl, repository)}/pulls/${number}`;
    const read = readPullRequest(data, this.serverUrl, page);
    if (!read) throw contentError(this.#where(repository, "pulls", method), "answer is no pull request");
    return read;
  }

  /** What the server says it is; undefined where it does not say. Asked for once. */
  #productOf(signal: AbortSignal): Promise<Product | undefined> {
    const asked = async () => {
      try {
        const { data } = await this.#requester.ask(signal, () => this.#api.version.getVersion({ signal }));
        return isRecord(data) ? parseProduct(String(data.version)) : undefined;
      } catch (error) {
        if (!(error instanceof ForgeError) || error.status === undefined) throw error;
        this.#log.debug(error.message);
        return undefined;
      }
    };
    this.#product ??= asked().catch((error: unknown) => {
      // The next to need it asks again.
      this.#product = undefined;
      throw error;
    });
    return this.#product;
  }

  async #listedRuns(
    repository: Repository,
    sha: string,
    filter: RunFilter,
    signal: AbortSignal,
  ): Promise<WorkflowRun[]> {
    const runs = await this.#list(repository, "actions/runs", "workflow_runs", mostTasks, signal, {
      head_sha: sha,
      event: "push",
    });
    return runs.filter(isRecord).flatMap((run) => {
      // Forgejo's names first, then Gitea's.
      const shape = {
        sha: run.commit_sha ?? run.head_sha,
        branch: run.prettyref ?? run.head_branch,
        event: run.trigger_event ?? run.event,
        workflow: run.workflow_id ?? run.path,
      };
      if (!isWanted(shape, sha, filter)) return [];
      const own = this.#runPage(repository, runNumber(run.html_url) ?? "");
      const url = pageUrl(run.html_url, this.serverUrl, own);
      return { url, state: runState(run.status, run.conclusion) };
    });
  }

  async #tasks(repository: Repository, sha: string, filter: RunFilter, signal: AbortSignal) {
    const items = await this.#list(repository, "actions/tasks", "workflow_runs", mostTasks, signal);
    return readTasks(items, sha, filter);
  }

  async #statuses(repository: Repository, sha: string, signal: AbortSignal) {
    const path = `commits/${encodeURIComponent(sha)}/status`;
    return readJobStatuses(await this.#list(repository, path, "statuses", mostStatuses, signal));
  }

  /** Reads a list below a repository, in the member `key` of each page; also by routes that gitea-js lacks. */
  #list(
    repository: Repository,
    path: string,
    key: string,
    most: number,
    signal: AbortSignal,
    query: Readonly<Record<string, string>> = {},
  ): Promise<unknown[]> {
    const [owner, name] = pathOf(repository);
    return this.#requester.ask(signal, () =>
      readPages(most, async (page) => {
        const response = await this.#api.request<unknown>({
          path: `/repos/${owner}/${name}/${path}`,
          method: "GET",
          query: { ...query, page, limit: pageSize },
          secure: true,
          format: "json",
          signal,
        });
        const data: unknown = response.data;
        const where = this.#where(repository, path);
        if (!isRecord(data)) throw contentError(where, "answer is no list");
        return pageOf(listIn(data[key], where), response.headers, data.total_count);
      }),
    );
  }

  #runPage(repository: Repository, run: string): string {
    return `${repositoryUrl(this.serverUrl, repository)}/actions${run && `/runs/${run}`}`;
  }

  #where(repository: Repository, path: string, method = "GET"): string {
    const { host, pathname } = new URL(this.serverUrl);
    const [owner, name] = pathOf(repository);
    return `${method} ${host}${pathname.replace(/\/$/, "")}/api/v1/repos/${owner}/${name}/${path}`;
  }
}

function sendBy(api: Api<unknown>): Send {
  return async ({ method, path, query, body }, signal) => {
    const { data, headers } = await api.request<unknown>({
      path,
      method,
      secure: true,
      format: "json",
      signal,
      ...(query && { query }),
      // Its own constant for this would be a part of the package to load.
      ...(body && { body, type: "application/json" as ContentType.Json }),
    });
    return { data, headers };
  };
}

/** A list that may be null when it is empty. */
function listIn(value: unknown, where: string): readonly unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw contentError(where, "answer is no list");
  return value;
}

/** gitea-js puts the parts of a path into it as they are. */
function pathOf({ owner, name }: Repository): [string, string] {
  return [encodeURIComponent(owner), encodeURIComponent(name)];
}
