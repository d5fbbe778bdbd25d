import { type Digest, isDigest } from "../image/digest.ts";
import { essence } from "../image/media-types.ts";
import { createExchange, type Exchange, type ExchangeAnswer } from "../registry/http/exchange.ts";
import { askingOnce, type HttpResponse, readWhole } from "../registry/once/once.ts";
import type { MirrorConfig } from "./config.ts";
import type { Download } from "./flight.ts";
import type { CountName } from "./stats.ts";

/** What the upstream says of a manifest, where it does. */
export interface Head {
  readonly digest: Digest | undefined;
  readonly type: string;
  readonly size: number | undefined;
}

/** Bytes of a manifest that is accepted: registries take 4 MiB and some more. */
const longestManifest = 16 << 20;

/**
 * The registry behind the cache, asked once each time: whoever waits has another way, and will ask again. All questions
 * accept the same, since some engines put what they accept in another order each time.
 */
export class Upstream {
  readonly host: string;
  readonly #config: MirrorConfig;
  readonly #count: (name: CountName, more?: number) => void;
  readonly #ask: ReturnType<typeof askingOnce>;
  /** Pulls that are left, as was last said. */
  rateLimitRemaining: number | null = null;

  /** @param count is told of each request, and of what it cost */
  constructor(config: MirrorConfig, count: (name: CountName, more?: number) => void) {
    const { upstream: origin, username, password } = config;
    this.host = new URL(origin).host;
    this.#config = config;
    this.#count = count;
    const credential =
      username === undefined || password === undefined
        ? undefined
        : ({ kind: "basic", username, password } as const);
    const exchange = this.#counting(createExchange({ connectTime: config.tuning.connectTime }));
    this.#ask = askingOnce({ origin, credential, exchange });
  }

  /**
   * What a tag or a digest leads to, without its bytes.
   *
   * @param time ms in which it is to answer
   * @throws {RegistryError} or what else it came to, see `troubleOf`
   */
  async head(repository: string, reference: string, time: number): Promise<Head> {
    const signal = AbortSignal.timeout(time);
    const answer = await this.#ask({ method: "HEAD", repository, path: `manifests/${reference}`, signal });
    // Read to its end, which is here, so that the connection is kept.
    answer.body.resume();
    const digest = answer.headers["docker-content-digest"] ?? "";
    return {
      digest: isDigest(digest) ? digest : undefined,
      type: essence(answer.headers["content-type"]),
      size: lengthOf(answer),
    };
  }

  /** The bytes of a manifest by tag or digest, as they come. */
  async manifest(repository: string, reference: string): Promise<Uint8Array> {
    const { coldTime, stallTime } = this.#config.tuning;
    const signal = AbortSignal.timeout(coldTime + stallTime);
    const answer = await this.#ask({ method: "GET", repository, path: `manifests/${reference}`, signal });
    const bytes = await readWhole(answer, longestManifest, signal);
    this.#count("upstreamBytes", bytes.byteLength);
    return bytes;
  }

  /** How large a blob is, where the upstream says. */
  async headBlob(repository: string, digest: Digest): Promise<number | undefined> {
    const signal = AbortSignal.timeout(this.#config.tuning.coldTime);
    const answer = await this.#ask({ method: "HEAD", repository, path: `blobs/${digest}`, signal });
    answer.body.resume();
    return lengthOf(answer);
  }

  /** Begins to download a blob; the signal ends it at any time. */
  async blob(repository: string, digest: Digest, signal: AbortSignal): Promise<Download> {
    const late = AbortSignal.timeout(this.#config.tuning.coldTime);
    const opening = new AbortController();
    const end = (by: AbortSignal) => () => opening.abort(by.reason);
    const tooLate = end(late);
    late.addEventListener("abort", tooLate, { once: true });
    signal.addEventListener("abort", end(signal), { once: true });
    try {
      const answer = await this.#ask({
        method: "GET",
        repository,
        path: `blobs/${digest}`,
        signal: opening.signal,
      });
      return { size: lengthOf(answer), body: answer.body as AsyncIterable<Uint8Array> };
    } finally {
      late.removeEventListener("abort", tooLate);
    }
  }

  /** Counts what goes out, and what the answers say of the limit and of the credential. */
  #counting(exchange: Exchange): Exchange {
    return async (request) => {
      this.#count("upstreamRequests");
      let answer: ExchangeAnswer;
      try {
        answer = await exchange(request);
      } catch (error) {
        this.#count("upstreamFailures");
        throw error;
      }
      const { status, headers } = answer;
      if (status === 429 || status >= 500) this.#count("upstreamFailures");
      // A bearer token that is refused says something of the repository; user name and password, of the credential.
      if (status === 401 && request.headers.authorization?.startsWith("Basic "))
        this.#count("refusedCredentials");
      const left = /^\s*(\d{1,9})/.exec(headers["ratelimit-remaining"] ?? "")?.[1];
      if (left !== undefined) this.rateLimitRemaining = Number(left);
      return answer;
    };
  }
}

function lengthOf({ headers }: HttpResponse): number | undefined {
  const digits = /^\d{1,15}$/.exec(headers["content-length"] ?? "")?.[0];
  return digits === undefined ? undefined : Number(digits);
}
