import { UserError } from "../base/errors.ts";
import { isRecord, parseJson } from "../base/json.ts";
import { isLoopbackName } from "../base/loopback.ts";
import { quoted } from "../base/text.ts";

/** Raised with each change of what the engine does, so that of two releases on one host the newer one's engine stays. */
export const engineNumber = 1;

/** Docker Hub's registry; its token server is what it names itself. */
export const defaultUpstream = "https://registry-1.docker.io";
export const defaultPort = 5055;
export const defaultStore = "/var/lib/imgpub/mirror";
export const defaultMaxSize = 20_000_000_000;
export const defaultStale = 24 * 3_600_000;
export const defaultMinFree: MinFree = { percent: 10 };
/** Bytes below which a store is of no use. */
export const leastMaxSize = 64_000_000;

/** What is to stay free on the file system of the store, in bytes or in percent of its size. */
export type MinFree = { readonly bytes: number } | { readonly percent: number };

/** Limits in ms, for tests above all. */
export interface Tuning {
  /** In which the upstream tells what a tag holds, where an answer is at hand without it. */
  readonly tagTime: number;
  /** The same where there is none, and for the head of a blob's or a manifest's answer. */
  readonly coldTime: number;
  /** In which a connection to the upstream comes about. */
  readonly connectTime: number;
  /** After which a download on which nothing moves ends. */
  readonly stallTime: number;
  /** After which a client that takes nothing is left. */
  readonly clientTime: number;
  /** For which a failure is answered again without asking. */
  readonly memoTime: number;
  /** Between looks at what the file system has free. */
  readonly lookTime: number;
  /** After which half of what a full disk took of the cap is given back. */
  readonly recoverTime: number;
}

export const defaultTuning: Tuning = {
  tagTime: 4_000,
  coldTime: 15_000,
  connectTime: 5_000,
  stallTime: 15_000,
  clientTime: 60_000,
  memoTime: 2_000,
  lookTime: 30_000,
  recoverTime: 600_000,
};

/** What the engine's file of settings says. It holds the password, so it is readable by its owner alone. */
export interface MirrorConfig {
  /** The origin of the registry. */
  readonly upstream: string;
  /** Both or neither. */
  readonly username?: string;
  readonly password?: string;
  /** Bytes that the store takes at most. */
  readonly maxSize: number;
  readonly minFree: MinFree;
  /** An absolute path, as the engine sees it. */
  readonly store: string;
  /** On 127.0.0.1; 0 is any free one. */
  readonly port: number;
  /** For how many ms a tag is served that the upstream has last confirmed, where it cannot be asked; 0 is never. */
  readonly stale: number;
  readonly tuning: Tuning;
}

/** A file of settings, before its defaults are filled in. */
export type GivenConfig = Partial<Omit<MirrorConfig, "tuning">> & { readonly tuning?: Partial<Tuning> };

const known: ReadonlySet<string> = new Set(
  "upstream username password maxSize minFree store port stale tuning".split(" "),
);

/**
 * Reads a file of settings, with the defaults for what it leaves out.
 *
 * @throws {UserError} naming the setting, what was found and what is accepted; never the password
 */
export function parseConfig(text: string): MirrorConfig {
  const given = parseJson(text);
  if (!isRecord(given)) throw new UserError("the settings are not a JSON object");
  for (const name of Object.keys(given))
    if (!known.has(name))
      throw new UserError(`the setting ${quoted(name, 60)} is unknown; expected ${[...known].join(", ")}`);
  const username = textIn(given, "username");
  const password = textIn(given, "password");
  if ((username === undefined) !== (password === undefined))
    throw new UserError('"username" and "password" are given together or not at all; one of them is missing');
  if (username?.includes(":")) throw new UserError('"username" has a colon, which no user name has');
  const upstream = readUpstream(textIn(given, "upstream") ?? defaultUpstream, password !== undefined);
  const store = textIn(given, "store") ?? defaultStore;
  if (!/^\/[^\0]*$/.test(store))
    throw new UserError(`"store" is ${quoted(store)}; expected an absolute path such as ${defaultStore}`);
  return {
    upstream,
    ...(username !== undefined && password !== undefined && { username, password }),
    maxSize: numberIn(given, "maxSize", defaultMaxSize, leastMaxSize, 2 ** 53 - 1),
    minFree: readMinFree(given.minFree),
    store,
    port: numberIn(given, "port", defaultPort, 0, 65_535),
    stale: numberIn(given, "stale", defaultStale, 0, 2 ** 53 - 1),
    tuning: readTuning(given.tuning),
  };
}

function readUpstream(text: string, hasPassword: boolean): string {
  const expected = `expected the address of a registry such as ${defaultUpstream}`;
  // On the text, as the parser forgets what is empty; and what is before an @ may be a password.
  if (text.includes("@"))
    throw new UserError(
      `"upstream" has credentials in it, which belong in "username" and "password"; ${expected}`,
    );
  if (!/^https?:\/\/[^/\\?#\s]+\/?$/i.test(text) || !URL.canParse(text))
    throw new UserError(`"upstream" is ${quoted(text)}; ${expected}`);
  const { origin, protocol, hostname } = new URL(text);
  if (protocol === "http:" && hasPassword && !isLoopbackName(hostname))
    throw new UserError(`"upstream" is ${quoted(text)}, which would get the password in clear; ${expected}`);
  return origin;
}

function readMinFree(given: unknown): MinFree {
  if (given === undefined) return defaultMinFree;
  if (isRecord(given) && Object.keys(given).length === 1) {
    const { bytes, percent } = given;
    if (isWhole(bytes, 0, 2 ** 53 - 1)) return { bytes };
    if (isWhole(percent, 0, 99)) return { percent };
  }
  throw new UserError(
    `"minFree" is ${shown(given)}; expected {"bytes": n}, or {"percent": n} with n from 0 to 99`,
  );
}

/** What `setTimeout` can count. */
const longestTimer = 2 ** 31 - 1;

function readTuning(given: unknown): Tuning {
  if (given === undefined) return defaultTuning;
  if (!isRecord(given)) throw new UserError(`"tuning" is ${shown(given)}; expected an object`);
  for (const name of Object.keys(given))
    if (!Object.hasOwn(defaultTuning, name))
      throw new UserError(
        `the setting ${quoted(name, 60)} in "tuning" is unknown; expected ${Object.keys(defaultTuning).join(", ")}`,
      );
  const read = Object.entries(defaultTuning).map(([name, usual]) => [
    name,
    numberIn(given, name, usual, 1, longestTimer),
  ]);
  return Object.fromEntries(read);
}

function textIn(given: Record<string, unknown>, name: string): string | undefined {
  const value = given[name];
  if (value === undefined || (typeof value === "string" && value !== "")) return value;
  // What stands there may be the password.
  throw new UserError(`"${name}" is ${value === "" ? "empty" : "no text"}; expected a text, or leave it out`);
}

function numberIn(
  given: Record<string, unknown>,
  name: string,
  usual: number,
  least: number,
  most: number,
): number {
  const value = given[name] ?? usual;
  if (isWhole(value, least, most)) return value;
  throw new UserError(`"${name}" is ${shown(value)}; expected a whole number from ${least} to ${most}`);
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
}

function shown(value: unknown): string {
  return quoted(typeof value === "string" ? value : JSON.stringify(value), 60);
}
