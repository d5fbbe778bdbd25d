/** What a commit status can say on Gitea, Forgejo and GitHub alike. */
export type CommitStatusState = "pending" | "success" | "error" | "failure";

export interface CommitStatus {
  /** Grows with each status that the server stores, also within a second. */
  readonly id: number;
  readonly context: string;
  /** In the server's words; Gitea and Forgejo know `warning` and `skipped` too. */
  readonly state: string;
  readonly description: string;
  /** When the server stored it, by the server's clock: nobody can set it. */
  readonly createdAt: Date;
  /** The login of who set it; null for a job's own token on Gitea and Forgejo, `github-actions[bot]` on GitHub. */
  readonly creator: string | null;
  readonly targetUrl: string;
}

export interface CommitStatusListing {
  /** Newest first. */
  readonly statuses: readonly CommitStatus[];
  /** The server's time, from the `Date` header of its answer; undefined without one. Whole seconds. */
  readonly serverTime: Date | undefined;
}

export interface CommitStatusFilter {
  /** Only statuses of this context. */
  readonly context?: string | undefined;
  /** No page is read after the one with a status that this holds for. All are read by default, up to the bound. */
  readonly until?: ((status: CommitStatus) => boolean) | undefined;
}

export interface NewCommitStatus {
  readonly state: CommitStatusState;
  readonly context: string;
  /** At most 140 characters on GitHub. */
  readonly description: string;
  /** An address to link to; none by default. */
  readonly targetUrl?: string | undefined;
  /**
   * Looks, before each attempt, whether the status may still be set, and throws where it may not. What is not a
   * {@link ForgeError} ends the attempts.
   */
  readonly look?: (() => Promise<void>) | undefined;
}
