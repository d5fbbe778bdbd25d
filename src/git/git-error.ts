import { ReportedError } from "../base/errors.ts";
import type { Verdict } from "../retry/classify.ts";
import { cut } from "./words.ts";

/** What went wrong with a git command that spoke to a server. */
export type GitFailureKind =
  | /** Somebody else pushed first. */ "race"
  | /** The branch may only be changed by a pull request, or by others. */ "protected"
  | /** The branch is only changed by its merge queue, which takes pull requests. */ "merge-queue"
  | /** A pull request from the branch waits in a merge queue. */ "queued"
  | /** Nobody may change the branch, by a pull request neither. */ "locked"
  | /** The branch takes signed commits only, by a pull request too. */ "unsigned"
  | /** Nobody may change the file in the branch, by a pull request neither. */ "protected-file"
  | /** A hook of the server refused the push for another reason. */ "declined"
  | /** A hook of the server failed itself, with a 500 or its like. */ "hook-failed"
  | "unauthorized"
  | "forbidden"
  | /** The push brings workflow files, which the token may not change. */ "workflow-permission"
  | /** Nobody may push to the repository, as it is archived. */ "archived"
  | /** Nobody may push to the repository, as it is a mirror. */ "mirror"
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
  /** What to do, where more is known than the kind tells. */
  readonly advice?: string;
}

const transient = new Set<GitFailureKind>(["busy", "hook-failed", "unreachable", "timeout"]);

/** A git command that failed: one sentence that says what was tried, why it failed and what to do. */
export class GitError extends ReportedError {
  override readonly name = "GitError";
  readonly doing: string;
  readonly kind: GitFailureKind;
  readonly reason: string;
  readonly mayHaveArrived: boolean;
  /** The server's own words, as far as there are any. */
  readonly said: string | undefined;

  /** @param doing such as `git push` */
  constructor(doing: string, failure: GitFailure, said?: string) {
    const { kind, reason, mayHaveArrived = false, advice = adviceFor[kind] } = failure;
    super(`${doing} failed: ${cut(reason)}${said ? ` (${said})` : ""}${advice ? `; ${advice}` : ""}`);
    this.doing = doing;
    this.kind = kind;
    this.reason = cut(reason);
    this.mayHaveArrived = mayHaveArrived;
    this.said = said || undefined;
  }

  /** Whether the same command may well succeed a little later. */
  get transient(): boolean {
    return transient.has(this.kind);
  }

  /** Whether a pull request may bring what this push did not. */
  get wantsPullRequest(): boolean {
    return wantsPullRequest(this.kind);
  }
}

/** Whether a pull request may bring what was refused for this reason. */
export function wantsPullRequest(kind: GitFailureKind): boolean {
  return kind === "protected" || kind === "merge-queue";
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

/** What to do about a failure, a clause. */
export const adviceFor: Readonly<Record<GitFailureKind, string>> = {
  race: "others keep pushing to the branch; run it again, or allow more attempts",
  protected: "let the token's user push to the branch, or use on-protected: pull-request",
  "merge-queue":
    "only the merge queue may change the branch; use on-protected: pull-request, and add the pull request to the queue",
  queued:
    "it waits in the merge queue, and its branch takes no push until then; run it again once it is merged, or take it out of the queue",
  locked: "a pull request would not help; unlock the branch, or name another",
  unsigned:
    "a pull request would not help, and commits that are pushed have no signature; use commit-through: api, or stop requiring signed commits on the branch",
  "protected-file":
    "a pull request would not help; take the file out of the protected file patterns of the branch, or name another path",
  declined: "a rule of the server refuses this push; its words say which",
  "hook-failed":
    "the server's log says why, and Gitea 1.26 also answers so where the branch requires signed commits, for which there is commit-through: api",
  unauthorized: "the server does not accept the token; check that it is right and has not expired",
  forbidden: "the token may not do this; give its user write access and the token the scope to push",
  "workflow-permission":
    "the push contains workflow files that the branch lacks; give the token the permission to change workflows, which is Workflows: write, or the scope workflow of a classic token",
  archived: "it takes no push from anybody; unarchive it, or leave it out",
  mirror: "it takes no push from anybody; name the repository that it mirrors, or leave it out",
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
