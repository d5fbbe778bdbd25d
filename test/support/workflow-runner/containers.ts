import type { JobContainers, WorkflowRun } from "./types.ts";

/**
 * What `docker create` is told besides for the container of a job, as a runner's operator does: the folders of the test,
 * and a name server that nobody is, since a job needs none here.
 */
export function containerOptions({ shared = [], user }: WorkflowRun): string {
  const folders = shared.map((folder) => {
    const [, path = folder, writable] = /^(.*?)(:rw)?$/.exec(folder) ?? [];
    return `--volume ${path}:${path}:${writable === undefined ? "ro" : "rw"}`;
  });
  return ["--dns 127.0.0.1", ...folders, ...(user === undefined ? [] : [`--user ${user}`])].join(" ");
}

/** The environment by which a runner finds the engine. */
export const engineOf = (containers: JobContainers | undefined): Readonly<Record<string, string>> =>
  containers === undefined ? {} : { DOCKER_HOST: containers.host };
