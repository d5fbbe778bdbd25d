import { messageOf, ReportedError } from "../../base/errors.ts";
import { bounded, quoted } from "../../base/text.ts";
import type { CommitStatus, CommitStatusState } from "../../forge/commit-status.ts";
import { ForgeError } from "../../forge/errors.ts";
import type { Forge, Repository } from "../../forge/forge.ts";

/** The commit status that tells how far a verdict is. */
export interface VerdictStatus {
  readonly context: string;
  readonly repository: Repository;
  /** The commit that the verdict is on. */
  readonly commit: string;
  /** The page of the run; undefined where it is not known. */
  readonly page: string | undefined;
}

/** Longer descriptions are refused by GitHub, in characters. */
const mostDescription = 140;

/**
 * Comes to a verdict under a commit status: `pending` before anything else, `success` when `judge` lets the merge pass,
 * `failure` when it throws. A job that dies, or is cancelled, leaves `pending`, so that whatever requires the status waits:
 * what its runner reports of it in the end is no verdict. Nor is `success` set over what another run has set since
 * `pending`: that run has looked later.
 *
 * @param judge gives what the status shall say, or throws what fails the step
 * @throws what `judge` throws, and {@link ReportedError} when the status cannot be set, or may not
 */
export async function underStatus(
  status: VerdictStatus,
  forge: Forge,
  signal: AbortSignal,
  judge: () => Promise<string>,
): Promise<void> {
  const pending = await set("pending", "the lane is being judged", status, forge, signal);
  let pass: string;
  try {
    pass = await judge();
  } catch (error) {
    // Nobody has judged anything.
    if (signal.aborted) throw error;
    throw await failedWith(error, status, forge, signal);
  }
  const look = () => requireNewest(pending, status, forge, signal);
  await set("success", pass, status, forge, signal, look);
}

/**
 * Looks whether another run has set the status since `pending` was. By ids, as the times are those of whole seconds.
 *
 * @throws {ReportedError} when one has, or when it cannot be known
 */
async function requireNewest(
  pending: CommitStatus,
  { repository, commit }: VerdictStatus,
  forge: Forge,
  signal: AbortSignal,
): Promise<void> {
  const what = `the commit status ${quoted(pending.context)} of ${repository.owner}/${repository.name}`;
  const statuses = await statusesLike(pending, what, { repository, commit }, forge, signal);
  const others = statuses.filter((status) => status.id > pending.id && !isOwnSuccess(status, pending));
  const [newest] = others.sort((a, b) => b.id - a.id);
  if (newest === undefined) return;
  const page = newest.targetUrl && `, see ${quoted(newest.targetUrl)}`;
  throw new ReportedError(
    `another run is judging this commit now; go by its verdict: ${what} is ${quoted(newest.state)} at ${commit}${page}, and is left as it is`,
  );
}

/** The statuses of the same context, in no order within a second. */
async function statusesLike(
  pending: CommitStatus,
  what: string,
  { repository, commit }: Pick<VerdictStatus, "repository" | "commit">,
  forge: Forge,
  signal: AbortSignal,
): Promise<readonly CommitStatus[]> {
  try {
    const { context } = pending;
    return (await forge.listStatuses(repository, commit, { context }, signal)).statuses;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ForgeError)) throw error;
    // Without a cause: it was tried again already, and setting the status is not to be.
    throw new ReportedError(
      `${what} cannot be set to success at ${commit}, as it is not known whether another run is judging it now: ${error.message}`,
    );
  }
}

/**
 * Whether it is what an attempt without an answer has left. Another run's success comes after its own `pending`, which
 * keeps this run from any first attempt.
 */
function isOwnSuccess({ state, targetUrl }: CommitStatus, pending: CommitStatus): boolean {
  return state === "success" && targetUrl === pending.targetUrl;
}

/** What the step fails with, once its status is told: a status that cannot be set comes to the error. */
async function failedWith(
  error: unknown,
  status: VerdictStatus,
  forge: Forge,
  signal: AbortSignal,
): Promise<unknown> {
  const why =
    error instanceof ReportedError ? messageOf(error) : "the run ended in an unexpected error; see its log";
  try {
    await set("failure", why, status, forge, signal);
    return error;
  } catch (unset) {
    return new AggregateError([error, unset]);
  }
}

/**
 * @param look throws where the status may not be set
 * @throws {ReportedError} when the status cannot be set, or may not
 */
async function set(
  state: CommitStatusState,
  text: string,
  { context, repository, commit, page: targetUrl }: VerdictStatus,
  forge: Forge,
  signal: AbortSignal,
  look?: () => Promise<void>,
): Promise<CommitStatus> {
  const description = bounded(text.trim(), mostDescription);
  try {
    return await forge.createStatus(
      repository,
      commit,
      { state, context, description, targetUrl, look },
      signal,
    );
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ForgeError)) throw error;
    const what = `the commit status ${quoted(context)} of ${repository.owner}/${repository.name} cannot be set to ${state} at ${commit}`;
    throw new ReportedError(`${what}: ${wayOut(error, forge)}${error.message}`, { cause: error });
  }
}

/** What to do about a refusal, as the beginning of a sentence. */
function wayOut({ status }: ForgeError, { kind }: Forge): string {
  if (status !== 403) return "";
  return kind === "github"
    ? "give the job the permission statuses: write, and run it on pull_request_target where pull requests come from forks; "
    : "give the job the permission contents: write, or, as no token of a job may set it for pull requests from forks, run it on pull_request_target and give the input status-token the token of a user who may write; ";
}
