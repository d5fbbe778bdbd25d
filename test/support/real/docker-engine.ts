import { type Dockerd, startDockerd } from "../docker/dockerd.ts";
import { hasRealPart } from "./real-part.ts";

export type DockerEngine = Pick<Dockerd, "docker" | "close"> & AsyncDisposable;

/**
 * An engine to pull from a registry with, or what is missing for one and why: the client and the registry are asked for
 * too. Whether it comes up is known only when it was tried: it needs root, and more than some sandboxes give.
 */
export async function tryDockerEngine(): Promise<{
  readonly engine?: DockerEngine;
  readonly otherwise: string;
  readonly cause?: unknown;
}> {
  const missing = (["docker", "docker-registry"] as const).find((name) => !hasRealPart(name));
  const otherwise = `${missing ?? "a docker engine that starts here"} is not installed`;
  if (missing !== undefined) return { otherwise };
  try {
    // Layers in plain directories, which every file system takes.
    return { otherwise, engine: await startDockerd({ storageDriver: "vfs" }) };
  } catch (cause) {
    return { otherwise, cause };
  }
}
