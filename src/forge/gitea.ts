import type { Api, ContentType } from "gitea-js";
import type { Log } from "../base/log.ts";
import { ApiClient, repositoryRoute, type SendOnce } from "./api/api-client.ts";
import { pageOf, pageQuery } from "./api/pages.ts";
import type { Retries } from "./api/retries.ts";
import type { MadeCommit, NewCommit } from "./commits/new-commit.ts";
import type { Forge, Repository, RunFilter, WorkflowRun } from "./forge.ts";
import { GiteaRuns } from "./gitea-runs.ts";
import { expandsCalls, type Product } from "./product.ts";
import { forgejoRunners, giteaRunners } from "./runners/gitea-runners.ts";
import type { RunnerListing } from "./runners/runner.ts";
import { ServerProduct } from "./server-product.ts";
import { CommonForge } from "./shared/common-forge.ts";
import type { PullRequestApi } from "./shared/pull-requests.ts";
import type { Queue, QueueQuestion, WaitingJob } from "./waiting/waiting.ts";

export interface GiteaOptions {
  readonly kind: "gitea" | "forgejo";
  readonly serverUrl: string;
  readonly token: string;
  readonly fetch: typeof globalThis.fetch;
  readonly retries: Retries;
  readonly log: Log;
  /** What the server said of itself, if it was asked already. */
  readonly product?: Product | undefined;
}

/** Gitea and Forgejo, by way of gitea-js. */
export async function createGitea(options: GiteaOptions): Promise<Forge> {
  const { kind, serverUrl, token, fetch, retries, log } = options;
  const { giteaApi } = await import("gitea-js");
  const api = giteaApi(serverUrl, { token, customFetch: fetch });
  const sendOnce = sendBy(api);
  const client = new ApiClient({ kind, serverUrl, apiUrl: `${serverUrl}/api/v1`, retries, sendOnce });
  const product = new ServerProduct(client, log, options.product);
  return new Gitea(kind, client, pullRequestsBy(api, client), product, log);
}

class Gitea extends CommonForge implements Forge {
  readonly kind: "gitea" | "forgejo";
  readonly #product: ServerProduct;
  readonly #runs: GiteaRuns;

  constructor(
    kind: "gitea" | "forgejo",
    client: ApiClient,
    pullRequestApi: PullRequestApi,
    product: ServerProduct,
    log: Log,
  ) {
    super(client, pullRequestApi);
    this.kind = kind;
    this.#product = product;
    this.#runs = new GiteaRuns(client, product, log);
  }

  product(signal: AbortSignal): Promise<Product | undefined> {
    return this.#product.get(signal);
  }

  async expandsCalls(signal: AbortSignal): Promise<boolean | undefined> {
    if (this.kind === "forgejo") return true;
    const product = await this.#product.get(signal);
    return product && expandsCalls(product);
  }

  async commitFile(repository: Repository, commit: NewCommit, signal: AbortSignal): Promise<MadeCommit> {
    const { giteaCommit } = await import("./commits/gitea-commits.ts");
    return giteaCommit(this.client, repository, commit, signal);
  }

  runsOf(
    repository: Repository,
    sha: string,
    filter: RunFilter,
    signal: AbortSignal,
  ): Promise<WorkflowRun[] | undefined> {
    return this.#runs.read({ repository, sha, filter, signal });
  }

  whyNoRuns(repository: Repository, signal: AbortSignal): Promise<string | undefined> {
    return this.#runs.whyUntold(repository, signal);
  }

  listRunners(
    repository: Repository,
    signal: AbortSignal,
    isEnough?: (listing: RunnerListing) => boolean,
  ): Promise<RunnerListing> {
    const question = { client: this.client, repository, signal, product: this.#productBy(signal) };
    return this.kind === "gitea" ? giteaRunners(question, isEnough) : forgejoRunners(question);
  }

  async listWaitingJobs(question: QueueQuestion, signal: AbortSignal): Promise<Queue> {
    const server = { client: this.client, signal, product: this.#productBy(signal) };
    if (this.kind === "gitea") return (await import("./waiting/gitea-queue.ts")).giteaQueue(server, question);
    return (await import("./waiting/forgejo-queue.ts")).forgejoQueue(server, question);
  }

  async describeJobs(
    jobs: readonly WaitingJob[],
    question: QueueQuestion,
    signal: AbortSignal,
  ): Promise<readonly WaitingJob[]> {
    if (this.kind === "gitea")
      return (await import("./waiting/gitea-details.ts")).withGiteaRuns(jobs, this.client, question, signal);
    const { withForgejoRuns } = await import("./waiting/forgejo-details.ts");
    return withForgejoRuns(jobs, this.client, signal);
  }

  #productBy(signal: AbortSignal): () => Promise<Product | undefined> {
    return () => this.#product.get(signal);
  }
}

function pullRequestsBy(api: Api<unknown>, client: ApiClient): PullRequestApi {
  return {
    refusesSecondWith: 409,
    pages: "pulls",
    async listOpen(repository, _branches, page, signal) {
      // The route /pulls/{base}/{head} gives closed ones too.
      const { data, headers } = await api.repos.repoListPullRequests(
        ...pathOf(repository),
        { state: "open", ...pageQuery(client.kind, page) },
        { signal },
      );
      // The list may be null when it is empty.
      const list: unknown = data ?? [];
      const request = { method: "GET", path: `${repositoryRoute(repository)}/pulls` };
      if (!Array.isArray(list)) throw client.wrongAnswer(request, "the answer is not a list");
      return pageOf(list, headers);
    },
    async create(repository, { head, base, title, body }, signal) {
      const request = { head, base, title, body };
      return (await api.repos.repoCreatePullRequest(...pathOf(repository), request, { signal })).data;
    },
    async update(repository, number, { title, body }, signal) {
      const text = { title, body };
      return (await api.repos.repoEditPullRequest(...pathOf(repository), number, text, { signal })).data;
    },
  };
}

function sendBy(api: Api<unknown>): SendOnce {
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

/** gitea-js puts the parts of a path into it as they are. */
function pathOf({ owner, name }: Repository): [string, string] {
  return [encodeURIComponent(owner), encodeURIComponent(name)];
}
