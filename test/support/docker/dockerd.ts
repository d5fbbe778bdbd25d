import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { processesWith } from "../processes.ts";
import { type Finished, run } from "../programs.ts";
import { hasRealPart, withDaemons } from "../real/real-part.ts";
import { mountLoopDisk } from "./loop-disk.ts";

/** The parts that are engines: the machine's own, and those that `.ci/newer-docker` has unpacked. */
export type EnginePart = "docker" | "docker-26" | "docker-28";

export const engineParts: readonly EnginePart[] = ["docker", "docker-26", "docker-28"];

export interface DockerdOptions {
  /** Which engine, the machine's own unless given. */
  readonly part?: EnginePart;
  /** The first content of its `daemon.json`. What it is started with as a flag must not be in there. */
  readonly config?: object;
  /** `vfs` or `overlay2`; what the file system takes unless given. */
  readonly storageDriver?: string;
  /** Has its data on an ext4 of this many bytes of its own. */
  readonly diskBytes?: number;
  /** What it reaches hosts by that are not this one, such as `startHub().origin`; nothing unless given. */
  readonly proxy?: string;
  /** More flags. */
  readonly flags?: readonly string[];
}

export interface Dockerd extends AsyncDisposable {
  /** All that is its own lies here. */
  readonly folder: string;
  /** The path of its socket. */
  readonly socket: string;
  /** The same as the input `docker-host` and `DOCKER_HOST` have it. */
  readonly host: string;
  readonly dataRoot: string;
  /** The path of its `daemon.json`. */
  readonly configFile: string;
  /** Of the engine that runs now. */
  readonly pid: number;
  /** The end of what it has said. */
  log(): string;
  /** Runs the docker client against it. @throws Error with what it said when it fails */
  docker(args: readonly string[], config?: string): Promise<Finished>;
  /** Has it read its `daemon.json` again; it does so a little later. */
  reload(): void;
  /** Ends it by a signal, `SIGTERM` unless given; it may be started again. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it anew, and waits until it answers. @throws Error with the end of its log */
  start(): Promise<void>;
  /** Ends it with its containers, and removes all that is its own. */
  close(): Promise<void>;
}

/** Milliseconds that an engine may take to answer. */
const patience = 300_000;

/** Milliseconds that an engine may take to end, with its containers. */
const toEnd = 60_000;

/**
 * An engine, or what is missing for one and why. Whether it comes up is known only when it was tried: it needs root, and
 * more than some sandboxes give.
 */
export async function tryDockerd(options: DockerdOptions = {}): Promise<{
  readonly dockerd?: Dockerd;
  readonly otherwise: string;
  readonly cause?: unknown;
}> {
  const { part = "docker" } = options;
  if (!hasRealPart(part)) return { otherwise: `${part} is not installed` };
  const otherwise = `${part === "docker" ? "a docker engine" : part} that starts here is not installed`;
  try {
    return { otherwise, dockerd: await startDockerd(options) };
  } catch (cause) {
    return { otherwise, cause };
  }
}

/**
 * Starts a docker engine of our own, apart from any other on the machine: its own state, socket, containerd and
 * `daemon.json`, no network and no firewall rules. Enough to pull images and to run containers without a network.
 *
 * @throws Error with the end of the engine's log when it does not come up, which needs root
 */
