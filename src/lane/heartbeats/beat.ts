import { ReportedError } from "../../base/errors.ts";
import type { Log } from "../../base/log.ts";
import { quoted } from "../../base/text.ts";
import type { CommitStatus, NewCommitStatus } from "../../forge/commit-status.ts";
import { ForgeError } from "../../forge/errors.ts";
import type { Forge, ForgeKind, Repository } from "../../forge/forge.ts";
import { flawOf, heartbeat, heartbeatContext, skew } from "./heartbeat.ts";

/** What heartbeats are left of. */
export interface BeatRequest {
  readonly repository: Repository;
  readonly labels: readonly string[];
  /** The name of the runner that this job is on. */
  readonly runner: string;
}

/**
 * Leaves a heartbeat of each label at the repository's first commit, which stays the same as branches move on.
 *
 * @throws {ForgeError} when the server does not take it
 * @throws {ReportedError} when it would not count, as it shows the name of a user
 */
export async function beat(
  { repository, labels, runner }: BeatRequest,
  forge: Forge,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  const commit = await forge.firstCommit(repository, signal);
  if (commit === undefined)
    throw new ReportedError(
      `${repository.owner}/${repository.name} has no commit on its default branch to leave a heartbeat at`,
    );
  for (const label of labels) {
    const time = await serverTime(label, commit, repository, forge, signal);
    const status = heartbeat(label, forge.kind, runner, time);
    const stored = await store(status, commit, repository, forge, signal);
    requireHeartbeat(stored, forge.kind);
    log.info(`${stored.context} at commit ${commit}: ${runner}, ${stored.createdAt.toISOString()}`);
  }
}

/** The server's time, which the text must not be ahead of: it comes with any answer. */
async function serverTime(
  label: string,
  commit: string,
  repository: Repository,
  forge: Forge,
  signal: AbortSignal,
): Promise<Date> {
  const filter = { context: heartbeatContext(label, forge.kind), until: () => true };
  const { serverTime = new Date() } = await forge.listStatuses(repository, commit, filter, signal);
  // A little earlier, as what stands before the server may have told its own time.
  return new Date(serverTime.getTime() - skew);
}

/** @throws {ForgeError | ReportedError} when the server does not take it */
async function store(
  status: NewCommitStatus,
  commit: string,
  repository: Repository,
  forge: Forge,
  signal: AbortSignal,
): Promise<CommitStatus> {
  try {
    return await forge.createStatus(repository, commit, status, signal);
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    if (error.status === 403)
      throw new ReportedError(
        `let the job set commit statuses of ${repository.owner}/${repository.name}: on GitHub with the permission statuses: write; ${error.message}`,
        { cause: error },
      );
    if (error.status === 422 && forge.kind === "github")
      throw new ReportedError(
        `leave heartbeats less often: GitHub stores 1,000 of each lane at the commit ${commit}, and takes no more; ${error.message}`,
        { cause: error },
      );
    throw error;
  }
}

/** @throws {ReportedError} when what is stored does not count as a heartbeat */
function requireHeartbeat(stored: CommitStatus, kind: ForgeKind): void {
  const { context, description, creator, createdAt } = stored;
  switch (flawOf(stored, kind)) {
    case undefined:
      return;
    case "ahead-of-time":
      throw new ReportedError(
        `correct the clocks of the server and of what stands before it: ${context} says ${quoted(description)} and was stored at ${createdAt.toISOString()}, and a time in the future does not count as a heartbeat`,
      );
    case "not-by-a-job":
      throw new ReportedError(
        `give the input "token" the job's own token: ${context} was left by ${creator === null ? "nobody" : `the user ${quoted(creator)}`} with the text ${quoted(description)}, and what a person could have set does not count as a heartbeat`,
      );
  }
}
