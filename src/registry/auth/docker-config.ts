import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../base/errors.ts";
import { quoted } from "../../base/text.ts";
import { isHost } from "../../image/host.ts";

/** What proves to one registry who is asking. */
export type Credential =
  | { readonly kind: "basic"; readonly username: string; readonly password: string }
  /** A refresh token, to be exchanged at the registry's token server. */
  | { readonly kind: "identity"; readonly token: string; readonly username?: string }
  /** A bearer token, to be sent to the registry as it is. */
  | { readonly kind: "registry"; readonly token: string };

/** The part of docker's `config.json` that tells where credentials are; entries are checked when used. */
export interface DockerConfig {
  /** The file, or the environment variable, for messages. */
  readonly source: string;
  readonly auths: readonly (readonly [key: string, entry: unknown])[];
  readonly credHelpers: readonly (readonly [key: string, helper: unknown])[];
  readonly credsStore: unknown;
}

/** A credential helper and the words that say where it is configured. */
export interface ConfiguredHelper {
  /** The part of the program's name after `docker-credential-`. */
  readonly name: string;
  readonly origin: string;
}

const DOCKER_HUB = /^(?:index\.|registry-1\.)?docker\.io$/;

/** The address under which docker itself stores the credentials of `host`. */
export function serverAddress(host: string): string {
  return host === "docker.io" ? "https://index.docker.io/v1/" : host;
}

/**
 * The host that a key of `auths` or `credHelpers` speaks for: lower case, without `http(s)://` and a path
 * `/`, `/v1/` or `/v2/`, and `docker.io` for each of Docker Hub's names. Undefined for everything else: a key with
 * another path, a user or a wildcard speaks for no host, where docker would cut it to its host.
 */
export function canonicalHost(key: string): string | undefined {
  const host = key
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/\/(?:v[12]\/?)?$/, "");
  if (!isHost(host)) return undefined;
  return DOCKER_HUB.test(host) ? "docker.io" : host;
}

/**
 * Loads `config.json` from `directory`; a missing file is an empty configuration.
 *
 * @throws {UserError} when the file cannot be read or is malformed.
 */
export function loadDockerConfig(directory: string): Promise<DockerConfig> {
  return loadConfigFile(join(directory, "config.json"));
}

/**
 * Loads a file in the form of docker's `config.json`, as {@link loadDockerConfig} does.
 *
 * @param unreadable what stands in for a file that is there and cannot be read
 */
export async function loadConfigFile(
  file: string,
  unreadable = (code: string | undefined): DockerConfig => {
    throw new UserError(`the file of credentials ${file} cannot be read (${code})`);
  },
): Promise<DockerConfig> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR" ? parseDockerConfig("", file) : unreadable(code);
  }
  return parseDockerConfig(text, file);
}

/**
 * Reads the text of a docker configuration; an empty text is an empty configuration.
 *
 * @throws {UserError} when it is not JSON of the shape of docker's `config.json`; never quotes the text.
 */
export function parseDockerConfig(text: string, source: string): DockerConfig {
  let json: unknown;
  try {
    json = JSON.parse(text.trim() || "{}");
  } catch {
    // The parser's own message quotes the text, and with it perhaps a password.
    throw new UserError(`${source} is not JSON; expected the content of a docker config.json`);
  }
  const config = record(json, source);
  return {
    source,
    auths: Object.entries(record(config.auths ?? {}, `"auths" in ${source}`)),
    credHelpers: Object.entries(record(config.credHelpers ?? {}, `"credHelpers" in ${source}`)),
    credsStore: config.credsStore,
  };
}

/**
 * The helper that keeps the credentials of `host` (as {@link canonicalHost} gives it), if one is configured:
 * `credHelpers` before `credsStore`; an empty name in `credHelpers` turns `credsStore` off for its host.
 *
 * @throws {UserError} when the name is not a plain program name.
 */
export function helperFor(config: DockerConfig, host: string): ConfiguredHelper | undefined {
  const [named] = speakingFor(config.credHelpers, host);
  const name = named ? named[1] : config.credsStore;
  const origin = `${named ? `credHelpers[${quoted(named[0])}]` : "credsStore"} in ${config.source}`;
  if (name === undefined || name === null || name === "") return undefined;
  // Docker prefixes the name and looks it up on PATH; with a separator in it that would be a path.
  if (typeof name !== "string" || !/^[A-Za-z0-9][\w.-]*$/.test(name))
    throw new UserError(
      `${origin} is no helper's name; expected what follows docker-credential-: letters, digits, dots, dashes and underscores only`,
    );
  return { name, origin };
}

/**
 * The credential that `auths` holds for `host` (as {@link canonicalHost} gives it).
 *
 * @throws {UserError} when that entry is malformed.
 */
export function storedCredential(config: DockerConfig, host: string): Credential | undefined {
  for (const entry of speakingFor(config.auths, host)) {
    const credential = credentialAt(config, entry);
    if (credential) return credential;
  }
  return undefined;
}

/**
 * The credential in one entry of `auths`; undefined for an empty one.
 *
 * @throws {UserError} when it is malformed.
 */
export function credentialAt(
  { source }: DockerConfig,
  [key, entry]: readonly [string, unknown],
): Credential | undefined {
  return credentialOf(entry, `auths[${quoted(key)}] in ${source}`);
}

/** The entries whose key speaks for `host`, the key docker itself would write first. */
function speakingFor<T>(entries: readonly (readonly [string, T])[], host: string): (readonly [string, T])[] {
  const own = serverAddress(host);
  return entries
    .filter(([key]) => canonicalHost(key) === host)
    .sort(([a], [b]) => Number(b === own) - Number(a === own));
}

function credentialOf(entry: unknown, where: string): Credential | undefined {
  const fields = record(entry ?? {}, where);
  const field = (name: string): string => {
    const value = fields[name] ?? "";
    if (typeof value !== "string") throw new UserError(`"${name}" of ${where} is not text`);
    return value;
  };
  const auth = field("auth").replace(/\s/g, "");
  const [username, password] =
    auth === "" ? [field("username"), field("password")] : decodeAuth(auth, `"auth" of ${where}`);
  const [identity, registry] = [field("identitytoken"), field("registrytoken")];
  if (registry !== "") return { kind: "registry", token: registry };
  if (identity !== "") return { kind: "identity", token: identity, ...(username !== "" && { username }) };
  return username === "" && password === "" ? undefined : { kind: "basic", username, password };
}

function decodeAuth(auth: string, where: string): [username: string, password: string] {
  const pair = /^[A-Za-z0-9+/]+={0,2}$/.test(auth) ? Buffer.from(auth, "base64").toString("utf8") : "";
  const colon = pair.indexOf(":");
  if (colon < 1) throw new UserError(`${where} is not base64 of username:password`);
  // Docker pads some passwords with NUL.
  return [pair.slice(0, colon), pair.slice(colon + 1).replace(/^\0+|\0+$/g, "")];
}

function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new UserError(`${where} is not a JSON object as in a docker config.json`);
}
