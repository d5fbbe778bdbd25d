import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { UserError } from "../base/errors.ts";
import { isRecord, parseJson } from "../base/json.ts";
import { quoted } from "../base/text.ts";

/** Where Docker's own client looks last. */
const systemSocket = "/var/run/docker.sock";

/** The address that is meant, and where it was found, for sentences. */
export interface DockerHost {
  /** The path of a unix socket. */
  readonly socket: string;
  /** Such as `input "docker-host"`. */
  readonly from: string;
}

/**
 * Which engine is meant, as Docker's client decides it: what was given, `DOCKER_HOST`, the context of `DOCKER_CONTEXT` or
 * the current one of `config.json`, then the system's socket, or that of a rootless engine where only that is there.
 *
 * @param given the input `docker-host`
 * @throws UserError where the address is no unix socket, or the context has none
 */
export function dockerHost(given: string | undefined, env: NodeJS.ProcessEnv): DockerHost {
  if (given !== undefined) return socketOf(given, `input "docker-host"`);
  if (env.DOCKER_HOST) return socketOf(env.DOCKER_HOST, "DOCKER_HOST");
  const folder = env.DOCKER_CONFIG || join(homeOf(env), ".docker");
  const context = env.DOCKER_CONTEXT || currentContext(folder);
  if (context !== undefined && context !== "default") {
    const named = `the Docker context ${quoted(context)}`;
    const address = addressOf(folder, context);
    if (address === undefined)
      throw new UserError(`${named} has no address in ${quoted(join(folder, "contexts"))}: expected one`);
    return socketOf(address, named);
  }
  const rootless = env.XDG_RUNTIME_DIR ? join(env.XDG_RUNTIME_DIR, "docker.sock") : undefined;
  if (!existsSync(systemSocket) && rootless !== undefined && existsSync(rootless))
    return { socket: rootless, from: "XDG_RUNTIME_DIR" };
  return { socket: systemSocket, from: "Docker's default" };
}

/** The user's home folder; `/`, as for Docker, where the system knows neither it nor the user, as in some containers. */
function homeOf(env: NodeJS.ProcessEnv): string {
  try {
    const home = env.HOME || homedir();
    return isAbsolute(home) ? home : "/";
  } catch {
    return "/";
  }
}

function socketOf(address: string, from: string): DockerHost {
  const path = address.startsWith("unix://") ? address.slice("unix://".length) : undefined;
  if (path === undefined || !path.startsWith("/"))
    throw new UserError(
      `${from}: ${quoted(address)} is not the address of a unix socket: expected one such as ` +
        `unix://${systemSocket}, since the host of the engine is worked on through it`,
    );
  return { socket: path, from };
}

function currentContext(folder: string): string | undefined {
  const config = jsonFile(join(folder, "config.json"));
  return typeof config?.currentContext === "string" && config.currentContext !== ""
    ? config.currentContext
    : undefined;
}

/** The endpoint of a context (docker/cli, `cli/context/store`): its folder is the SHA-256 of its name. */
function addressOf(folder: string, context: string): string | undefined {
  const id = createHash("sha256").update(context).digest("hex");
  const meta = jsonFile(join(folder, "contexts", "meta", id, "meta.json"));
  const endpoint = isRecord(meta?.Endpoints) ? meta.Endpoints.docker : undefined;
  return isRecord(endpoint) && typeof endpoint.Host === "string" ? endpoint.Host : undefined;
}

function jsonFile(path: string): Record<string, unknown> | undefined {
  try {
    const value = parseJson(readFileSync(path, "utf8"));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
