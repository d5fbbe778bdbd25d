import { UserError } from "../base/errors.ts";
import { isRecord, parseJson } from "../base/json.ts";
import { quoted } from "../base/text.ts";

/**
 * What the engine has counted since its store was made. A number that was told once is never less afterwards: it is
 * written before it is told, so neither a restart nor a kill loses it or counts it twice.
 */
export interface Counts {
  /** Requests of clients for manifests and blobs, HEAD and failed ones included. */
  readonly requests: number;
  /** Manifests and blobs given without the upstream's sending them again, those under way for somebody else included. */
  readonly hits: number;
  /** Manifests and blobs that the upstream had to send. */
  readonly misses: number;
  /** Requests of clients answered with an error. */
  readonly failures: number;
  /** Requests upstream, those for tokens and after redirects included. */
  readonly upstreamRequests: number;
  /** Bytes of manifests and blobs from upstream. */
  readonly upstreamBytes: number;
  /** Requests upstream that came to nothing, were refused for a limit, or got a 5xx. */
  readonly upstreamFailures: number;
  /** Bytes of manifests and blobs given to clients. */
  readonly servedBytes: number;
  /** Tags given as the upstream had confirmed them before, since it could not be asked. */
  readonly staleServed: number;
  /** Answers that show the credential itself to be refused: 401 to the user name and password. */
  readonly refusedCredentials: number;
  /** What did not fit into the store and was passed on without being kept, and its bytes. */
  readonly passed: number;
  readonly passedBytes: number;
  /** What was thrown out of the store to make room, and its bytes. */
  readonly evicted: number;
  readonly evictedBytes: number;
  /** Times that the disk was full, or failed in another way. */
  readonly diskFailures: number;
}

/** What `GET /_imgpub/stats` answers. */
export interface MirrorStats extends Counts {
  /** See `engineNumber`. */
  readonly engine: number;
  /** Since when is counted, in ms since 1970: it changes only when the store is made anew. */
  readonly since: number;
  /** When this process began, in ms since 1970. */
  readonly started: number;
  /** Bytes that the store takes, what is being written included. */
  readonly storeBytes: number;
  /** Bytes that it takes at most now: less than what is set after the disk was full. */
  readonly capBytes: number;
  /** Manifests and blobs in the store. */
  readonly entries: number;
  /** Pulls that the upstream said are left; null before it has said so. */
  readonly rateLimitRemaining: number | null;
  /** Resident bytes of the process. */
  readonly memory: number;
}

export const noCounts: Counts = {
  requests: 0,
  hits: 0,
  misses: 0,
  failures: 0,
  upstreamRequests: 0,
  upstreamBytes: 0,
  upstreamFailures: 0,
  servedBytes: 0,
  staleServed: 0,
  refusedCredentials: 0,
  passed: 0,
  passedBytes: 0,
  evicted: 0,
  evictedBytes: 0,
  diskFailures: 0,
};

export type CountName = keyof Counts;
export const countNames = Object.keys(noCounts) as CountName[];

const gauges = ["engine", "since", "started", "storeBytes", "capBytes", "entries", "memory"] as const;

/**
 * Reads what `GET /_imgpub/stats` has answered. A count that is missing, as an older engine does not know it, is 0.
 *
 * @throws {UserError} where it is none of the engine's answers
 */
export function parseStats(text: string): MirrorStats {
  const given = parseJson(text);
  if (!isRecord(given) || !isCount(given.engine))
    throw new UserError(`${quoted(text, 60)} is no answer of the engine's; expected its counts`);
  const read = (name: string): number => {
    const value = given[name] ?? 0;
    if (isCount(value)) return value;
    throw new UserError(`the engine says ${name} is ${quoted(JSON.stringify(value), 60)}; expected a count`);
  };
  const numbers = [...countNames, ...gauges].map((name) => [name, read(name)]);
  const { rateLimitRemaining = null } = given;
  return {
    ...Object.fromEntries(numbers),
    rateLimitRemaining: rateLimitRemaining === null ? null : read("rateLimitRemaining"),
  };
}

/** What was counted between two answers of one engine; of another store than before, all that it has counted. */
export function countedSince(before: MirrorStats | undefined, after: MirrorStats): Counts {
  if (!before || before.since !== after.since)
    return Object.fromEntries(countNames.map((name) => [name, after[name]])) as unknown as Counts;
  const differences = countNames.map((name) => [name, Math.max(0, after[name] - before[name])]);
  return Object.fromEntries(differences) as unknown as Counts;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
