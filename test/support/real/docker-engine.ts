import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Finished, run } from "../programs.ts";
import { hasRealPart, withDaemons } from "./real-part.ts";

export interface DockerEngine extends AsyncDisposable {
  /** Runs the docker client against this engine. @throws Error with what it said when it fails */
  docker(args: readonly string[], config?: string): Promise<Finished>;
  close(): Promise<void>;
}

/**
 * An engine, or what is missing for one and why. Whether it comes up is known only when it was tried: it needs root, and
 * more than some sandboxes give.
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
    return { otherwise, engine: await startDockerEngine() };
  } catch (cause) {
    return { otherwise, cause };
  }
}

/** Milliseconds that an engine may take to answer. */
const patience = 300_000;

/**
 * Starts a docker engine of our own, apart from any other on the machine: its own state, socket and containerd, no
 * network and no firewall rules, layers in plain directories. Enough to pull images, in a container too.
 *
 * @throws Error with the end of the engine's log when it does not come up, which needs root
 */
export async function startDockerEngine(): Promise<DockerEngine> {
  const folder = await mkdtemp(join(tmpdir(), "imgpub-dockerd-"));
  const at = (part: string): string => join(folder, part);
  const socket = `unix://${at("docker.sock")}`;
  const daemon = spawn(
    "dockerd",
    [
      ["--data-root", at("data"), "--exec-root", at("exec"), "--pidfile", at("pid"), "-H", socket],
      ["--iptables=false", "--ip6tables=false", "--ip-masq=false", "--bridge=none"],
      ["--storage-driver=vfs"],
    ].flat(),
    { stdio: ["ignore", "pipe", "pipe"], env: { PATH: withDaemons() } },
  );
  let log = "";
  for (const stream of [daemon.stdout, daemon.stderr])
    stream.on("data", (text) => {
      log = (log + String(text)).slice(-4_000);
    });
  const ended = new Promise<void>((resolve) =>
    daemon.once("close", () => resolve()).once("error", () => resolve()),
  );
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const docker = (args: readonly string[], config = folder): Promise<Finished> =>
    run("docker", ["--config", config, "-H", socket, ...args]);
  const close = async (): Promise<void> => {
    // SIGTERM lets it end its containerd too; only an engine that hangs is killed.
    if (!over) daemon.kill("SIGTERM");
    await Promise.race([ended, sleep(60_000, undefined, { ref: false })]);
    if (!over) {
      daemon.kill("SIGKILL");
      await once(daemon, "close");
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const deadline = Date.now() + patience;
    while (
      !(await docker(["version"]).then(
        () => true,
        () => false,
      ))
    ) {
      if (over || Date.now() > deadline) throw new Error(`dockerd does not come up: ${log.trim()}`);
      await sleep(100);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { docker, close, [Symbol.asyncDispose]: close };
}
