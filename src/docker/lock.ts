import { setTimeout as sleep } from "node:timers/promises";
import { ReportedError } from "../base/errors.ts";
import { bounded, oneLine } from "../base/text.ts";
import { inspectContainer, removeContainer } from "./containers.ts";
import type { DockerEngine } from "./engine.ts";
import { type HostOptions, type HostSession, openHost } from "./host/ask-host.ts";
import { ours } from "./labels.ts";

/** The name of the container that is the lock: an engine makes exactly one of several of one name. */
export const lockName = "imgpub-lock";

/** Somebody else is at work on the engine's host. */
export class LockTaken extends ReportedError {
  override readonly name = "LockTaken";
  /** Who, as they said. */
  readonly by: string;

  constructor(by: string, seconds: number) {
    super(`${by} has been at work on this engine's host for ${seconds} s (the container ${lockName})`);
    this.by = by;
  }
}

/** How long a lock that was made and not started may be there before who made it must be gone, in ms. */
const startsWithinMs = 60_000;

/**
 * Does `work` while nobody else on the engine's host does what takes this lock.
 *
 * The lock is the container of a {@link HostSession}: it ends when the process that holds it does, however that ended, so
 * it can neither expire under work that goes on nor outlive it.
 *
 * @param options.owner who holds it, for those who wait, such as a repository and a job
 * @param options.waitMs how long to wait for another, in ms; a minute by default
 * @param work is handed the session, and a signal that is aborted as soon as the lock is lost
 * @throws LockTaken where the lock is taken for that long
 */
export async function withLock<T>(
  engine: DockerEngine,
  options: HostOptions & { readonly owner: string; readonly waitMs?: number },
  work: (host: HostSession, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const host = await acquire(engine, options);
  try {
    return await work(host, AbortSignal.any([options.signal, host.ended]));
  } finally {
    await host.close();
  }
}

async function acquire(
  engine: DockerEngine,
  options: HostOptions & { readonly owner: string; readonly waitMs?: number },
): Promise<HostSession> {
  const { owner, waitMs = 60_000, signal, log } = options;
  const until = performance.now() + waitMs;
  let told = false;
  for (;;) {
    const host = await openHost(engine, {
      ...options,
      name: lockName,
      labels: { [ours]: "lock", [`${ours}.owner`]: owner, [`${ours}.since`]: String(Date.now()) },
    });
    if (host) return host;
    const held = await inspectContainer(engine, lockName, signal);
    if (held === undefined) continue;
    const age = Math.abs(Date.now() - Number(held.labels[`${ours}.since`] ?? 0));
    if (held.state !== "running" && !(held.state === "created" && age < startsWithinMs)) {
      // Whoever made it is gone, or has ended it this moment.
      await removeContainer(engine, held.id, signal);
      await sleep(50, undefined, { signal });
      continue;
    }
    const by = bounded(oneLine(held.labels[`${ours}.owner`] ?? "somebody"), 300);
    if (performance.now() > until) throw new LockTaken(by, Math.round(waitMs / 1_000));
    if (!told) log.info(`waiting for ${by}, which is at work on this engine's host`);
    told = true;
    await sleep(250, undefined, { signal });
  }
}
