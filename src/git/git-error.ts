import { ReportedError } from "../base/errors.ts";
import type { Verdict } from "../retry/classify.ts";
import { cut } from "./words.ts";

/** What went wrong with a git command that spoke to a server. */
export type GitFailureKind =
  | /** Somebody else pushed first. */ "race"
  | /** The branch may only be changed by a pull request, or by others. */ "protected"
  | /** The branch takes signed commits only, by a pull request too. */ "unsigned"
  | /** Nobody may change the file in the branch, by a pull request neither. */ "protected-file"
  | /** A hook of the server refused the push for another reason. */ "declined"
  | /** A hook of the server failed itself, with a 500 or its like. */ "hook-failed"
  | "unauthorized"
  | "forbidden"
  | /** Nobody may push to the repository. */ "read-only"
  | /** No such repository, or none that the token may see. */ "missing"
  | "no-branch"
  | /** The repository, or the server, is elsewhere now. */ "moved"
  | /** 5xx, 429 and their like. */ "busy"
  | "unreachable"
  | "timeout"
  | /** The certificate is not trusted. */ "tls"
  | /** What answers is no git server. */ "no-git"
  | "unknown";

export interface GitFailure {
  readonly kind: GitFailureKind;
  /** A few words: `HTTP 503`, `non-fast-forward`. */
  readonly reason: string;
  /** Whether what was pushed may have arrived although this came of it. */
  readonly mayHaveArrived?: boolean;
}

const transient = new Set<GitFailureKind>(["busy", "hook-failed", "unreachable", "timeout"]);

/** A git command that failed: one sentence that says what was tried, why it failed and what to do. */
export class GitError extends ReportedError {
  override readonly name = "GitError";
  readonly kind: GitFailureKind;
  readonly reason: string;
  readonly mayHaveArrived: boolean;
  /** The server's own words, as far as there are any. */
  readonly said: string | undefined;

  /** @param doing such as `git push` */
  constructor(doing: string, { kind, reason, mayHaveArrived = false }: GitFailure, said?: string) {
    const advice = adviceFor[kind];
    super(`${doing} failed: ${cut(reason)}${said ? ` (${said})` : ""}${advice ? `; ${advice}` : ""}`);
    this.kind = kind;
    this.reason = cut(reason);
    this.mayHaveArrived = mayHaveArrived;
    this.said = said || undefined;
  }

  /** Whether the same command may well succeed a little later. */
  get transient(): boolean {
    return transient.has(this.kind);
  }
}

/** What a failed command means to the retry policy; undefined for errors that are not git's. */
export function gitVerdict(error: Error): Verdict | undefined {
  if (!(error instanceof GitError)) return undefined;
  const { reason } = error;
  if (!error.transient) return { action: "fail", reason };
  // One that says nothing has been waited for long enough.
  if (error.kind === "timeout") return { action: "retry", reason, tries: 3 };
  return error.kind === "busy" ? { action: "retry", reason, host: true } : { action: "retry", reason };
}

const adviceFor: Readonly<Record<GitFailureKind, string>> = {
  race: "others keep pushing to the branch; run it again, or allow more attempts",
  protected: "let the token's user push to the branch, or use on-protected: pull-request",
  unsigned:
    "a pull request would not help, and commits that are pushed have no signature; use commit-through: api, or take the demand for signed commits off the branch",
  "protected-file":
    "a pull request would not help; take the file out of the protected file patterns of the branch, or name another path",
  declined: "a rule of the server refuses this push; its words say which",
  "hook-failed":
    "the server's log says why, and Gitea 1.26 also answers so where the branch demands signed commits, for which there is commit-through: api",
  unauthorized: "the server does not accept the token; check that it is right and has not expired",
  forbidden: "the token may not do this; give its user write access and the token the scope to push",
  "read-only": "it takes no push from anybody; make it writable again, or leave it out",
  missing: "check the name and its case, and that the token may see the repository",
  "no-branch": "check the branch's name",
  moved: "use the name or address that it has now",
  busy: "the server is in trouble; run it again later",
  unreachable: "the server cannot be reached; check server-url and the network",
  timeout: "the server does not answer; run it again later",
  "no-git": "check server-url",
  tls: "for a private authority set GIT_SSL_CAINFO, or git's http.sslCAInfo, to its certificate",
  unknown: "",
};
