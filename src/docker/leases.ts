import type { Log } from "../base/log.ts";
import { bounded, oneLine } from "../base/text.ts";
import { type ContainerSummary, createContainer, listContainers, removeContainer } from "./containers.ts";
import type { DockerEngine } from "./engine.ts";
import type { Job } from "./job.ts";
import { ours } from "./labels.ts";
import { withNodeImage } from "./node-image.ts";

/** How long a lease says that its job is at work, in ms: as long as a job may take on GitHub's own runners. */
export const leaseMs = 6 * 60 * 60 * 1_000;

/** A job that has said it is at work. */
export interface Lease {
  /** Of its container. */
  readonly name: string;
  /** Such as `acme/app, job build`. */
  readonly owner: string;
  /** ms since the epoch. */
  readonly expires: number;
}

/** What a person calls a job. */
export const describeJob = ({ repository, job, run }: Job): string =>
  `${repository || "a repository"}, job ${job || "unknown"} of run ${run || "unknown"}`;

/** The label that has the name of a lease's job. */
const jobLabel = `${ours}.job`;

/**
 * Says on the engine's host that a job is at work: a container that is never started, whose label says until when. Taken
 * again, it lasts from then on: the new one is there before the old one goes.
 *
 * @returns the name of its container
 */
export async function takeLease(
  engine: DockerEngine,
  job: Job,
  { log, signal }: { readonly log: Pick<Log, "info">; readonly signal: AbortSignal },
): Promise<string> {
  const before = await leases(engine, { job, signal });
  const expires = Date.now() + leaseMs;
  const name = `imgpub-lease-${job.name}-${expires}`;
  await withNodeImage(engine, { log, signal }, (image) =>
    createContainer(
      engine,
      {
        Image: image.reference,
        Entrypoint: image.entrypoint,
        Cmd: ["--version"],
        Labels: {
          [ours]: "lease",
          [jobLabel]: job.name,
          [`${ours}.owner`]: describeJob(job),
          [`${ours}.expires`]: String(expires),
        },
        HostConfig: { NetworkMode: "none" },
      },
      { name, signal },
    ),
  );
  for (const { id, names } of before) if (!names.includes(name)) await removeContainer(engine, id, signal);
  return name;
}

/** Takes a job's lease back; one that is gone is no matter. */
export async function dropLease(engine: DockerEngine, job: Job, signal: AbortSignal): Promise<void> {
  for (const { id } of await leases(engine, { job, signal })) await removeContainer(engine, id, signal);
}

/**
 * The leases of other jobs. Those that have expired are removed, and so are those that expire later than any that is
 * taken now: the clock was set back since, and nothing tells when they end.
 */
export async function otherLeases(
  engine: DockerEngine,
  job: Job,
  options: { readonly now: number; readonly signal: AbortSignal },
): Promise<Lease[]> {
  const found: Lease[] = [];
  for (const { id, names, labels } of await leases(engine, options)) {
    const expires = Number(labels[`${ours}.expires`] ?? 0);
    if (!(expires > options.now && expires <= options.now + leaseMs))
      await removeContainer(engine, id, options.signal);
    else if (labels[jobLabel] !== job.name)
      found.push({
        name: names[0] ?? id,
        owner: bounded(oneLine(labels[`${ours}.owner`] ?? ""), 300),
        expires,
      });
  }
  return found;
}

/** The containers that are leases, those of one job alone where it is given. */
const leases = (
  engine: DockerEngine,
  { job, signal }: { readonly job?: Job; readonly signal: AbortSignal },
): Promise<ContainerSummary[]> =>
  listContainers(engine, {
    all: true,
    filters: { label: [`${ours}=lease`, ...(job ? [`${jobLabel}=${job.name}`] : [])] },
    signal,
  });
