import { existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { UserError } from "../base/errors.ts";
import { isRecord, parseJson } from "../base/json.ts";
import { quoted } from "../base/text.ts";
import { isObjectId } from "../forge/object-id.ts";

/** What the run tells of itself. */
export interface Surroundings {
  /** The event that started the run, such as `pull_request`; empty where no runner tells. */
  readonly event: string;
  /** The head of the pull request, where the workspace has its base instead. */
  readonly head: string | undefined;
  /** The commit that the run is of. */
  readonly sha: string | undefined;
  /** The name of the runner. */
  readonly runner: string;
  /** The folder that the repository is checked out to, if it is. */
  readonly workspace: string;
}

/**
 * Reads what the run tells of itself. On `pull_request_target` the workspace holds the base, and what is to be merged
 * is the pull request's head: read as data, never checked out.
 *
 * @throws {UserError} when the event does not tell the head, as the base must not be judged in its place
 */
export function readSurroundings(env: NodeJS.ProcessEnv): Surroundings {
  const { GITHUB_EVENT_NAME: event = "", GITHUB_SHA: sha = "" } = env;
  return {
    event,
    head: event === "pull_request_target" ? headOf(env.GITHUB_EVENT_PATH) : undefined,
    sha: isObjectId(sha) ? sha : undefined,
    // A runner without a name must not be taken for another one.
    runner: env.RUNNER_NAME?.trim() || hostname(),
    workspace: env.GITHUB_WORKSPACE || process.cwd(),
  };
}

/**
 * The commit to set the verdict at: the head of the pull request, which is what a branch protection looks at; what a merge
 * queue would merge; else the commit that the run is of. For a pull request GitHub's own `GITHUB_SHA` is a merge that
 * nobody looks at, or the base.
 *
 * @throws {UserError} when the event does not tell
 */
export function reportedCommit(env: NodeJS.ProcessEnv): string {
  const { GITHUB_EVENT_NAME: event = "", GITHUB_EVENT_PATH: path, GITHUB_SHA: sha = "" } = env;
  const commit = event.startsWith("pull_request")
    ? headIn(payloadAt(path))
    : event === "merge_group"
      ? queuedIn(payloadAt(path))
      : sha;
  if (isObjectId(commit)) return commit;
  throw new UserError(
    `input "status-context": found the event ${quoted(event)} without a commit to set the status at; expected an event that a forge wrote`,
  );
}

function payloadAt(path: string | undefined): Record<string, unknown> {
  const payload = path && existsSync(path) ? parseJson(readFileSync(path, "utf8")) : undefined;
  return isRecord(payload) ? payload : {};
}

function headIn({ pull_request: request }: Record<string, unknown>): unknown {
  return isRecord(request) && isRecord(request.head) ? request.head.sha : undefined;
}

function queuedIn({ merge_group: group }: Record<string, unknown>): unknown {
  return isRecord(group) ? group.head_sha : undefined;
}

function headOf(path: string | undefined): string {
  const head = headIn(payloadAt(path));
  if (isObjectId(head)) return head;
  throw new UserError(
    "found pull_request_target without the head of a pull request in GITHUB_EVENT_PATH; expected an event that a forge wrote",
  );
}

/** The variables of a job that tell of which branch or tag it is. */
export interface RefEnvironment {
  readonly GITHUB_REF?: string | undefined;
  readonly GITHUB_BASE_REF?: string | undefined;
}

/**
 * The refs at which a workflow is the one that is judged: the commit itself, and the branch or tag that has it or will.
 *
 * That is the branch or tag of the run; for a pull request the branch that it is to be merged into, as that is where the
 * judged workflows will be; and for a merge queue of GitHub the branch that is queued for. The branch of a pull request
 * is none: it may be in another repository, and goes on by itself after the merge.
 *
 * @param commit the one whose workflows are judged; undefined where it is not known
 */
export function judgedRefs(
  { GITHUB_REF: ref = "", GITHUB_BASE_REF: base = "" }: RefEnvironment,
  commit: string | undefined,
): string[] {
  const queued = /^refs\/heads\/gh-readonly-queue\/(.+)\/pr-\d+-[0-9a-f]+$/.exec(ref)?.[1];
  const branch = base === "" ? queued : base;
  const full = branch === undefined ? ref : `refs/heads/${branch}`;
  const short = /^refs\/(?:heads|tags)\/(.+)$/.exec(full)?.[1];
  return [...(commit === undefined ? [] : [commit]), ...(short === undefined ? [] : [short, full])];
}
