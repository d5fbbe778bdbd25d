import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../base/errors.ts";
import { bounded, oneLine } from "../base/text.ts";
import type { DockerEngine } from "../docker/engine.ts";
import type { HostSession } from "../docker/host/ask-host.ts";
import { inspectImage, pullImage, removeImage } from "../docker/images.ts";
import { readStats } from "./mirror-client.ts";

/** What a pull has shown. */
export type Verified =
  /** The mirror was asked. */
  | { readonly outcome: "through" }
  /** It was asked, and the image could not be had. */
  | { readonly outcome: "failed"; readonly why: string }
  /** The engine went past it. */
  | { readonly outcome: "bypassed"; readonly why: string }
  /** It does not count what it is asked, so nobody can tell. */
  | { readonly outcome: "unknown"; readonly why: string };

/** How long a pull of the smallest of images may take, in ms. */
const pullTime = 120_000;

/**
 * Pulls an image, and looks whether the mirror was asked for it. What was not there before is removed again.
 *
 * @param reference with a tag or a digest
 */
export async function verifyPull(
  engine: DockerEngine,
  host: HostSession,
  given: { readonly url: string; readonly reference: string },
  signal: AbortSignal,
): Promise<Verified> {
  for (let left = 3; ; left--) {
    const verified = await pullOnce(engine, host, given, signal);
    const isDoubtful = verified.outcome === "bypassed" || verified.outcome === "failed";
    if (!isDoubtful || left === 1) return verified;
    // Another job may pull the same at this moment, or remove it: an engine does both for all who ask at once.
    await sleep(1_000, undefined, { signal });
  }
}

async function pullOnce(
  engine: DockerEngine,
  host: HostSession,
  { url, reference }: { readonly url: string; readonly reference: string },
  signal: AbortSignal,
): Promise<Verified> {
  const before = await readStats(host, url);
  const wasThere = (await inspectImage(engine, reference, signal)) !== undefined;
  let failure: string | undefined;
  try {
    await pullImage(engine, reference, AbortSignal.any([signal, AbortSignal.timeout(pullTime)]));
  } catch (error) {
    if (signal.aborted) throw error;
    failure = bounded(oneLine(messageOf(error)), 300);
  }
  if (!wasThere && failure === undefined) await removeImage(engine, reference, signal);
  const after = await readStats(host, url);
  if (!before || !after) return { outcome: "unknown", why: "the mirror does not count what it is asked for" };
  const wasAsked = before.since !== after.since || after.requests > before.requests;
  if (!wasAsked)
    return {
      outcome: "bypassed",
      why: `${reference} was pulled and the mirror was not asked${failure ? `: ${failure}` : ""}`,
    };
  return failure === undefined ? { outcome: "through" } : { outcome: "failed", why: failure };
}
