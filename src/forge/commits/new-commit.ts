import { ReportedError } from "../../base/errors.ts";

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

/** Why a server did not make a commit. */
export type CommitFailureKind =
  | /** The branch, or the file, is not what it was taken to be. */ "race"
  | /** The branch may only be changed by a pull request, or by others. */ "protected"
  | /** The branch takes signed commits only, and the server did not sign. */ "unsigned"
  | /** Nobody may change the file in the branch. */ "protected-file"
  | "unauthorized"
  | "forbidden"
  | /** The repository is archived. */ "read-only"
  | /** No such repository or branch, or none that the token may see. */ "missing"
  | /** 5xx, 429, lost connections and their like. */ "busy"
  | "unknown";

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
    const clause = adviceFor[kind] ?? advice;
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
}

const adviceFor: Readonly<Partial<Record<CommitFailureKind, string>>> = {
  race: "others keep pushing to the branch; run it again, or allow more attempts",
  protected: "let the token's user push to the branch, or use on-protected: pull-request",
  unsigned:
    "the branch takes signed commits only, and the server does not sign those of this token; set the server up to sign them (Gitea, Forgejo: [repository.signing], CRUD_ACTIONS), or take the demand off the branch",
  "protected-file":
    "a pull request would not help; take the file out of the protected file patterns of the branch, or name another path",
  forbidden:
    "the token may not commit through the API; it needs write:repository on Gitea and Forgejo, contents: write on GitHub, and its user write access",
  "read-only": "it takes no commit from anybody; make it writable again, or leave it out",
};