export async function startDockerd(options: DockerdOptions = {}): Promise<Dockerd> {
  const { part = "docker", config = {}, storageDriver, diskBytes, proxy, flags = [] } = options;
  // A socket's path has 107 bytes at most.
  const folder = await mkdtemp(join(tmpdir(), "imgpub-dockerd-"));
  const at = (name: string): string => join(folder, name);
  const socket = at("docker.sock");
  const host = `unix://${socket}`;
  const configFile = at("daemon.json");
  await writeFile(configFile, `${JSON.stringify(config, null, 2)}\n`);
  const disk = diskBytes === undefined ? undefined : await mountLoopDisk(at("disk"), diskBytes);
  const dataRoot = disk ? join(disk.path, "data") : at("data");
  const args = [
    ["--config-file", configFile, "--data-root", dataRoot, "--exec-root", at("exec"), "--pidfile", at("pid")],
    ["-H", host, "--iptables=false", "--ip6tables=false", "--ip-masq=false", "--bridge=none"],
    ["--shutdown-timeout=2"],
    storageDriver === undefined ? [] : [`--storage-driver=${storageDriver}`],
    flags,
  ].flat();
  const program = part === "docker" ? "dockerd" : `dockerd-${part.slice("docker-".length)}`;
  // Nothing listens there: who is not this host is not reached.
  const HTTPS_PROXY = proxy ?? "http://127.0.0.1:9";
  let daemon: ChildProcess | undefined;
  let log = "";

  const hasEnded = () => !daemon || daemon.exitCode !== null || daemon.signalCode !== null;
  const start = async () => {
    if (!hasEnded()) throw new Error("the engine runs already");
    // It ends with whoever has started it, however that ends.
    daemon = spawn("setpriv", ["--pdeathsig", "TERM", program, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: withDaemons(), HTTP_PROXY: HTTPS_PROXY, HTTPS_PROXY, IMGPUB_DOCKERD: folder },
    });
    let failed: unknown;
    daemon.once("error", (error) => {
      failed = error;
    });
    for (const stream of [daemon.stdout, daemon.stderr])
      stream?.on("data", (text) => {
        log = (log + String(text)).slice(-20_000);
      });
    const deadline = Date.now() + patience;
    while (!(await answers(socket))) {
      if (failed !== undefined || hasEnded() || Date.now() > deadline)
        throw new Error(`dockerd does not come up: ${log.slice(-4_000).trim()}`, { cause: failed });
      await sleep(50);
    }
  };
  const stop = async (signal: NodeJS.Signals = "SIGTERM") => {
    const ending = daemon;
    if (!ending?.pid || hasEnded()) return;
    const ended = once(ending, "exit");
    ending.kill(signal);
    await Promise.race([ended, sleep(toEnd, undefined, { ref: false })]);
    if (!hasEnded()) ending.kill("SIGKILL");
    await ended;
    // The containerd of one that is killed is killed by the kernel, and taken for alive until somebody has reaped it.
    await rm(at("exec/containerd/containerd.pid"), { force: true });
  };
  const close = async () => {
    // Only an engine that hangs is killed: it ends its containers and its containerd.
    await stop();
    await endLeft(folder);
    await unmountBelow(folder);
    await disk?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ...{ folder, socket, host, dataRoot, configFile, start, stop, close },
    get pid() {
      if (!daemon?.pid || hasEnded()) throw new Error("the engine does not run");
      return daemon.pid;
    },
    log: () => log,
    docker: (given, client = folder) => run("docker", ["--config", client, "-H", host, ...given]),
    reload: () => void daemon?.kill("SIGHUP"),
    [Symbol.asyncDispose]: close,
  };
}

/** Whether an engine listens at a socket. */
function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    request({ socketPath, path: "/_ping", headers: { Host: "docker" }, timeout: 5_000 })
      .on("response", (response) => resolve(response.resume().statusCode === 200))
      .on("timeout", function (this: { destroy(): void }) {
        this.destroy();
      })
      .on("error", () => resolve(false))
      .end();
  });
}

/** Ends what an engine that was killed has left: what watches over its containers, and they themselves. */
async function endLeft(folder: string): Promise<void> {
  for (const pid of await processesWith(`IMGPUB_DOCKERD=${folder}`)) {
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, "latin1").catch(() => "");
    for (const one of [...children.split(" ").filter(Boolean).map(Number), pid])
      try {
        process.kill(one, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
  }
}

/** Takes away what containers have left mounted, the innermost first. */
async function unmountBelow(folder: string): Promise<void> {
  const { stdout } = await run("findmnt", ["--raw", "--noheadings", "--output", "TARGET"]);
  const own = stdout
    .split("\n")
    .filter((path) => path.startsWith(`${folder}/`) && path !== join(folder, "disk"));
  for (const path of own.reverse()) await run("umount", ["--lazy", path]).catch(() => {});
}
