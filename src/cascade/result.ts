/** What has become of a template. */
export type State =
  | /** The version was pushed by this run. */ "updated"
  | /** The file held the version already. */ "unchanged"
  | /** The version waits in an open pull request. */ "pull-request"
  | /** The template has a higher version, which was left alone. */ "superseded"
  | /** It lacks the workflow that would build it. */ "skipped"
  | /** Its workflow never reads the file, so nothing was pushed. */ "unwired"
  | /** A push would not start its workflow, so nothing was pushed. */ "unstarted"
  | /** The roll-out stopped before it, so nothing was pushed. */ "held"
  | "failed";

/** The workflow runs that a push started, as far as the forge told. */
export interface RunReport {
  /**
   * `success`, `failure` and `cancelled` are final; `pending` had not ended in the time given, `none` had not even
   * begun. `unknown`: the forge cannot tell. `skipped`, in waves: all its jobs were left out, so that it built nothing.
   */
  readonly state: "success" | "skipped" | "failure" | "cancelled" | "pending" | "none" | "unknown";
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
  /** The number of its wave, from 1; null without waves. */
  readonly wave: number | null;
  /** Why the template failed or was left alone, one sentence. */
  readonly error: string | null;
  /** What is odd about it, although it went on: a sentence each. */
  readonly warnings: readonly string[];
  /** Whether this fails the step. */
  readonly failing: boolean;
  /** The error behind a failure that is a defect of ours. */
  readonly bug?: unknown;
}

/** How one wave of a roll-out ended. */
export interface WaveReport {
  /** From 1. */
  readonly number: number;
  /** As it was asked for: `1`, or `25%`. */
  readonly figure: string;
  /** How many templates are to have the version by then. */
  readonly target: number;
  /**
   * `built`: every build that was waited for succeeded, or is not to stop the roll-out. `stopped`: the roll-out ended with
   * it. `held`: it was not begun. `planned`: a dry run.
   */
  readonly verdict: "built" | "stopped" | "held" | "planned";
}

/** What a cascade has come to. */
export interface Cascaded {
  /** One for each template, in the order of the list. */
  readonly results: readonly TemplateResult[];
  /** One for each wave; none without waves. */
  readonly waves: readonly WaveReport[];
}
