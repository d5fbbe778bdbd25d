import { join } from "node:path";
import type { Log } from "../../base/log.ts";
import { chooseScopedConfig, listScopedConfigs } from "./buildx-config.ts";
import { askHelper, helperRunner, type RunHelper } from "./credential-helper.ts";
import {
  type Credential,
  canonicalHost,
  type DockerConfig,
  helperFor,
  loadDockerConfig,
  parseDockerConfig,
  storedCredential,
} from "./docker-config.ts";

export type { Credential } from "./docker-config.ts";

/** Finds credentials for registries. */
export interface Credentials {
  /**
   * The credential to use for `actions` on `registry/repository`, or undefined to go without. It was stored for
   * exactly this registry's host and port.
   *
   * @throws {UserError} when the configuration is malformed or its credential helper does not work.
   */
  for(
    registry: string,
    repository: string,
    actions: readonly ("pull" | "push")[],
  ): Promise<Credential | undefined>;
}

export interface CredentialsOptions {
  /** The user's home directory. */
  readonly home: string;
  /** Told every secret, also in the form a Basic header has it, before it is handed out. */
  readonly onSecret: (secret: string) => void;
  /** Runs a credential helper; by default a program on the `PATH` of `env`. */
  readonly runHelper?: RunHelper;
  readonly log?: Pick<Log, "debug">;
  /** The time in milliseconds; by default the system's. */
  readonly now?: () => number;
}

// Google Artifact Registry's workload identity tokens last five minutes; docker/buildx forgets them as early.
const LIFETIME = 290_000;

/**
 * Finds credentials where docker and buildx keep them: `DOCKER_AUTH_CONFIG`, then the buildx-scoped
 * configuration that fits best, or else `config.json` in `DOCKER_CONFIG` or `~/.docker`. As with buildx, a
 * scoped configuration that fits stands instead of the general one, even if it holds nothing for the registry.
 * Each is looked up once for concurrent callers and remembered for 4 min 50 s; failures are not remembered.
 */
export function createCredentials(env: NodeJS.ProcessEnv, options: CredentialsOptions): Credentials {
  const { home, onSecret, log, runHelper = helperRunner(env), now = () => Date.now() } = options;
  const general = env.DOCKER_CONFIG || join(home, ".docker");
  const scopedBase = join(env.BUILDX_CONFIG || join(general, "buildx"), "config");
  const remembered = new Map<string, { since: number; credential: Promise<Credential | undefined> }>();
  // Read ahead, as a registry is about to ask; whether they can be read is of interest only then.
  const scoped = listScopedConfigs(scopedBase);
  const ahead = new Map([[general, loadDockerConfig(general)]]);
  for (const reading of [scoped, ...ahead.values()]) reading.catch(() => {});

  /** What was read ahead serves once: whoever logs in later is found, too. */
  function configIn(directory: string): Promise<DockerConfig> {
    const config = ahead.get(directory) ?? loadDockerConfig(directory);
    ahead.delete(directory);
    return config;
  }

  async function find(host: string, directory: string): Promise<Credential | undefined> {
    const inline = parseDockerConfig(env.DOCKER_AUTH_CONFIG ?? "", "DOCKER_AUTH_CONFIG");
    let source = inline.source;
    let credential = storedCredential(inline, host);
    if (!credential) {
      const config = await configIn(directory);
      const helper = helperFor(config, host);
      source = helper?.origin ?? config.source;
      credential = helper ? await askHelper(helper, host, runHelper) : storedCredential(config, host);
    }
    for (const secret of secretsOf(credential)) onSecret(secret);
    log?.debug(`${host}: ${credential ? `${credential.kind} credential` : "no credential"} from ${source}`);
    return credential;
  }

  return {
    async for(registry, repository, actions) {
      const host = canonicalHost(registry);
      if (host === undefined) return undefined;
      const directory = chooseScopedConfig(await scoped, host, repository, actions)?.directory ?? general;
      const key = `${host} ${directory}`;
      const known = remembered.get(key);
      if (known && now() - known.since < LIFETIME) return known.credential;
      const credential = find(host, directory);
      remembered.set(key, { since: now(), credential });
      credential.catch(() => remembered.delete(key));
      return credential;
    },
  };
}

function secretsOf(credential: Credential | undefined): string[] {
  if (!credential) return [];
  if (credential.kind !== "basic") return [credential.token];
  const { username, password } = credential;
  return password === "" ? [] : [password, Buffer.from(`${username}:${password}`).toString("base64")];
}
