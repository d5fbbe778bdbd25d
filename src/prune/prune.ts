import { ReportedError } from "../base/errors.ts";
import type { Log } from "../base/log.ts";
import { listContainers } from "../docker/containers.ts";
import type { DockerEngine } from "../docker/engine.ts";
import {
  askHost,
  type HostAnswer,
  type HostSession,
  hasFailed,
  type ProcessesAnswer,
  type StatfsRequest,
} from "../docker/host/ask-host.ts";
import { type Job, ownContainer, ownProcess } from "../docker/job.ts";
import { describeJob, otherLeases } from "../docker/leases.ts";
import { LockTaken, withLock } from "../docker/lock.ts";
import { type EngineInfo, info, pruneBuildCache } from "../docker/system.ts";
import { othersAtWork, workerProcess } from "./busy.ts";
import { decide, type Plan, type PlannedRemoval } from "./decide.ts";
import type { Disk } from "./facts.ts";
import { readLedger, setAside, writeLedger } from "./ledger/keep-ledger.ts";
import type { Ledger } from "./ledger/ledger.ts";
import { observe, type Seen } from "./observe.ts";
import type { PruneOptions } from "./options.ts";
import { isRelieved } from "./pressure.ts";
import { removeUnused } from "./remove.ts";

/** How full the disk is, and what came of it. */
export type Pressure =
  /** Not so full that anything goes. */
  | "below"
  /** Too full, and left so: a dry run, others at work, or a bound that was reached. */
  | "above"
  /** Was too full, and is as free as it is to be. */
  | "relieved"
  /** Too full, and nothing that is left may go. */
  | "blocked";

/** An image that has gone. */
export interface RemovedImage {
  /** One of its names, or its ID where it had none. */
  readonly reference: string;
  readonly id: string;
  /** Bytes that were to go with it. */
  readonly bytes: number;
  readonly reason: "dangling" | "least recently used";
}

/** An image that was to go, and stays. */
export interface SparedImage {
  readonly reference: string;
  readonly why: string;
}

export interface PruneReport {
  readonly pressure: Pressure;
  /** Why it is left `above`; undefined otherwise. */
  readonly why: string | undefined;
  readonly before: Disk;
  readonly after: Disk;
  /** As it was decided before anything went. */
  readonly plan: Plan;
  readonly removed: readonly RemovedImage[];
  readonly spared: readonly SparedImage[];
  /** Bytes by which the disk has become freer. */
  readonly freed: number;
  /** Bytes of the build cache that the engine says it has freed. */
  readonly buildCacheFreed: number;
  /** Who else is at work on the host. */
  readonly deferredBy: readonly string[];
  /** Whether uses of images may have been missed since the run before. */
  readonly gap: boolean;
  /** Whether nothing was to go, and why. */
  readonly dryRun: string | undefined;
}

export interface PruneContext {
  readonly job: Job;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** ms since the epoch. */
  readonly clock: () => number;
  /** Where the program for the host lies; another than the built one only in tests. */
  readonly program?: URL;
  /** The container that this process runs in; undefined outside of one. */
  readonly own?: string | undefined;
}

/**
 * How many names go before it is looked anew: each is an event or two, of which the engine remembers 256. So neither what
 * somebody else does meanwhile is missed, nor what happened before the next run.
 */
const namesAtATime = 64;

/**
 * Frees the disk of an engine of images that nobody will miss, only above a mark, and never while others are at work.
 *
 * @throws DockerError and other ReportedErrors where the engine or its host cannot be worked on; with `busy: fail` where
 * others are at work
 */
export async function prune(
  engine: DockerEngine,
  options: PruneOptions,
  context: PruneContext,
): Promise<PruneReport> {
  try {
    return await withLock(
      engine,
      { ...context, owner: `prune-images of ${describeJob(context.job)}` },
      (host, signal) => new Run(engine, host, options, { ...context, signal }).report(),
    );
  } catch (error) {
    if (!(error instanceof LockTaken) || options.busy === "fail") throw error;
    return await deferred(engine, options, context, error.by);
  }
}

/** What there is to say where somebody else has the lock: how full the disk is. */
async function deferred(
  engine: DockerEngine,
  options: PruneOptions,
  context: PruneContext,
  by: string,
): Promise<PruneReport> {
  const about = await info(engine, context.signal);
  const disk = await diskOf(about, (requests) => askHost(engine, requests, context));
  const now = context.clock();
  const plan = decide({ images: [], containers: [], disk, records: new Map(), now }, options);
  return {
    ...{ plan, before: disk, after: disk, removed: [], spared: [], freed: 0, buildCacheFreed: 0 },
    ...{ deferredBy: [by], gap: false, dryRun: undefined },
    pressure: plan.above ? "above" : "below",
    why: plan.above ? "others are at work" : undefined,
  };
}

/** The first removals, with so many names at most, and one in any case. */
function firstOf(removals: readonly PlannedRemoval[]): PlannedRemoval[] {
  let names = 0;
  return removals.filter(({ image }, at) => {
    names += image.tags.length + image.digests.length + 1;
    return at === 0 || names <= namesAtATime;
  });
}

type Ask = (requests: readonly [StatfsRequest]) => Promise<readonly [HostAnswer<StatfsRequest>]>;

async function diskOf({ rootFolder }: EngineInfo, ask: Ask): Promise<Disk> {
  const [disk] = await ask([{ do: "statfs", path: rootFolder }]);
  if (hasFailed(disk)) throw new ReportedError(`the disk of the images cannot be looked at: ${disk.failed}`);
  return disk;
}

