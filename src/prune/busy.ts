import type { ContainerSummary } from "../docker/containers.ts";
import type { ProcessesAnswer } from "../docker/host/ask-host.ts";
import type { Lease } from "../docker/leases.ts";

/** What tells that jobs are at work on a host. */
export interface Signs {
  /** Of other jobs. */
  readonly leases: readonly Lease[];
  readonly containers: readonly ContainerSummary[];
  /** The ID of the container that this job runs in; undefined outside of one. */
  readonly own: string | undefined;
  /** The host's processes; undefined where they cannot be seen. */
  readonly processes: ProcessesAnswer | undefined;
}

/** The name of the process that does a job of GitHub's runner. */
export const workerProcess = "Runner.Worker";

/** How runners name a job's containers; what is in parentheses is the same for all containers of a job. */
const jobContainers: readonly (readonly [pattern: RegExp, runner: string])[] = [
  [/^(GITEA-ACTIONS-TASK-\d+)(?:_|$)/i, "Gitea's runner"],
  [/^(FORGEJO-ACTIONS-TASK-\d+)(?:_|$)/i, "Forgejo's runner"],
  [/^(act-.+?)-[0-9a-f]{64}(?:-|$)/, "act"],
  [/^(act-[^/]+)$/, "act"],
  [/^(runner-[^/]*-project-\d+-concurrent-\d+)/, "GitLab's runner"],
  [/^(wp_[0-9a-z]+)/i, "Woodpecker's agent"],
  [/^(drone-[0-9A-Za-z]+)/, "Drone's runner"],
];

/** A label that GitLab's runner gives to the containers of its jobs. */
const gitlabJob = "com.gitlab.gitlab-runner.job.id";

/**
 * Who else is at work on the host, one sentence's part each; nobody where it is empty. What a job's container belongs to is
 * told by the names that runners give.
 */
export function othersAtWork({ leases, containers, own, processes }: Signs): string[] {
  const said = new Set(leases.map(({ owner, name }) => `${owner || "a job"} (${name})`));
  const running = containers.filter(({ state }) => state === "running" || state === "paused");
  const ownJob = containers.filter(({ id }) => id === own).flatMap((one) => jobOf(one)?.key ?? []);
  for (const container of running) {
    const job = jobOf(container);
    if (job && container.id !== own && !ownJob.includes(job.key))
      said.add(`a job of ${job.runner} (container ${container.names[0] ?? container.id.slice(0, 12)})`);
  }
  for (const { pid } of otherWorkers(processes, own !== undefined))
    said.add(`a job of GitHub's runner (process ${pid})`);
  return [...said];
}

function jobOf({
  names,
  labels,
}: ContainerSummary): { readonly key: string; readonly runner: string } | undefined {
  const gitlab = labels[gitlabJob];
  if (gitlab !== undefined) return { key: `gitlab ${gitlab}`, runner: "GitLab's runner" };
  for (const name of names)
    for (const [pattern, runner] of jobContainers) {
      const key = pattern.exec(name)?.[1];
      if (key !== undefined) return { key, runner };
    }
  return undefined;
}

/** The workers that are not our own. From within a container our own cannot be told: one of them may be it. */
function otherWorkers(processes: ProcessesAnswer | undefined, inContainer: boolean) {
  if (!processes) return [];
  const workers = processes.found.filter(({ name }) => name === workerProcess);
  const ancestors = processes.ancestors ?? [];
  const others = workers.filter(({ pid }) => !ancestors.includes(pid));
  return inContainer && others.length === workers.length ? others.slice(1) : others;
}
