import type {
  CommitStatus,
  CommitStatusFilter,
  CommitStatusListing,
  NewCommitStatus,
} from "../commit-status.ts";
import { firstCommit } from "./first-commit.ts";
import type { Repository } from "../forge.ts";
import { pullRequestHead, readFilesAt } from "./read-files.ts";
import type { ReadFilesOptions, RepositoryFiles } from "../repository-file.ts";
import { createStatus, listStatuses } from "./statuses.ts";
import type { Caller } from "../api/api-client.ts";

/** What is asked of all forges by the same routes. */
export class SharedRoutes {
  protected readonly caller: Caller;

  constructor(caller: Caller) {
    this.caller = caller;
  }

  listStatuses(
    repository: Repository,
    sha: string,
    filter: CommitStatusFilter,
    signal: AbortSignal,
  ): Promise<CommitStatusListing> {
    return listStatuses(this.caller, repository, sha, filter, signal);
  }

  createStatus(
    repository: Repository,
    sha: string,
    status: NewCommitStatus,
    signal: AbortSignal,
  ): Promise<CommitStatus> {
    return createStatus(this.caller, repository, sha, status, signal);
  }

  firstCommit(repository: Repository, signal: AbortSignal): Promise<string | undefined> {
    return firstCommit(this.caller, repository, signal);
  }

  pullRequestHead(repository: Repository, number: number, signal: AbortSignal): Promise<string | undefined> {
    return pullRequestHead(this.caller, repository, number, signal);
  }

  readFilesAt(
    repository: Repository,
    commit: string,
    folders: readonly string[],
    options: ReadFilesOptions,
    signal: AbortSignal,
  ): Promise<RepositoryFiles> {
    return readFilesAt(this.caller, repository, commit, folders, options, signal);
  }
}
