import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hasRealPart } from "./real-part.ts";

export interface DockerRegistryOptions {
  /**
   * Ask for the user `imgpub` with the password `secret` (see {@link defaultCredentials}), or for the one of this line
   * of an htpasswd file.
   */
  readonly htpasswd?: boolean | string;
  /** Run as a pull-through cache of this registry, `http://127.0.0.1:4711`. */
  readonly proxy?: string;
  /** What it proves to that registry who it is with. */
  readonly credential?: { readonly username: string; readonly password: string };
  /** Which program: Debian's, of version 2.8, or one of version 3 that `.ci/tools` has built. */
  readonly program?: "docker-registry" | "distribution";
  /** Where its files are kept; a folder of its own that goes with it unless given. */
  readonly data?: string;
  /** On which port; any free one unless given. */
  readonly port?: number;
  /** The folder that its temporary directory is made in; the system's unless given. */
  readonly folder?: string;
}

export interface DockerRegistry extends AsyncDisposable {
  readonly origin: string;
  readonly host: string;
  readonly pid: number;
  /** What it has logged so far, for a failing test to show. */
  log(): string;
  close(): Promise<void>;
}

/** bcrypt of "secret" at the lowest cost; the registry takes no other hash. */
const htpasswdLine = "imgpub:$2y$04$4NrjBlKPHLLFE9qo8zg54OeEIzIAU5pEAMOEKuKOSuih25pcan8Yy";

export function hasDockerRegistry(): boolean {
  return hasRealPart("docker-registry");
}

/**
 * Starts Debian's docker-registry (distribution 2.8) on a free loopback port, its storage in a temporary
 * directory that is removed on close. Deletion is enabled.
 *
 * @throws Error with the registry's own log when it does not answer within ten seconds
 */
export async function startDockerRegistry(options: DockerRegistryOptions = {}): Promise<DockerRegistry> {
  const folder = await mkdtemp(join(options.folder ?? tmpdir(), "imgpub-docker-registry-"));
  const host = `127.0.0.1:${options.port ?? (await freePort())}`;
  const origin = `http://${host}`;
  const passwords = join(folder, "htpasswd");
  const config = join(folder, "config.yml");
  await writeFile(passwords, `${typeof options.htpasswd === "string" ? options.htpasswd : htpasswdLine}\n`);
  // The configuration is YAML, and JSON is YAML.
  const settings = {
    version: "0.1",
    log: { level: "warn", accesslog: { disabled: true } },
    storage: {
      filesystem: { rootdirectory: options.data ?? join(folder, "data") },
      // A cache that forgets nothing answers with nothing once its files are gone.
      ...(options.proxy === undefined && { cache: { blobdescriptor: "inmemory" } }),
      delete: { enabled: true },
      maintenance: { uploadpurging: { enabled: false } },
    },
    http: { addr: host, secret: "imgpub" },
    ...(options.htpasswd ? { auth: { htpasswd: { realm: "imgpub", path: passwords } } } : {}),
    ...(options.proxy === undefined ? {} : { proxy: { remoteurl: options.proxy, ...options.credential } }),
  };
  await writeFile(config, JSON.stringify(settings));
  const child = spawn(options.program ?? "docker-registry", ["serve", config], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH ?? "", OTEL_TRACES_EXPORTER: "none" },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += String(text)));
  const close = async (): Promise<void> => {
    await stop(child);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await answering(origin, child);
  } catch (error) {
    await close();
    throw new Error(`${options.program ?? "docker-registry"} did not start: ${output}`, { cause: error });
  }
  return { origin, host, pid: child.pid ?? 0, log: () => output, close, [Symbol.asyncDispose]: close };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

async function answering(origin: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 300_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`exit code ${child.exitCode}`);
    try {
      const { status } = await fetch(`${origin}/v2/`);
      if (status === 200 || status === 401) return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await sleep(20);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
