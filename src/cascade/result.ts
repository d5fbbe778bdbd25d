/** What has become of a template. */
export type State =
  | /** The version was pushed by this run. */ "updated"
  | /** The file held the version already. */ "unchanged"
  | /** The version waits in an open pull request. */ "pull-request"
  | /** The template has a higher version, which was left alone. */ "superseded"
  | /** It lacks the workflow that would build it. */ "skipped"
  | /** Its workflow never reads the file, so nothing was pushed. */ "unwired"
  | /** A push would not start its workflow, so nothing was pushed. */ "unstarted"
  | "failed";

/** The workflow runs that a push started, as far as the forge told. */
export interface RunReport {
  /**
   * `success`, `failure` and `cancelled` are final; `pending` had not ended in the time given, `none` had not even
   * begun. `unknown`: the forge cannot tell.
   */
  readonly state: "success" | "failure" | "cancelled" | "pending" | "none" | "unknown";
  /** The page of the run. */
  readonly url: string | null;
}

/** How one template ended. */
export interface TemplateResult {
  /** As it was asked for: `owner/repo` or `owner/repo@branch`. */
  readonly template: string;
  readonly state: State;
  /** The branch that was looked at; null when it was never learned. */
  readonly branch: string | null;
  /** What the file held before, without white space around it; null for no file. */
  readonly from: string | null;
  /** The version asked for. */
  readonly to: string;
  /** The commit with the version, if this run made one: on the branch, or on the pull request's. */
  readonly commit: string | null;
  /** The page of the commit. */
  readonly commitUrl: string | null;
  /** The page of the pull request. */
  readonly pullRequest: string | null;
  /** Pushes that were tried. */
  readonly attempts: number;
  readonly seconds: number;
  readonly run: RunReport | null;
  /** Why the template failed or was left alone, one sentence. */
  readonly error: string | null;
  /** What is odd about it, although it went on: a sentence each. */
  readonly warnings: readonly string[];
  /** Whether this fails the step. */
  readonly failing: boolean;
  /** The error behind a failure that is a defect of ours. */
  readonly bug?: unknown;
}
