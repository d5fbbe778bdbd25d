/** The products whose API is spoken. GitHub Enterprise counts as `github`. */
export type ForgeKind = "gitea" | "forgejo" | "github";

/** A repository by its owner's and its own name, in the case that the forge shows. */
export interface Repository {
  readonly owner: string;
  readonly name: string;
}

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
}

/** Which runs of a commit are wanted. */
export interface RunFilter {
  /** The branch that was pushed, without `refs/heads/`. */
  readonly branch: string;
  /** The workflow's file name without folders, such as `publish-image.yml`. */
  readonly workflow: string;
  /**
   * The workflow's `name:`, if the caller knows one. Servers without a list of runs tell a workflow by it; without it
   * they may count the other workflows that the push started too.
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
   * The runs of a workflow that the push of a commit started: an empty list while there are none yet, undefined
   * where this server cannot tell.
   *
   * @param sha the whole object id of the commit
   */
  runsOf(
    repository: Repository,
    sha: string,
    filter: RunFilter,
    signal: AbortSignal,
  ): Promise<WorkflowRun[] | undefined>;
}
