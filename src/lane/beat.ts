import { ReportedError, UserError } from "../errors.ts";
import type { Forge, Repository } from "../forge/forge.ts";
import type { Log } from "../log.ts";
import { heartbeat, heartbeatContext } from "./heartbeat.ts";
import type { Surroundings } from "./surroundings.ts";

export interface BeatRequest {
  readonly repository: Repository;
  readonly labels: readonly string[];
  readonly trustedEvents: readonly string[];
}

/**
 * Leaves a heartbeat of each label at the repository's first commit, which stays the same as branches move on.
 *
 * @throws {UserError} outside a trusted event: anyone could make a lane look alive
 * @throws {ForgeError}
 */
export async function beat(
  { repository, labels, trustedEvents }: BeatRequest,
  { event, runner }: Surroundings,
  open: () => Promise<Forge>,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<void> {
  if (!trustedEvents.includes(event))
    throw new UserError(
      `input "mode": "beat" is for runs that a trusted event starts, and this one was started by ${JSON.stringify(event)}; accepted are ${trustedEvents.join(", ")}`,
    );
  const forge = await open();
  const commit = await forge.firstCommit(repository, signal);
  if (commit === undefined)
    throw new ReportedError(`${repository.owner}/${repository.name} has no commit to leave a heartbeat at`);
  for (const label of labels) {
    // Asked for the server's time, which the text must not be ahead of.
    const filter = { context: heartbeatContext(label), until: () => true };
    const { serverTime } = await forge.listStatuses(repository, commit, filter, signal);
    const status = heartbeat(label, runner, serverTime ?? new Date());
    const { createdAt } = await forge.createStatus(repository, commit, status, signal);
    log.info(`${status.context}: ${runner} at ${createdAt.toISOString()}, commit ${commit}`);
  }
}
