import { formatDuration } from "../base/duration.ts";
import type { Digest } from "../image/digest.ts";
import type { ImageRepository } from "../image/reference.ts";
import type { Client } from "./client.ts";
import { verdictOf } from "./errors.ts";
import { headManifest } from "./manifests.ts";
import type { RequestContext } from "./request-context.ts";
import { inTime, NotReadable, type Patience, pollDelay, triesFor } from "./waiter.ts";

/** How long a tag may hold what neither we nor anybody before us put there: a lagging replica, or a rival. */
const foreignGrace = 30_000;

/**
 * Waits until a tag that was just moved is read back as the digest it was given.
 *
 * Registries lag: for a while the tag may be unknown or hold `previous`. Another digest means that somebody else
 * moved the tag after us, unless it passes soon.
 *
 * @throws {NotReadable} when the tag does not come to hold the digest in time
 */
export async function verifyTag(
  client: Client,
  at: ImageRepository,
  tag: string,
  digest: Digest,
  previous: Digest | undefined,
  context: RequestContext,
  { start, timeout, onPending }: Patience,
): Promise<void> {
  const { clock } = client;
  const reference = `${at.registry}/${at.repository}:${tag}`;
  let foreignSince: number | undefined;
  let doubts = 0;
  for (let polls = 1; ; polls++) {
    await client.untilHostFree(at.registry, context.signal, start + timeout);
    let reason: string;
    let delay = pollDelay(polls, clock);
    let left = start + timeout - clock.now();
    try {
      const held = await inTime(reference, left, (deadline) =>
        headManifest(client, at, tag, "wait", { ...context, oneAttempt: { deadline } }),
      );
      if (held.digest === digest) return;
      reason = `holds ${held.digest}`;
      foreignSince = held.digest === previous ? undefined : (foreignSince ?? clock.now());
      if (foreignSince !== undefined) left = Math.min(left, foreignSince + foreignGrace - clock.now());
    } catch (error) {
      const tries = triesFor(error);
      doubts = tries < Number.POSITIVE_INFINITY ? doubts + 1 : 0;
      if (doubts >= tries) throw error;
      const verdict = verdictOf(error);
      reason = verdict?.reason ?? "";
      delay = Math.max(delay, verdict?.delay ?? 0);
    }
    if (left <= 0)
      throw new NotReadable(
        `${reference} was moved to ${digest} but is not read back as such after ${formatDuration(clock.now() - start)} and ${polls} polls: ${reason}${foreignSince === undefined ? "" : "; another publish may have moved it"}`,
      );
    onPending?.({ reference, reason, polls });
    await clock.sleep(Math.min(delay, left), context.signal);
  }
}