/** One run, while it has the lock. */
class Run {
  readonly #engine: DockerEngine;
  readonly #host: HostSession;
  readonly #options: PruneOptions;
  readonly #context: PruneContext;

  constructor(engine: DockerEngine, host: HostSession, options: PruneOptions, context: PruneContext) {
    this.#engine = engine;
    this.#host = host;
    this.#options = options;
    this.#context = context;
  }

  async report(): Promise<PruneReport> {
    const { log, signal } = this.#context;
    const about = await info(this.#engine, signal);
    const { ledgers } = await readLedger(this.#host, this.#options.ledger).catch((error: unknown) => {
      log.warning(`${error instanceof Error ? error.message : ""}; every image counts as seen now`);
      return { ledgers: new Map<string, Ledger>() };
    });
    const before = await this.#disk(about);
    const seen = await this.#look(about, ledgers.get(about.id));
    const plan = this.#decide(seen, before);
    await this.#remember(seen.ledger);
    const first = {
      before,
      after: before,
      plan,
      removed: [],
      spared: [],
      freed: 0,
      buildCacheFreed: 0,
      gap: seen.gap,
    };
    const deferredBy = await this.#others(seen.ledger.seen);
    const dryRun = this.#dryRun(about);
    const rest = { ...first, deferredBy, dryRun };
    if (!plan.above) return { ...rest, pressure: "below", why: undefined };
    if (deferredBy.length > 0) {
      if (this.#options.busy === "fail")
        throw new ReportedError(`the disk is to be freed, and others are at work: ${deferredBy.join("; ")}`);
      return { ...rest, pressure: "above", why: "others are at work" };
    }
    if (dryRun !== undefined) return { ...rest, pressure: "above", why: dryRun };
    return { ...rest, ...(await this.#relieve(about, seen, plan, before)) };
  }

  async #relieve(about: EngineInfo, first: Seen, firstPlan: Plan, before: Disk) {
    const { signal, clock } = this.#context;
    const { buildCacheMax, maxDelete } = this.#options;
    const removed: RemovedImage[] = [];
    const spared: SparedImage[] = [];
    const buildCacheFreed =
      buildCacheMax === undefined
        ? 0
        : await pruneBuildCache(this.#engine, { keepBytes: buildCacheMax, signal });
    let disk = buildCacheMax === undefined ? before : await this.#disk(about);
    let [seen, plan, isReached] = [first, firstPlan, isRelieved(disk, this.#options)];
    const sparedIds = new Set<string>();
    while (!isReached) {
      const batch = firstOf(plan.removals.filter(({ image }) => !sparedIds.has(image.id)));
      if (batch.length === 0 || removed.length >= maxDelete) break;
      for (const { image, bytes, reason } of batch) {
        if (isReached || removed.length >= maxDelete) break;
        const reference = image.tags[0] ?? image.digests[0] ?? image.id;
        const decided = seen.at;
        const ended = await removeUnused(this.#engine, image, { decided, clock: clock(), signal });
        if (ended.outcome === "kept") {
          spared.push({ reference, why: ended.why });
          sparedIds.add(image.id);
          continue;
        }
        removed.push({ reference, id: image.id, bytes, reason });
        disk = await this.#disk(about);
        isReached = isRelieved(disk, this.#options);
      }
      seen = await this.#look(about, seen.ledger);
      plan = this.#decide(seen, disk);
    }
    await this.#remember((await this.#look(about, seen.ledger)).ledger);
    const after = await this.#disk(about);
    await setAside(this.#host, this.#options.ledger);
    const atBound = removed.length >= maxDelete;
    const pressure: Pressure = isReached ? "relieved" : atBound ? "above" : "blocked";
    return {
      pressure,
      why: pressure === "above" ? `max-delete is reached: ${maxDelete}` : undefined,
      after,
      removed,
      spared,
      freed: after.available - before.available,
      buildCacheFreed,
    };
  }

  async #look(about: EngineInfo, before: Ledger | undefined): Promise<Seen> {
    const { clock, signal } = this.#context;
    return observe(this.#engine, before, { engineId: about.id, clock: clock(), signal });
  }

  #decide({ images, containers, ledger }: Seen, disk: Disk): Plan {
    return decide({ images, containers, disk, records: ledger.images, now: ledger.seen }, this.#options);
  }

  #disk(about: EngineInfo): Promise<Disk> {
    return diskOf(about, (requests) => this.#host.ask(requests));
  }

  /** A ledger that cannot be written delays what goes, as everything will be new to the next run. */
  async #remember(ledger: Ledger): Promise<void> {
    await writeLedger(this.#host, this.#options.ledger, ledger).catch((error: unknown) => {
      if (this.#context.signal.aborted) throw error;
      this.#context.log.warning(error instanceof Error ? error.message : "the ledger cannot be written");
    });
  }

  async #others(now: number): Promise<string[]> {
    const { job, signal, own = ownContainer() } = this.#context;
    const [leases, containers, [processes]] = await Promise.all([
      otherLeases(this.#engine, job, { now, signal }),
      listContainers(this.#engine, { all: false, signal }),
      this.#host.ask([{ do: "processes", names: [workerProcess], of: ownProcess() }]),
    ]);
    const found: ProcessesAnswer | undefined = hasFailed(processes) ? undefined : processes;
    return othersAtWork({ leases, containers, own, processes: found });
  }

  #dryRun(about: EngineInfo): string | undefined {
    const { dryRun, allowContainerdStore } = this.#options;
    if (about.containerdStore && !allowContainerdStore)
      return "the engine has its images in containerd's store, where what is deleted may be half of a pull under way (allow-containerd-store does it all the same)";
    return dryRun ? "this is a dry run" : undefined;
  }
}
