import { messageOf } from "../base/errors.ts";
import type { DockerEngine } from "../docker/engine.ts";
import { openHost } from "../docker/host/ask-host.ts";
import { dropLease } from "../docker/leases.ts";
import { events } from "../docker/system.ts";
import type { Reads } from "../mirror/reads.ts";
import { type Counts, countedSince } from "../mirror/stats.ts";
import type { Context } from "./context.ts";
import { fallbacks } from "./fallbacks.ts";
import type { JobStart } from "./job-start.ts";
import { readReads, readStats } from "./mirror-client.ts";
import type { CacheService } from "./persist/service.ts";

/** What happened in this job. */
export interface JobAccount {
  /** Undefined where the mirror does not count, or did not answer. */
  readonly counts: Counts | undefined;
  readonly storeBytes: number | undefined;
  /** Pulls that are left, as the registry last said; undefined where it did not. */
  readonly remaining: number | undefined;
  /** What was kept for later jobs; undefined where nothing was to be. */
  readonly kept?: Kept | undefined;
  /** Pulls past the mirror; undefined where that is not known, as the engine has forgotten what happened. */
  readonly fallbacks: readonly string[] | undefined;
}

/** What was kept for later jobs, in bytes. */
export interface Kept {
  /** 0 where the same was kept already. */
  readonly bytes: number;
  /** Of what was read, how much may not be kept, as it is private, or is more than is kept. */
  readonly left: number;
}

/** How the end of a job keeps what was read. */
export interface Keeping {
  readonly service: CacheService;
  readonly store: string;
  readonly upstream: string;
  /** Bytes that are kept at most. */
  readonly most: number;
}

/** How much earlier the mirror is asked what it gave: a pull that ended in this job may have begun before it, in ms. */
const overlap = 3_600_000;

/** Compares with what there was when the job began, and takes the job's lease back. */
export async function endAccount(
  engine: DockerEngine,
  start: JobStart,
  context: Context,
  keeping?: Keeping,
): Promise<JobAccount> {
  const { signal, job } = context;
  await dropLease(engine, job, signal);
  const host = await openHost(engine, context);
  try {
    const stats = host && (await readStats(host, start.url));
    const reads = host && stats && (await readReads(host, start.url, start.at - overlap));
    const until = Date.now() / 1_000;
    const since = Math.max(0, start.marker / 1e9 - 0.001);
    const happened = await events(engine, { since, until, signal });
    const isComplete = happened.some(({ timeNano }) => timeNano === start.marker);
    const later = happened.filter(({ timeNano }) => timeNano > start.marker);
    const counts = stats && countedSince(start.stats ?? stats, stats);
    // Where the registry sent nothing, all that was read had been kept before, or lies on a host that keeps it.
    const isNew = counts !== undefined && counts.upstreamBytes > 0;
    const own = isNew &&
      reads &&
      keeping && { ...reads, reads: reads.reads.filter(({ at }) => at >= start.now) };
    return {
      kept: own ? await keepReads(engine, own, keeping, context) : undefined,
      counts,
      storeBytes: stats?.storeBytes,
      remaining: stats?.rateLimitRemaining ?? undefined,
      fallbacks: isComplete && reads ? fallbacks(later, reads.reads) : undefined,
    };
  } finally {
    await host?.close();
  }
}

/** Keeps what a job read and anybody may read. What cannot be kept is no reason for a job to fail. */
async function keepReads(
  engine: DockerEngine,
  reads: Reads,
  { service, store, upstream, most }: Keeping,
  { log, signal, job }: Context,
): Promise<Kept | undefined> {
  try {
    const { keep, publicReads } = await import("./persist/persist.ts");
    const open = await publicReads(reads, upstream, signal);
    const all = new Set(reads.reads.map(({ digest }) => digest));
    const kept = await keep(service, store, open, most, { engine, log, signal, job });
    return { bytes: kept?.bytes ?? 0, left: all.size - open.length };
  } catch (error) {
    if (signal.aborted) throw error;
    log.warning(`what was pulled is not kept in the cache service: ${messageOf(error)}`);
    return undefined;
  }
}
