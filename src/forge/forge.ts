import type {
  CommitStatus,
  CommitStatusFilter,
  CommitStatusListing,
  NewCommitStatus,
} from "./commit-status.ts";
import type { MadeCommit, NewCommit } from "./commits/new-commit.ts";
import type { Product } from "./product.ts";
import type { Repository } from "./repository.ts";
import type { ReadFilesOptions, RepositoryFiles } from "./repository-file.ts";
import type { RunnerListing } from "./runners/runner.ts";
import type { Queue, QueueQuestion, WaitingJob } from "./waiting/waiting.ts";

export type { Repository } from "./repository.ts";

/** The products whose API is spoken. GitHub Enterprise counts as `github`. */
export type ForgeKind = "gitea" | "forgejo" | "github";

/** Whether a repository takes pushes: nobody may push to one that is archived, or is a mirror of another. */
export type RepositoryState = "writable" | "archived" | "mirror";

/** The two branches of a pull request within one repository, without `refs/heads/`. */
export interface Branches {
  /** The branch with the change. */
  readonly head: string;
  /** The branch that is to receive it. */
  readonly base: string;
}

export interface PullRequestText {
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

export interface PullRequest {
  readonly number: number;
  /** Its page, always on the server that was asked. */
  readonly url: string;
  readonly title: string;
  readonly body?: string;
}

/**
 * How far a workflow run has come. Blocked, queued and waiting runs are `pending`; one that was skipped, or is
 * neutral, did not fail and counts as `success`.
 */
export type RunState = "pending" | "success" | "failure" | "cancelled";

export interface WorkflowRun {
  /** Its page, always on the server that was asked. */
  readonly url: string;
  readonly state: RunState;
  /** Whether all its jobs were left out, so that it did nothing. */
  readonly isSkipped?: true | undefined;
}

/** Which runs of a commit are wanted. */
export interface RunFilter {
  /** The branch that was pushed, without `refs/heads/`. */
  readonly branch: string;
  /** The workflow's file name without folders, such as `publish-image.yml`. */
  readonly workflow: string;
  /**
   * The workflow's `name:`, if the caller knows it; empty for one without. Servers without a list of runs tell a workflow
   * by it; where it is not known they may count the other workflows that the push started too.
   */
  readonly name?: string | undefined;
}

/**
 * What is asked of a forge. Every method retries what is transient by itself and rejects with a
 * {@link ForgeError}, or with the signal's reason as soon as that is aborted.
 */
export interface Forge {
  readonly kind: ForgeKind;
  /** The server's address without a slash at its end, such as `https://example.org/git`. */
  readonly serverUrl: string;
  /** What a repository is; undefined where the server has none of the name, or does not show it. */
  repositoryState(repository: Repository, signal: AbortSignal): Promise<RepositoryState | undefined>;
  /** The open pull request from `head` of the same repository into `base`; the newest if there are several. */
  findPullRequest(
    repository: Repository,
    branches: Branches,
    signal: AbortSignal,
  ): Promise<PullRequest | undefined>;
  /** Opens a pull request. One that is open between these branches already is returned as it is. */
  openPullRequest(
    repository: Repository,
    request: Branches & PullRequestText,
    signal: AbortSignal,
  ): Promise<PullRequest>;
  updatePullRequest(
    repository: Repository,
    number: number,
    text: PullRequestText,
    signal: AbortSignal,
  ): Promise<PullRequest>;
  /**
   * Makes a commit that changes one file, on top of a branch, where the server can sign it: one attempt, as only who
   * looks at the branch can tell whether one without an answer has done its work.
   *
   * @throws {CommitError} of the kind `race` when the branch or the file is not what it was taken to be
   */
  commitFile(repository: Repository, commit: NewCommit, signal: AbortSignal): Promise<MadeCommit>;
  /**
   * The runs of a workflow that the push of a commit started, newest first: an empty list while there are none yet,
   * undefined where this server cannot tell.
   *
   * @param sha the whole object id of the commit
   */
  runsOf(
    repository: Repository,
    sha: string,
    filter: RunFilter,
    signal: AbortSignal,
  ): Promise<WorkflowRun[] | undefined>;
  /**
   * Why {@link runsOf} would not tell, a sentence; undefined where it would, which takes one request where runs are listed.
   * Gitea and Forgejo post commit statuses too, which they show to whoever may see the repository.
   */
  whyNoRuns(repository: Repository, signal: AbortSignal): Promise<string | undefined>;
  /** What a Gitea or Forgejo says it is; undefined where it does not say, and for GitHub. */
  product(signal: AbortSignal): Promise<Product | undefined>;
  /**
   * Whether the server hands out the jobs of a called workflow one by one, as Gitea does from 1.27 on; before that the
   * whole call takes a runner. Undefined where the server does not tell its version.
   */
  expandsCalls(signal: AbortSignal): Promise<boolean | undefined>;
  /**
   * The self-hosted runners that the repository's jobs may run on, of its own, its owner's and the instance's scope.
   * All scopes are asked at once, and one that cannot be read does not keep the others from being read: what came of
   * each is reported, and nothing but the signal's reason is thrown.
   *
   * A job's own token may list runners nowhere.
   *
   * @param isEnough whether what was read needs no more: Gitea's owner is then not asked for, whose runners the list of the
   *   whole instance has too. It is asked once; all scopes are read without it.
   */
  listRunners(
    repository: Repository,
    signal: AbortSignal,
    isEnough?: (listing: RunnerListing) => boolean,
  ): Promise<RunnerListing>;
  /**
   * The jobs that wait for a runner, 1,000 at most. What cannot be read is reported, and nothing but the signal's reason
   * is thrown. GitHub tells of a repository's jobs alone.
   */
  listWaitingJobs(question: QueueQuestion, signal: AbortSignal): Promise<Queue>;
  /** Adds what takes further requests to know of waiting jobs, as far as it can be read: repository, workflow and time. */
  describeJobs(
    jobs: readonly WaitingJob[],
    question: QueueQuestion,
    signal: AbortSignal,
  ): Promise<readonly WaitingJob[]>;
  /** The requests that were made so far, each attempt counted. */
  readonly requests: number;
  /**
   * The commit statuses of a commit, all of each context and not the latest only; the newest 500 at most.
   *
   * @param sha the whole object id of the commit
   */
  listStatuses(
    repository: Repository,
    sha: string,
    filter: CommitStatusFilter,
    signal: AbortSignal,
  ): Promise<CommitStatusListing>;
  /**
   * Sets a commit status. An attempt without an answer may have done its work, and is made again all the same: two
   * equal statuses say what one does. GitHub stores 1,000 of one context at a commit and refuses more with a 422.
   *
   * @returns the status as the server stored it
   */
  createStatus(
    repository: Repository,
    sha: string,
    status: NewCommitStatus,
    signal: AbortSignal,
  ): Promise<CommitStatus>;
  /**
   * The object id of the default branch's first commit, which stays the same as the branch moves on. Undefined for a
   * repository without commits.
   *
   * It is the last of the branch's history in git's order, so where histories without a common commit were merged, or
   * commits carry wrong dates, merging a still older history may change it.
   */
  firstCommit(repository: Repository, signal: AbortSignal): Promise<string | undefined>;
  /**
   * The object id of a pull request's head, which the repository has also where the pull request is from a fork.
   * Undefined where there is no such pull request.
   */
  pullRequestHead(repository: Repository, number: number, signal: AbortSignal): Promise<string | undefined>;
  /**
   * Reads the files below folders of a commit, at most 500 that are not known and none larger than 1 MiB; more and
   * larger ones are reported as unread. A folder that does not exist has no files. Symbolic links and submodules are no files.
   *
   * @param commit the whole object id of the commit
   * @param folders from the repository's root, such as `.gitea/workflows`; read with the folders in them
   */
  readFilesAt(
    repository: Repository,
    commit: string,
    folders: readonly string[],
    options: ReadFilesOptions,
    signal: AbortSignal,
  ): Promise<RepositoryFiles>;
}
