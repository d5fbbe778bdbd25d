import { readdir } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { UserError } from "../../base/errors.ts";
import { canonicalHost } from "./docker-config.ts";

/** A directory with a docker configuration for one registry, perhaps one repository and some actions of it. */
export interface ScopedConfig {
  readonly directory: string;
  /** As {@link canonicalHost} gives it. */
  readonly host: string | undefined;
  /** Empty when every repository is meant. */
  readonly repository: string;
  /** Actions that a request must include; empty when every request is meant. */
  readonly actions: readonly string[];
}

/**
 * Lists the scoped configurations below `base`, laid out as docker/buildx reads and docker/login-action's
 * `scope` writes them: `<host>[/<repository>][@<action>,…]/config.json`, with Docker Hub's host spelt
 * `registry-1.docker.io` (any of its names is understood).
 *
 * @throws {UserError} when `base` exists and cannot be listed.
 */
export async function listScopedConfigs(base: string): Promise<readonly ScopedConfig[]> {
  const files = await readdir(base, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
    throw new UserError(`the buildx configuration directory ${base} cannot be listed (${error.code})`);
  });
  return files
    .filter((file) => basename(file) === "config.json")
    .sort()
    .map((file) => ({
      directory: join(base, dirname(file)),
      ...parseScope(dirname(file).replaceAll(sep, "/")),
    }));
}

/** Reads the path of a scoped configuration below its base, with `/` between its parts. */
export function parseScope(path: string): Omit<ScopedConfig, "directory"> {
  const [name = "", ...scopes] = path.split("@");
  const [host = "", ...repository] = name.split("/");
  const actions = scopes.join("@").split(",");
  return {
    host: canonicalHost(host),
    repository: repository.join("/"),
    actions: actions.map((action) => action.trim()).filter((action) => action !== ""),
  };
}

/**
 * The configuration to use for a request, or undefined for the general one: one for this repository before one
 * for the whole registry, then the one that asks for more actions.
 */
export function chooseScopedConfig(
  configs: readonly ScopedConfig[],
  host: string,
  repository: string,
  actions: readonly string[],
): ScopedConfig | undefined {
  return configs
    .filter((config) => config.host === host)
    .filter((config) => config.repository === "" || config.repository === repository)
    .filter((config) => config.actions.every((action) => actions.includes(action)))
    .sort((a, b) => b.repository.length - a.repository.length || b.actions.length - a.actions.length)[0];
}
