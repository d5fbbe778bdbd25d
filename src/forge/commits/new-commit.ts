import { ReportedError } from "../../base/errors.ts";
import { adviceFor, type GitFailureKind, wantsPullRequest } from "../../git/git-error.ts";

/** A commit that is to change one file, for the server to make and to sign. */
export interface NewCommit {
  /** Without `refs/heads/`. */
  readonly branch: string;
  /** The commit that the branch is known to hold. */
  readonly head: string;
  readonly path: string;
  readonly content: string;
  /** The object id of what the file holds there; undefined for no such file. */
  readonly blob: string | undefined;
  readonly message: string;
  /** Author and committer, where the server lets them be chosen. */
  readonly author: { readonly name: string; readonly email: string };
  /** Seconds since the epoch, where the server lets them be chosen. */
  readonly time: number;
}

export interface MadeCommit {
  readonly sha: string;
  readonly isSigned: boolean;
}

/** Why a server did not make a commit: what keeps one from being pushed, too. */
export type CommitFailureKind = Extract<
  GitFailureKind,
  | "race"
  | "protected"
  | "merge-queue"
  | "locked"
  | "unsigned"
  | "protected-file"
  | "unauthorized"
  | "forbidden"
  | "archived"
  | "mirror"
  | "missing"
  | "busy"
  | "unknown"
>;

export interface CommitFailure {
  readonly kind: CommitFailureKind;
  /** A few words: `HTTP 503`, `protected branch`. */
  readonly reason: string;
  /** What the server said, as one short line without secrets. */
  readonly said?: string | undefined;
  /** What to do, a clause, where the kind has no better one. */
  readonly advice?: string | undefined;
  /** Whether the commit may have been made although this came of it. */
  readonly mayHaveArrived: boolean;
  /** Milliseconds that the server asks to be left alone for. */
  readonly delay?: number | undefined;
  readonly cause?: unknown;
}

/** A commit that a server did not make, or did not say that it made. */
export class CommitError extends ReportedError {
  override readonly name = "CommitError";
  readonly kind: CommitFailureKind;
  readonly reason: string;
  readonly said: string | undefined;
  readonly mayHaveArrived: boolean;
  readonly delay: number | undefined;

  constructor({ kind, reason, said, advice, mayHaveArrived, delay, cause }: CommitFailure) {
    const clause = ownAdvice[kind] ?? ((byAnswer.has(kind) && advice) || adviceFor[kind]);
    super(
      `the commit through the API failed: ${reason}${said ? ` (${said})` : ""}${clause ? `; ${clause}` : ""}`,
      {
        cause,
      },
    );
    this.kind = kind;
    this.reason = reason;
    this.said = said;
    this.mayHaveArrived = mayHaveArrived;
    this.delay = delay;
  }

  /** Whether the same commit may well be made a little later. */
  get transient(): boolean {
    return this.kind === "busy";
  }

  /** Whether a pull request may bring what this commit did not. */
  get wantsPullRequest(): boolean {
    return wantsPullRequest(this.kind);
  }
}

/** Those of which the answer itself may tell more. */
const byAnswer: ReadonlySet<CommitFailureKind> = new Set(["unauthorized", "missing", "busy", "unknown"]);

/** What to do where it is not what one would after a push. */
const ownAdvice: Readonly<Partial<Record<CommitFailureKind, string>>> = {
  unsigned:
    "the branch takes signed commits only, and the server does not sign those of this token; set the server up to sign them (Gitea, Forgejo: [repository.signing], CRUD_ACTIONS), or stop requiring signed commits",
  forbidden:
    "the token may not commit through the API; it needs write:repository on Gitea and Forgejo, contents: write on GitHub, and its user write access",
};
