import type { Ended } from "./command.ts";
import { GitError, type GitFailure, type GitFailureKind } from "./git-error.ts";
import { allRemoteWords, remoteWords } from "./words.ts";

/**
 * The error of a command that spoke to a server, or might have, and did not succeed.
 *
 * @param doing such as `git fetch`
 * @param mayHaveArrived whether what it pushed may have arrived, should it have been killed
 */
export function commandError(doing: string, ended: Ended, mayHaveArrived = false): GitError {
  if (ended.killed === "deadline")
    return new GitError(doing, { kind: "timeout", reason: "timeout", mayHaveArrived });
  if (ended.killed === "output")
    return new GitError(doing, { kind: "unknown", reason: "its output is too long", mayHaveArrived });
  return new GitError(doing, failureOf(ended.stderr), remoteWords(ended.stderr));
}

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

/** What the text on stderr of a failed command means. Text that is not known is not transient. */
export function failureOf(output: string): GitFailure {
  // Only git's own words count; the server's, and addresses, may say anything.
  const stderr = output.replace(/^(remote:|fatal: remote error:).*$/gm, "").replace(/'https?:[^']*'/g, "''");
  const status = Number(/(?:returned error: |HTTP )(\d{3})\b/.exec(stderr)?.[1]);
  if (status >= 300 && status < 400) return { kind: "moved", reason: `redirected, HTTP ${status}` };
  if (status === 401) return { kind: "unauthorized", reason: "HTTP 401" };
  if (status === 403) return refusal(allRemoteWords(output));
  if (status === 404) return { kind: "missing", reason: "not found" };
  if (status === 408 || status === 429 || status >= 500) return { kind: "busy", reason: `HTTP ${status}` };
  // Whatever libcurl says of the connection that such an answer ends.
  if (status >= 400) return { kind: "unknown", reason: `HTTP ${status}` };
  for (const [pattern, kind, reason] of messages) if (pattern.test(stderr)) return { kind, reason };
  const fatal = /^(?:fatal|error): (.*)$/m.exec(output)?.[1] ?? "git gave no reason";
  return { kind: "unknown", reason: fatal };
}

/**
 * A refusal with 403, which has no code of its own for a repository that takes no push: Gitea and Forgejo say it in
 * words (routers/web/repo/githttp.go), and so does GitHub (`This repository was archived so it is read-only.`).
 */
function refusal(words: string): GitFailure {
  if (/\b(?:is|was) archived\b/.test(words))
    return { kind: "archived", reason: "the repository is archived" };
  if (/mirror repository is read-only/.test(words))
    return { kind: "mirror", reason: "the repository is a mirror" };
  return { kind: "forbidden", reason: "HTTP 403" };
}
