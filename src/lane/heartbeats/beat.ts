import { ReportedError } from "../../base/errors.ts";
import type { Log } from "../../base/log.ts";
import { quoted } from "../../base/text.ts";
import { ForgeError } from "../../forge/errors.ts";
import type { Forge, Repository } from "../../forge/forge.ts";
import { heartbeat, heartbeatContext, isHeartbeat, skew } from "./heartbeat.ts";

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
    // Asked for the server's time, which the text must not be ahead of.
    const filter = { context: heartbeatContext(label, forge.kind), until: () => true };
    const { serverTime } = await forge.listStatuses(repository, commit, filter, signal);
    // A little earlier, as what stands before the server may have told its own time.
    const time = new Date((serverTime ?? new Date()).getTime() - skew);
    const status = heartbeat(label, forge.kind, runner, time);
    const stored = await create(forge, repository, commit, status, signal);
    if (
      !isHeartbeat(stored, forge.kind) &&
      isHeartbeat({ ...stored, createdAt: new Date(8.64e15) }, forge.kind)
    )
      throw new ReportedError(
        `set the clocks of the server and of what stands before it: ${stored.context} says ${quoted(stored.description)} and was stored at ${stored.createdAt.toISOString()}, and what claims a time to come does not count as a heartbeat`,
      );
    if (!isHeartbeat(stored, forge.kind))
      throw new ReportedError(
        `give the input "token" the job's own token: ${stored.context} was left by ${stored.creator === null ? "nobody" : `the user ${quoted(stored.creator)}`} with the text ${quoted(stored.description)}, and what a person could have set does not count as a heartbeat`,
      );
    log.info(`${stored.context} at commit ${commit}: ${runner}, ${stored.createdAt.toISOString()}`);
  }
}

async function create(...[forge, ...args]: [Forge, ...Parameters<Forge["createStatus"]>]) {
  try {
    return await forge.createStatus(...args);
  } catch (error) {
    const [{ owner, name }, commit] = args;
    if (!(error instanceof ForgeError)) throw error;
    if (error.status === 403)
      throw new ReportedError(
        `let the job set commit statuses of ${owner}/${name}: on GitHub with the permission statuses: write; ${error.message}`,
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
