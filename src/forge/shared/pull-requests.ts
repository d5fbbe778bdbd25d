import { type ApiClient, repositoryRoute } from "../api/api-client.ts";
import { type Page, readPagesInTurn } from "../api/pages.ts";
import type { Branches, PullRequest, PullRequestText, Repository } from "../forge.ts";
import { isBetween, readPullRequest } from "../pull-request.ts";
import { repositoryUrl } from "../server.ts";
import { createOnce } from "./create-once.ts";

/** Pull requests in terms of one forge's API: each makes one attempt, and what it resolves to is not yet looked at. */
export interface PullRequestApi {
  /** A page of those that are open; it may have others than those between the branches. */
  listOpen(repository: Repository, branches: Branches, page: number, signal: AbortSignal): Promise<Page>;
  create(repository: Repository, request: Branches & PullRequestText, signal: AbortSignal): Promise<unknown>;
  update(
    repository: Repository,
    number: number,
    text: PullRequestText,
    signal: AbortSignal,
  ): Promise<unknown>;
  /** The HTTP status that a second request between the same branches is refused with. */
  readonly refusesSecondWith: number;
  /** The folder of their pages below the repository's. */
  readonly pages: "pull" | "pulls";
}

/** Open requests that are looked through for one. */
const mostPullRequests = 1000;

/** The pull requests of a forge. */
export class PullRequests {
  readonly #client: ApiClient;
  readonly #api: PullRequestApi;

  constructor(client: ApiClient, api: PullRequestApi) {
    this.#client = client;
    this.#api = api;
  }

  find(repository: Repository, branches: Branches, signal: AbortSignal): Promise<PullRequest | undefined> {
    return this.#client.retry(signal, () => this.#findOnce(repository, branches, signal));
  }

  open(
    repository: Repository,
    request: Branches & PullRequestText,
    signal: AbortSignal,
  ): Promise<PullRequest> {
    return createOnce(this.#client, signal, {
      create: async () => this.#read("POST", repository, await this.#api.create(repository, request, signal)),
      find: () => this.#findOnce(repository, request, signal),
      refusedWith: this.#api.refusesSecondWith,
    });
  }

  update(
    repository: Repository,
    number: number,
    text: PullRequestText,
    signal: AbortSignal,
  ): Promise<PullRequest> {
    return this.#client.retry(signal, async () =>
      this.#read("PATCH", repository, await this.#api.update(repository, number, text, signal)),
    );
  }

  async #findOnce(
    repository: Repository,
    branches: Branches,
    signal: AbortSignal,
  ): Promise<PullRequest | undefined> {
    const open = await readPagesInTurn(mostPullRequests, (page) =>
      this.#api.listOpen(repository, branches, page, signal),
    );
    const found = open
      .filter((item) => isBetween(item, branches))
      .map((item) => this.#read("GET", repository, item));
    return found.sort((a, b) => b.number - a.number)[0];
  }

  #read(method: string, repository: Repository, data: unknown): PullRequest {
    const { serverUrl } = this.#client;
    const page = (number: number) => `${repositoryUrl(serverUrl, repository)}/${this.#api.pages}/${number}`;
    const read = readPullRequest(data, serverUrl, page);
    if (read) return read;
    const path = `${repositoryRoute(repository)}/pulls`;
    throw this.#client.wrongAnswer({ method, path }, "the answer is not a pull request");
  }
}
