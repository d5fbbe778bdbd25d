import { ReportedError } from "../base/errors.ts";
import type { Verdict } from "../retry/classify.ts";

/** What went wrong with a git command that spoke to a server. */
export type GitFailureKind =
  | /** Somebody else pushed first. */ "race"
  | /** The branch may only be changed by a pull request, or by others. */ "protected"
  | /** A hook of the server refused the push for another reason. */ "declined"
  | "unauthorized"
  | "forbidden"
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

const transient = new Set<GitFailureKind>(["busy", "unreachable", "timeout"]);

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
  declined: "a rule of the server refuses this push; its words say which",
  unauthorized: "the server does not accept the token; check that it is right and has not expired",
  forbidden: "the token may not do this; give its user write access and the token the scope to push",
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

/** git's and libcurl's messages of commands that never reached a verdict of the server (git 2.31 to 2.50). */
const messages: readonly (readonly [RegExp, GitFailureKind, string])[] = [
  [
    /could not read (Username|Password) for|Authentication failed for|Invalid username or/,
    "unauthorized",
    "HTTP 401",
  ],
  [/[Rr]emote branch .* not found|couldn't find remote ref/, "no-branch", "no such branch"],
  [/repository '.*' not found/, "missing", "not found"],
  [/not valid: is this a git repository|dumb http transport/, "no-git", "no git server answers here"],
  [/No space left on device/, "unknown", "no space left on the runner"],
  [/Could not resolve (host|proxy)/, "unreachable", "host not found"],
  [
    /SSL certificate|certificate verify|certificate file|certificate subject|CAfile|server verification failed|alert handshake failure/i,
    "tls",
    "certificate not trusted",
  ],
  [/Operation too slow|timed out|Timeout was reached/i, "timeout", "timeout"],
  [/HTTP code 5\d\d from proxy|CONNECT tunnel failed, response 5/, "busy", "the proxy is in trouble"],
  [
    /Failed to connect|Couldn't connect|Connection refused|No route to host|Network is unreachable|Proxy CONNECT aborted/,
    "unreachable",
    "no connection",
  ],
  [
    /Connection reset|reset by peer|Empty reply|Recv failure|Send failure|transfer closed|early EOF|hung up unexpectedly|unexpected disconnect|unexpected EOF|expected flush|stream .* was (reset|not closed)|SSL_ERROR_SYSCALL|GnuTLS recv error|HTTP2 framing layer|remote failed to report status/i,
    "unreachable",
    "connection lost",
  ],
];

/** What the text of a failed command means. Text that is not known is not transient. */
export function failureOf(output: string): GitFailure {
  // Only git's own words count; the server's, and addresses, may say anything.
  const stderr = output.replace(/^(remote:|fatal: remote error:).*$/gm, "").replace(/'https?:[^']*'/g, "''");
  const status = Number(/(?:returned error: |HTTP )(\d{3})\b/.exec(stderr)?.[1]);
  if (status >= 300 && status < 400) return { kind: "moved", reason: `redirected, HTTP ${status}` };
  if (status === 401) return { kind: "unauthorized", reason: "HTTP 401" };
  if (status === 403) return { kind: "forbidden", reason: "HTTP 403" };
  if (status === 404) return { kind: "missing", reason: "not found" };
  if (status === 408 || status === 429 || status >= 500) return { kind: "busy", reason: `HTTP ${status}` };
  // Whatever libcurl says of the connection that such an answer ends.
  if (status >= 400) return { kind: "unknown", reason: `HTTP ${status}` };
  for (const [pattern, kind, reason] of messages) if (pattern.test(stderr)) return { kind, reason };
  const fatal = /^(?:fatal|error): (.*)$/m.exec(output)?.[1] ?? "git gave no reason";
  return { kind: "unknown", reason: fatal };
}

/**
 * Reasons in parentheses behind a refused ref that mean that it has moved (send-pack, receive-pack, refs). The one
 * about shallow updates comes when the history that was fetched is in no branch any more.
 */
const raceReasons =
  /fetch first|shallow update not allowed|non-fast-forward|failed to update ref|cannot lock ref|unable to (lock|create)|incorrect old value|reference already exists|failed to lock/i;

/**
 * What a push came to, from the output of `git push --porcelain`: undefined when the ref was updated or up to date.
 *
 * A hook that refuses says so by its exit code alone, and its reason is words for people. GitHub has statuses
 * of its own for protected branches and rulesets; Gitea, Forgejo and GitLab name the protected branch in their words.
 */
export function pushFailure(code: number | null, stdout: string, stderr: string): GitFailure | undefined {
  const refused = /^!\t[^\t]*\t\[(?:remote )?(?:rejected|failure)\] \((.*)\)$/m.exec(stdout)?.[1];
  // The same commit, made in the same second by somebody else.
  if (/^=\t/m.test(stdout)) return { kind: "race", reason: moved };
  if (refused === undefined)
    return code === 0 ? undefined : { ...failureOf(stderr), mayHaveArrived: sending.test(stderr) };
  if (/stale info/.test(refused)) return { kind: "race", reason: moved };
  const words = `${refused}\n${allRemoteWords(stderr)}`;
  if (raceReasons.test(refused)) {
    const inTheWay = /'(?:refs\/heads\/)?([^']+)' exists; cannot create/.exec(words)?.[1];
    if (inTheWay !== undefined)
      return { kind: "unknown", reason: `the branch ${inTheWay} is in the way of its name` };
    if (/Permission denied|No space left/.test(words)) return { kind: "unknown", reason: refused };
    // A lock is also what curl meets when it repeats by itself a request that had arrived.
    return { kind: "race", reason: refused, mayHaveArrived: true };
  }
  if (/remote failed to report status/.test(refused))
    return { kind: "unreachable", reason: "connection lost", mayHaveArrived: true };
  if (/Internal Server Error/i.test(refused)) return { kind: "busy", reason: refused };
  if (/hook declined|rule violations|protected/i.test(refused)) {
    const isProtected =
      /protected branch|branch \S+ is protected|protected from (force )?push|rule violations|GH006|GH013/i.test(
        words,
      );
    return {
      kind: isProtected ? "protected" : "declined",
      reason: isProtected ? "protected branch" : refused,
    };
  }
  if (/permission|not allowed|refusing to allow/i.test(refused))
    return { kind: "forbidden", reason: refused };
  return { kind: "unknown", reason: refused };
}

const moved = "the branch has moved";

/** What git says when it was sending, or had sent, the commit. */
const sending = /RPC failed|send-pack|hung up|disconnect/;

function cut(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

/** The server's own words of a command's output, on one line and of bounded length. */
export function remoteWords(stderr: string): string {
  return cut(allRemoteWords(stderr));
}

function allRemoteWords(stderr: string): string {
  return [...stderr.matchAll(/^remote: ?(.*)$/gm)]
    .map(([, text = ""]) => text.trim())
    .filter((text) => text !== "")
    .join(" ");
}
