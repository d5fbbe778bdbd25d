import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Log } from "../base/log.ts";
import type { Forge } from "../forge/forge.ts";
import { lazyForge } from "../forge/lazy.ts";
import type { Contents } from "../git/blobs.ts";
import { type Git, openGit } from "../git/client.ts";
import type { GitServer } from "../git/environment.ts";
import { type Clock, systemClock } from "../retry/clock.ts";
import { HostPause } from "../retry/host-pause.ts";

/** What all templates are worked on with. */
export interface Tools {
  readonly git: Git;
  /** What has been read from any template: they mostly hold the same. */
  readonly contents: Contents;
  /** The time of the newest commit made for each repository, in seconds since the epoch. */
  readonly commitTimes: Map<string, number>;
  /** Opened when something besides git is needed, and then once. */
  readonly forge: () => Promise<Forge>;
  readonly clock: Clock;
  /** Holds back what goes to the git server. */
  readonly pause: HostPause;
  readonly signal: AbortSignal;
}

/** What the action gives to the work. */
export interface CascadeContext {
  /** Makes the `fetch` for the forge's API, when that is needed. */
  readonly fetch: () => Promise<typeof globalThis.fetch>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Runs `work` with tools for a server, whose copies of repositories lie in the runner's temporary folder until it has
 * ended.
 *
 * @throws {UserError} when there is no git that would do
 */
export async function withTools<T>(
  server: GitServer,
  env: NodeJS.ProcessEnv,
  { fetch, log, signal }: CascadeContext,
  work: (tools: Tools) => Promise<T>,
): Promise<T> {
  const folder = env.RUNNER_TEMP || tmpdir();
  await mkdir(folder, { recursive: true });
  const own = await mkdtemp(join(folder, "imgpub-cascade-"));
  try {
    const git = await openGit(server, own, env, signal);
    const options = { serverUrl: server.url, token: server.token, environment: env, log, fetch };
    return await work({
      git,
      contents: new Map(),
      commitTimes: new Map(),
      forge: lazyForge(options, signal),
      clock: systemClock,
      pause: new HostPause(systemClock),
      signal,
    });
  } finally {
    await rm(own, { recursive: true, force: true, maxRetries: 3 });
  }
}
