import type { Log } from "../base/log.ts";
import { createContainer, listContainers, removeContainer } from "./containers.ts";
import type { DockerEngine } from "./engine.ts";
import type { Job } from "./job.ts";
import { ours } from "./labels.ts";
import { ensureNodeImage } from "./node-image.ts";

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

const nameOf = (job: Job): string => `imgpub-lease-${job.name}`;

/**
 * Says on the engine's host that a job is at work: a container that is never started, whose label says until when. A
 * lease that the same job has already stays as it is.
 *
 * @returns the name of its container
 */
export async function takeLease(
  engine: DockerEngine,
  job: Job,
  { log, signal }: { readonly log: Pick<Log, "info">; readonly signal: AbortSignal },
): Promise<string> {
  const image = await ensureNodeImage(engine, { log, signal });
  const name = nameOf(job);
  await createContainer(
    engine,
    {
      Image: image.reference,
      Entrypoint: image.entrypoint,
      Cmd: ["--version"],
      Labels: {
        [ours]: "lease",
        [`${ours}.owner`]: describeJob(job),
        [`${ours}.expires`]: String(Date.now() + leaseMs),
      },
      HostConfig: { NetworkMode: "none" },
    },
    { name, signal },
  );
  return name;
}

/** Takes a job's lease back; one that is gone is no matter. */
export async function dropLease(engine: DockerEngine, job: Job, signal: AbortSignal): Promise<void> {
  await removeContainer(engine, nameOf(job), signal);
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
  const containers = await listContainers(engine, {
    all: true,
    filters: { label: [`${ours}=lease`] },
    signal: options.signal,
  });
  const leases: Lease[] = [];
  for (const { id, names, labels } of containers) {
    const name = names[0] ?? id;
    const expires = Number(labels[`${ours}.expires`] ?? 0);
    if (!(expires > options.now && expires <= options.now + leaseMs))
      await removeContainer(engine, id, options.signal);
    else if (name !== nameOf(job)) leases.push({ name, owner: labels[`${ours}.owner`] ?? "", expires });
  }
  return leases;
}
