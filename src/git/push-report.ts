import { failureOf } from "./command-failure.ts";
import type { GitFailure, GitFailureKind } from "./git-error.ts";
import { allRemoteWords } from "./words.ts";

/**
 * What a push came to, from the output of `git push --porcelain`: undefined when the ref was updated.
 *
 * That the ref was up to date means that somebody else has made the same commit in the same second.
 */
export function pushFailure(code: number | null, stdout: string, stderr: string): GitFailure | undefined {
  if (/^=\t/m.test(stdout)) return { kind: "race", reason: moved };
  const refusal = /^!\t[^\t]*\t\[(?:remote )?(?:rejected|failure)\] \((.*)\)$/m.exec(stdout)?.[1];
  if (refusal !== undefined) return refusalFailure(refusal, allRemoteWords(stderr));
  return code === 0 ? undefined : { ...failureOf(stderr), mayHaveArrived: sending.test(stderr) };
}

/** What git says when it was sending, or had sent, the commit. */
const sending = /RPC failed|send-pack|hung up|disconnect/;

const moved = "the branch has moved";

/** What is said in parentheses behind a ref that was refused, and what it means. */
interface RefusalCase {
  readonly refusal: RegExp;
  /** What the refusal, or else the server's own words, must say besides. */
  readonly words?: RegExp;
  readonly kind: GitFailureKind;
  /** From what {@link words} has caught; the refusal itself unless given. */
  readonly reason?: (caught: string) => string;
  readonly mayHaveArrived?: boolean;
}

/**
 * That the ref has moved (send-pack, receive-pack, refs). The one about shallow updates comes when the history that was
 * fetched is in no branch any more.
 */
const hasMoved =
  /fetch first|shallow update not allowed|non-fast-forward|failed to update ref|cannot lock ref|unable to (lock|create)|incorrect old value|reference already exists|failed to lock/i;

/**
 * That a rule of the server refuses the push. A hook says so by its exit code alone, and its reason is words for
 * people. GitHub has statuses of its own for protected branches and rulesets; Gitea, Forgejo and GitLab name the
 * protected branch in their words.
 *
 * Gitea and Forgejo let a push in from everybody who may read, since it might open a pull request, and ask in the hook
 * whether the user may write. All their words are in routers/private/hook_pre_receive.go.
 */
const byRule = /hook declined|rule violations|protected/i;
const deniesUser =
  /User (?:permission denied for writing\b|'[^']*' is not allowed to push to (?:branch|repository) ')/;
const demandsSignature = /protected from unverified commit|Commits must have (?:verified|valid) signatures/;
/**
 * GitHub's words, for branches that are protected and for rulesets: `Changes must be made through the merge queue`
 * (dbt-labs/dbt-utils#886), also where a pull request is demanded besides; `A pull request for this branch has been
 * added to a merge queue. Branches that are queued for merging cannot be updated.` (SharezoneApp/sharezone-app#605),
 * whose lines it breaks anywhere; `Cannot change this locked branch`.
 */
export const queueOnly = /through (?:the|a) merge queue/i;
const isQueued = /queued for merging cannot be updated|has been added to a merge queue/i;
export const isLocked = /Cannot change this locked branch/i;
/**
 * GitHub's words for a token without the permission, whatever its kind: `refusing to allow a GitHub App to create or
 * update workflow ... without ``workflows`` permission`, `an OAuth App ... without ``workflow`` scope`, `a Personal Access Token`.
 */
const bringsWorkflow = /refusing to allow an? .+ to create or update workflow/i;
const protectsFile = /protected from changing file /;
/** What a hook says where the server had no words for it (modules/private/request.go, `fail` in cmd/serv.go). */
const hookFailed = /Internal Server (?:Connection )?(?:Error|Response)\b/;
const namesProtection =
  /protected branch|branch \S+ is protected|protected from (force )?push|rule violations|GH006|GH013/i;

/** The first that fits counts. */
const refusalCases: readonly RefusalCase[] = [
  { refusal: /stale info/, kind: "race", reason: () => moved },
  {
    refusal: hasMoved,
    words: /'(?:refs\/heads\/)?([^']+)' exists; cannot create/,
    kind: "unknown",
    reason: (branch) => `the branch ${branch} is in the way of its name`,
  },
  { refusal: hasMoved, words: /Permission denied|No space left/, kind: "unknown" },
  // A lock is also what curl meets when it repeats by itself a request that had arrived.
  { refusal: hasMoved, kind: "race", mayHaveArrived: true },
  {
    refusal: /remote failed to report status/,
    kind: "unreachable",
    reason: () => "connection lost",
    mayHaveArrived: true,
  },
  { refusal: /Internal Server Error/i, kind: "busy" },
  { refusal: byRule, words: deniesUser, kind: "forbidden", reason: () => "no write access" },
  { refusal: byRule, words: demandsSignature, kind: "unsigned", reason: () => "signed commits only" },
  { refusal: byRule, words: protectsFile, kind: "protected-file", reason: () => "protected file" },
  { refusal: byRule, words: hookFailed, kind: "hook-failed", reason: () => "a hook of the server failed" },
  { refusal: byRule, words: isQueued, kind: "queued", reason: () => "its pull request is queued" },
  { refusal: byRule, words: isLocked, kind: "locked", reason: () => "locked branch" },
  { refusal: byRule, words: queueOnly, kind: "merge-queue", reason: () => "merge queue" },
  { refusal: byRule, words: namesProtection, kind: "protected", reason: () => "protected branch" },
  { refusal: byRule, kind: "declined" },
  { refusal: bringsWorkflow, kind: "workflow-permission" },
  { refusal: /permission|not allowed|refusing to allow/i, kind: "forbidden" },
];

function refusalFailure(refusal: string, remote: string): GitFailure {
  const said = `${refusal}\n${remote}`;
  for (const { refusal: pattern, words = /^/, kind, reason, mayHaveArrived } of refusalCases) {
    const found = pattern.test(refusal) ? words.exec(said) : null;
    if (found)
      return {
        kind,
        reason: reason ? reason(found[1] ?? "") : refusal,
        ...(mayHaveArrived && { mayHaveArrived }),
      };
  }
  return { kind: "unknown", reason: refusal };
}
