import { join } from "node:path";
import { UserError } from "../../base/errors.ts";
import type { Log } from "../../base/log.ts";
import { chooseScopedConfig, listScopedConfigs } from "./buildx-config.ts";
import { askHelper, helperRunner, type RunHelper } from "./credential-helper.ts";
import {
  type ConfiguredHelper,
  type Credential,
  canonicalHost,
  type DockerConfig,
  helperFor,
  loadDockerConfig,
  parseDockerConfig,
  storedCredential,
} from "./docker-config.ts";
import { createPodmanCredentials, podmanFiles } from "./podman.ts";

export type { Credential } from "./docker-config.ts";
export { homeFolder } from "./home-folder.ts";

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
  readonly log?: Pick<Log, "debug" | "warning">;
  /** The time in milliseconds; by default the system's. */
  readonly now?: () => number;
}

// Google Artifact Registry's workload identity tokens last five minutes; docker/buildx forgets them as early.
const LIFETIME = 290_000;

/**
 * Finds credentials where docker and buildx keep them: `DOCKER_AUTH_CONFIG`, then the buildx-scoped
 * configuration that fits best, or else `config.json` in `DOCKER_CONFIG` or `~/.docker`. As with buildx, a
 * scoped configuration that fits stands instead of the general one, even if it holds nothing for the registry.
 * After all of these come podman's, see {@link podmanFiles}.
 * Each is looked up once for concurrent callers and remembered for 4 min 50 s; failures are not remembered.
 */
export function createCredentials(env: NodeJS.ProcessEnv, options: CredentialsOptions): Credentials {
  const { home, onSecret, log, runHelper = helperRunner(env), now = () => Date.now() } = options;
  const general = env.DOCKER_CONFIG || join(home, ".docker");
  const scopedBase = join(env.BUILDX_CONFIG || join(general, "buildx"), "config");
  const remembered = new Map<string, { since: number; credential: Promise<Credential | undefined> }>();
  const ask = (helper: ConfiguredHelper, host: string) => askHelper(helper, host, runHelper);
  const files = podmanFiles(env, home, process.getuid?.());
  const podman = createPodmanCredentials(files, env.REGISTRY_AUTH_FILE, (helper, host) =>
    once(`${host} by ${helper.name}`, () => ask(helper, host)),
  );
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

  /**
   * What `DOCKER_AUTH_CONFIG` has for a host, by itself or by a helper. It is often made elsewhere, where there are helpers
   * that are not here: of one that does not work people are only told.
   */
  async function findInline(host: string): Promise<Credential | undefined> {
    const inline = parseDockerConfig(env.DOCKER_AUTH_CONFIG ?? "", "DOCKER_AUTH_CONFIG");
    const credential = storedCredential(inline, host);
    if (credential) return credential;
    try {
      const helper = helperFor(inline, host);
      return helper && (await ask(helper, host));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      log?.warning(`${error.message}; it is left out for ${host}`);
      return undefined;
    }
  }

  async function find(host: string, directory: string): Promise<Credential | undefined> {
    const inline = await findInline(host);
    if (inline) return told(inline, host, "DOCKER_AUTH_CONFIG");
    const config = await configIn(directory);
    const helper = helperFor(config, host);
    const credential = helper ? await ask(helper, host) : storedCredential(config, host);
    return told(credential, host, helper?.origin ?? config.source);
  }

  function told(credential: Credential | undefined, host: string, source: string): Credential | undefined {
    for (const secret of secretsOf(credential)) onSecret(secret);
    log?.debug(`${host}: ${credential ? `${credential.kind} credential` : "no credential"} from ${source}`);
    return credential;
  }

  /** What `look` finds, once for all who ask within its lifetime. */
  function once(key: string, look: () => Promise<Credential | undefined>): Promise<Credential | undefined> {
    const known = remembered.get(key);
    if (known && now() - known.since < LIFETIME) return known.credential;
    const credential = look();
    remembered.set(key, { since: now(), credential });
    credential.catch(() => remembered.delete(key));
    return credential;
  }

  async function findPodmans(host: string, repository: string): Promise<Credential | undefined> {
    const found = await podman.for(host, repository);
    return found && told(found.credential, `${host}/${repository}`, found.source);
  }

  return {
    async for(registry, repository, actions) {
      const host = canonicalHost(registry);
      if (host === undefined) return undefined;
      const directory = chooseScopedConfig(await scoped, host, repository, actions)?.directory ?? general;
      const credential = await once(`${host} ${directory}`, () => find(host, directory));
      return credential ?? once(`${host} ${repository} podman`, () => findPodmans(host, repository));
    },
  };
}

function secretsOf(credential: Credential | undefined): string[] {
  if (!credential) return [];
  if (credential.kind !== "basic") return [credential.token];
  const { username, password } = credential;
  return password === "" ? [] : [password, Buffer.from(`${username}:${password}`).toString("base64")];
}
