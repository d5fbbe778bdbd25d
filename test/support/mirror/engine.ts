import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GivenConfig } from "../../../src/mirror/config.ts";
import { parseReads, type Reads } from "../../../src/mirror/reads.ts";
import { type MirrorStats, parseStats } from "../../../src/mirror/stats.ts";

/** The program as it is released. */
export const program = fileURLToPath(new URL("../../../dist/image-cache/mirror.js", import.meta.url));

/** An engine in a process of its own, with its store in a folder that goes with it unless one was given. */
export interface TestEngine extends AsyncDisposable {
  readonly origin: string;
  readonly port: number;
  readonly pid: number;
  readonly store: string;
  /** What it wrote to its standard error. */
  stderr(): string;
  stats(): Promise<MirrorStats>;
  reads(since?: number): Promise<Reads>;
  /** Ends it with a signal, and waits until it has ended; its store stays. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface EngineOptions extends GivenConfig {
  readonly upstream: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly nodeArgs?: readonly string[];
}

/** What became of a start. */
export interface Start {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
}

/** Starts the program with this file of settings. */
export function spawnEngine(
  config: string,
  { env = {}, nodeArgs = [] }: Pick<EngineOptions, "env" | "nodeArgs"> = {},
): Start {
  const child = spawn(process.execPath, [...nodeArgs, program, "--config", config], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH ?? "", ...env },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (text) => (stdout += String(text)));
  child.stderr.on("data", (text) => (stderr += String(text)));
  return { child, stdout: () => stdout, stderr: () => stderr };
}

/** Writes a file of settings that its owner alone may read. */
export async function writeConfig(folder: string, config: unknown, mode = 0o600): Promise<string> {
  const path = join(folder, "config.json");
  await rm(path, { force: true });
  await writeFile(path, typeof config === "string" ? config : JSON.stringify(config), { mode });
  return path;
}

/** Limits in which nothing happens that a test does not want to see. */
const patient = { lookTime: 3_600_000, clientTime: 600_000, stallTime: 600_000 };

/** @throws Error with what it wrote where it does not start */
export async function startTestEngine(options: EngineOptions): Promise<TestEngine> {
  const { env, nodeArgs, tuning, ...config } = options;
  const folder = await mkdtemp(join(tmpdir(), "imgpub-mirror-"));
  const store = config.store ?? join(folder, "store");
  const path = await writeConfig(folder, {
    maxSize: 1_000_000_000,
    minFree: { bytes: 0 },
    port: 0,
    ...config,
    store,
    tuning: { ...patient, ...tuning },
  });
  const { child, stdout, stderr } = spawnEngine(path, { ...(env && { env }), ...(nodeArgs && { nodeArgs }) });
  const ended = once(child, "close");
  const stop = async (signal: NodeJS.Signals = "SIGTERM") => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await ended;
    return child.exitCode;
  };
  const started = async () => {
    for (;;) {
      const port = /^listening on http:\/\/127\.0\.0\.1:(\d+)\n/.exec(stdout())?.[1];
      if (port !== undefined) return Number(port);
      await Promise.race([once(child.stdout ?? child, "data"), ended]);
      if (child.exitCode !== null) throw new Error(`the engine did not start: ${stderr()}`);
    }
  };
  try {
    const port = await started();
    const origin = `http://127.0.0.1:${port}`;
    const text = async (name: string) => (await fetch(`${origin}/_imgpub/${name}`)).text();
    return {
      origin,
      port,
      pid: child.pid ?? 0,
      store,
      stderr,
      stop,
      stats: async () => parseStats(await text("stats")),
      reads: async (since = 0) => parseReads(await text(`reads?since=${since}`)),
      async [Symbol.asyncDispose]() {
        await stop("SIGKILL");
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    child.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
