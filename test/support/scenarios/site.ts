import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startFaultProxy } from "../proxies/fault-proxy.ts";
import { hasDockerRegistry, startDockerRegistry } from "../real/docker-registry.ts";
import { defaultCredentials, type Recorder, startRegistry } from "../registry/index.ts";
import { delayMs } from "./publish.ts";

/** A registry that asks for nothing, and the way that a tool has to take to it. */
export interface Site extends AsyncDisposable {
  /** Past the proxy, for what shall neither be counted nor wait. */
  readonly origin: string;
  /** Counts, adds 40 ms to every request, and wants a Bearer token with a scope for each repository. */
  readonly proxy: Recorder;
}

/**
 * Opens a site with Debian's docker-registry, or with the embedded registry where that is not installed.
 *
 * @param connectMs milliseconds that the first request of a connection takes more
 */
export async function openSite(folder?: string, connectMs = 0): Promise<Site> {
  await using stack = new AsyncDisposableStack();
  const registry = stack.use(
    hasDockerRegistry()
      ? await startDockerRegistry(folder === undefined ? {} : { folder })
      : await startRegistry(),
  );
  const proxy = stack.use(await startFaultProxy(registry.origin, { delayMs, connectMs, auth: "bearer" }));
  const open = stack.move();
  return { origin: registry.origin, proxy, [Symbol.asyncDispose]: () => open.disposeAsync() };
}

/** A folder with a docker configuration that has the credentials of all these hosts. */
export async function dockerConfig(hosts: readonly string[]): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "imgpub-docker-config-"));
  const { user, password } = defaultCredentials;
  const auth = Buffer.from(`${user}:${password}`).toString("base64");
  const auths = Object.fromEntries(hosts.map((host) => [host, { auth }]));
  await writeFile(join(path, "config.json"), JSON.stringify({ auths }));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
