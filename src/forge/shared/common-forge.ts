import type { ApiClient } from "../api/api-client.ts";
import type {
  CommitStatus,
  CommitStatusFilter,
  CommitStatusListing,
  NewCommitStatus,
} from "../commit-status.ts";
import type { Branches, PullRequest, PullRequestText, Repository, RepositoryState } from "../forge.ts";
import type { ReadFilesOptions, RepositoryFiles } from "../repository-file.ts";
import { firstCommit } from "./first-commit.ts";
import { pullRequestHead } from "./pull-request-head.ts";
import { type PullRequestApi, PullRequests } from "./pull-requests.ts";
import { readFilesAt } from "./read-files.ts";
import { repositoryState } from "./repository-state.ts";
import { createStatus, listStatuses } from "./statuses.ts";

/** What all forges have alike: see {@link Forge} for what each method does. */
export class CommonForge {
  readonly serverUrl: string;
  protected readonly client: ApiClient;
  readonly #pullRequests: PullRequests;

  constructor(client: ApiClient, pullRequestApi: PullRequestApi) {
    this.serverUrl = client.serverUrl;
    this.client = client;
    this.#pullRequests = new PullRequests(client, pullRequestApi);
  }

  get requests(): number {
    return this.client.attempts;
  }

  repositoryState(repository: Repository, signal: AbortSignal): Promise<RepositoryState | undefined> {
    return repositoryState(this.client, repository, signal);
  }

  findPullRequest(
    repository: Repository,
    branches: Branches,
    signal: AbortSignal,
  ): Promise<PullRequest | undefined> {
    return this.#pullRequests.find(repository, branches, signal);
  }

  openPullRequest(
    repository: Repository,
    request: Branches & PullRequestText,
    signal: AbortSignal,
  ): Promise<PullRequest> {
    return this.#pullRequests.open(repository, request, signal);
  }

  updatePullRequest(
    repository: Repository,
    number: number,
    text: PullRequestText,
    signal: AbortSignal,
  ): Promise<PullRequest> {
    return this.#pullRequests.update(repository, number, text, signal);
  }

  pullRequestHead(repository: Repository, number: number, signal: AbortSignal): Promise<string | undefined> {
    return pullRequestHead(this.client, repository, number, signal);
  }

  listStatuses(
    repository: Repository,
    sha: string,
    filter: CommitStatusFilter,
    signal: AbortSignal,
  ): Promise<CommitStatusListing> {
    return listStatuses(this.client, repository, sha, filter, signal);
  }

  createStatus(
    repository: Repository,
    sha: string,
    status: NewCommitStatus,
    signal: AbortSignal,
  ): Promise<CommitStatus> {
    return createStatus(this.client, repository, sha, status, signal);
  }

  firstCommit(repository: Repository, signal: AbortSignal): Promise<string | undefined> {
    return firstCommit(this.client, repository, signal);
  }

  readFilesAt(
    repository: Repository,
    commit: string,
    folders: readonly string[],
    options: ReadFilesOptions,
    signal: AbortSignal,
  ): Promise<RepositoryFiles> {
    return readFilesAt(this.client, repository, commit, folders, options, signal);
  }
}
