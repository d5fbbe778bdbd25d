import { ReportedError, UserError } from "../../base/errors.ts";
import { isRecord } from "../../base/json.ts";
import { quoted } from "../../base/text.ts";

/** How long the service may take for one answer, in ms. */
const patience = 60_000;

/** Bytes that are sent at a time: what the runners' own client sends. */
const chunkSize = 32 << 20;

/** An archive that is kept. */
export interface Kept {
  readonly key: string;
  readonly body: AsyncIterable<Uint8Array>;
}

/** What is sent, and what is an answer beside success. */
interface Asked {
  readonly body?: object | Uint8Array;
  readonly range?: string;
  readonly accepted?: readonly number[];
}

/**
 * A runner's cache service (`_apis/artifactcache`, as actions/toolkit speaks it in version 1 and the runners of Gitea and
 * Forgejo bring it along). Archives are kept under a key and never change.
 */
export class CacheService {
  readonly #base: string;
  readonly #token: string;
  readonly #fetch: typeof fetch;
  readonly #signal: AbortSignal;

  constructor(base: string, token: string, fetcher: typeof fetch, signal: AbortSignal) {
    this.#base = base;
    this.#token = token;
    this.#fetch = fetcher;
    this.#signal = signal;
  }

  /** The archive of the first key, or else the newest whose key begins with another of them; undefined without one. */
  async find(keys: readonly string[], version: string): Promise<Kept | undefined> {
    const query = new URLSearchParams({ keys: keys.join(","), version });
    const answer = await this.#ask("GET", `cache?${query}`, { accepted: [404] });
    if (answer.status === 204 || answer.status === 404) return undefined;
    const said = await answer.json().catch(() => undefined);
    if (!isRecord(said) || typeof said.archiveLocation !== "string" || typeof said.cacheKey !== "string")
      throw new ReportedError("the cache service's answer names no archive");
    // Without the token: the archive may lie elsewhere, and its address is all that it takes.
    const archive = await this.#fetch(said.archiveLocation, { signal: this.#signal });
    if (archive.status !== 200 || archive.body === null)
      throw new ReportedError(`the cache service answered ${archive.status} for the archive`);
    return { key: said.cacheKey, body: archive.body };
  }

  /**
   * Keeps an archive under a key.
   *
   * @returns its bytes, or undefined where that key is there already
   */
  async keep(key: string, version: string, body: AsyncIterable<Uint8Array>): Promise<number | undefined> {
    const reserved = await this.#ask("POST", "caches", { body: { key, version }, accepted: [409] });
    if (reserved.status === 409) return undefined;
    const said = await reserved.json().catch(() => undefined);
    const id = isRecord(said) ? said.cacheId : undefined;
    if (typeof id !== "number") throw new ReportedError("the cache service's answer reserves nothing");
    let sent = 0;
    for await (const chunk of chunksOf(body)) {
      const range = `bytes ${sent}-${sent + chunk.length - 1}/*`;
      await this.#ask("PATCH", `caches/${id}`, { body: chunk, range });
      sent += chunk.length;
    }
    await this.#ask("POST", `caches/${id}`, { body: { size: sent } });
    return sent;
  }

  async #ask(method: string, path: string, { body, range, accepted = [] }: Asked = {}): Promise<Response> {
    const isBytes = body instanceof Uint8Array;
    const answer = await this.#fetch(`${this.#base}_apis/artifactcache/${path}`, {
      method,
      redirect: "error",
      signal: AbortSignal.any([this.#signal, AbortSignal.timeout(patience)]),
      headers: {
        authorization: `Bearer ${this.#token}`,
        accept: "application/json;api-version=6.0-preview.1",
        ...(body === undefined
          ? {}
          : { "content-type": isBytes ? "application/octet-stream" : "application/json" }),
        ...(range === undefined ? {} : { "content-range": range }),
      },
      ...(body === undefined ? {} : { body: isBytes ? Buffer.from(body) : JSON.stringify(body) }),
    });
    if (answer.ok || accepted.includes(answer.status)) return answer;
    throw new ReportedError(`the cache service answered ${answer.status} to ${method} ${path.split("?")[0]}`);
  }
}

async function* chunksOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    parts.push(part);
    size += part.length;
    if (size < chunkSize) continue;
    yield Buffer.concat(parts);
    [parts, size] = [[], 0];
  }
  if (size > 0) yield Buffer.concat(parts);
}

/**
 * The cache service of a runner, by the environment that it gives its actions.
 *
 * @throws UserError where it has none of this kind
 */
export function cacheService(
  env: NodeJS.ProcessEnv,
  fetcher: typeof fetch,
  signal: AbortSignal,
): CacheService {
  const { ACTIONS_CACHE_URL: url = "", ACTIONS_RUNTIME_TOKEN: token = "" } = env;
  if (/^https?:\/\//.test(url) && token !== "" && env.ACTIONS_CACHE_SERVICE_V2 !== "true")
    return new CacheService(url.replace(/\/*$/, "/"), token, fetcher, signal);
  throw new UserError(
    `input "persist": actions-cache needs a cache service beside the runner (ACTIONS_CACHE_URL), and ` +
      `${url === "" ? "there is none" : `${quoted(url, 100)} is none of its kind`}; expected none, or such a runner`,
  );
}
