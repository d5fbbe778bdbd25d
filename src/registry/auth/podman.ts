import { join } from "node:path";
import type { ConfiguredHelper, Credential, DockerConfig } from "./docker-config.ts";
import {
  canonicalHost,
  credentialAt,
  helperFor,
  loadConfigFile,
  parseDockerConfig,
} from "./docker-config.ts";

/** Finds what podman, buildah and skopeo have stored for a repository, and where. */
export interface PodmanCredentials {
  /**
   * @param host as {@link canonicalHost} gives it
   * @throws {UserError} when a file is malformed or its credential helper does not work
   */
  for(
    host: string,
    repository: string,
  ): Promise<{ readonly credential: Credential; readonly source: string } | undefined>;
}

/**
 * Where podman, buildah and skopeo keep credentials, in the order in which they look (containers-auth.json(5)).
 *
 * @param uid the user's number, for the directory that stands in for `XDG_RUNTIME_DIR`; there is none on Windows
 */
export function podmanFiles(env: NodeJS.ProcessEnv, home: string, uid: number | undefined): string[] {
  const runtime = env.XDG_RUNTIME_DIR
    ? join(env.XDG_RUNTIME_DIR, "containers")
    : uid === undefined
      ? undefined
      : `/run/containers/${uid}`;
  const directories = [runtime, join(env.XDG_CONFIG_HOME || join(home, ".config"), "containers")];
  const files = directories.flatMap((directory) =>
    directory === undefined ? [] : [join(directory, "auth.json")],
  );
  return env.REGISTRY_AUTH_FILE ? [env.REGISTRY_AUTH_FILE, ...files] : files;
}

/**
 * @param named the file among them that somebody has named, and that has to be readable
 * @param ask asks a credential helper for what it keeps for a host
 */
export function createPodmanCredentials(
  files: readonly string[],
  named: string | undefined,
  ask: (helper: ConfiguredHelper, host: string) => Promise<Credential | undefined>,
): PodmanCredentials {
  const configs = new Map<string, Promise<DockerConfig>>();
  // Nobody has asked for the files at podman's own places: another user's, say, is none of ours.
  const load = (file: string) =>
    file === named ? loadConfigFile(file) : loadConfigFile(file, () => parseDockerConfig("", file));
  const configIn = (file: string) => {
    const config = configs.get(file) ?? load(file);
    configs.set(file, config);
    return config;
  };
  return {
    async for(host, repository) {
      for (const file of files) {
        const config = await configIn(file);
        const helper = helperFor(config, host);
        const credential = helper ? await ask(helper, host) : storedFor(config, host, repository);
        if (credential) return { credential, source: helper?.origin ?? config.source };
      }
      return undefined;
    },
  };
}

/** What is stored for a repository: its own entry, else that of a path above it, else that of its registry. */
function storedFor(config: DockerConfig, host: string, repository: string): Credential | undefined {
  const parts = repository.split("/");
  for (let length = parts.length; length >= 0; length--) {
    const path = parts.slice(0, length).join("/");
    const entries = config.auths.filter(([key]) => speaksFor(key, host, path));
    for (const entry of entries) {
      const credential = credentialAt(config, entry);
      if (credential) return credential;
    }
  }
  return undefined;
}

/** Whether a key is that of a path at a host; an empty path is the host itself. */
function speaksFor(key: string, host: string, path: string): boolean {
  // Behind a scheme a path says nothing; without one it is a namespace, whatever it is called.
  if (path === "") return (/^https?:\/\//i.test(key) || !key.includes("/")) && canonicalHost(key) === host;
  const slash = key.indexOf("/");
  return key.slice(slash + 1) === path && canonicalHost(key.slice(0, slash)) === host;
}
