import type { ImageRepository } from "../image/reference.ts";
import { abortable } from "../jobs/abortable.ts";
import { createLimit, type Limit } from "../jobs/limit.ts";
import type { Phase } from "../retry/classify.ts";
import type { Clock } from "../retry/clock.ts";
import { HostPause, retry } from "../retry/retry.ts";
import { Authorizer } from "./auth/authorizer.ts";
import type { Credentials } from "./auth/credentials.ts";
import { RegistryError, verdictOf } from "./errors.ts";
import { apiHost, isLoopback, originOf } from "./hosts.ts";
import {
  createTransport,
  type HttpRequest,
  type HttpResponse,
  readBody,
  type Transport,
} from "./transport.ts";
import type { Access, Action, Call } from "./types.ts";

export interface ClientOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly credentials: Credentials;
  /** Hosts that may be spoken to over plain HTTP, besides loopback ones. */
  readonly insecureRegistries: ReadonlySet<string>;
  readonly clock: Clock;
  /** Told of every token, so that it is masked before anything can print it. */
  readonly onSecret: (secret: string) => void;
  /** Requests to one host at a time. */
  readonly requestsPerHost: number;
  readonly userAgent: string;
}

/** A request to the API of a registry. */
export interface Ask {
  readonly registry: string;
  readonly access: readonly Access[];
  readonly method: HttpRequest["method"];
  /** Below `/v2/`, or the URL of an upload session at the registry's own origin. */
  readonly path: string | URL;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: HttpRequest["body"];
  readonly phase: Phase;
  /** Milliseconds for one attempt; a minute by default. */
  readonly deadline?: number;
}

/** An answer that has been read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly url: URL;
  readonly bytes: Uint8Array;
}

interface Host {
  readonly origin: string;
  readonly auth: Authorizer;
  readonly pause: HostPause;
  readonly slots: Limit;
  readonly manifestPuts: Map<string, Limit>;
}

const requestDeadline = 60_000;
/** Bytes of an answer that is kept in memory: registries take manifests of 4 MiB and some of more. */
const longestAnswer = 16 << 20;

/**
 * Requests to registries with everything that holds for all of them: authorization, redirects, deadlines,
 * retries with a back-off that is shared by host, and a bound on concurrent requests to one host.
 */
export class Client {
  readonly #options: ClientOptions;
  readonly #transport: Transport;
  readonly #hosts = new Map<string, Host>();

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#transport = createTransport({
      fetch: options.fetch,
      userAgent: options.userAgent,
      plainAllowed: (host) => isLoopback(host) || options.insecureRegistries.has(host),
    });
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  /** Tells of access that the job will want, so that one token covers all of it. */
  declare({ registry, repository }: ImageRepository, actions: readonly Action[]): void {
    this.#host(registry).auth.declare([{ repository, actions }]);
  }

  /** Resolves when requests to a registry are no longer held back, or at `until` on the client's clock. */
  over(registry: string, signal: AbortSignal, until?: number): Promise<void> {
    return this.#host(registry).pause.untilOver(signal, until);
  }

  /** The origin of a registry's API. */
  origin(registry: string): string {
    return this.#host(registry).origin;
  }

  /**
   * Sends a request, with retries, and reads its answer; `check` may refuse it with an error of its own.
   *
   * @param only milliseconds for the only attempt, while polling, where the poll is the retry
   * @throws {RegistryError} when the last attempt failed
   * @throws {RegistryRefusal} for what no retry mends
   */
  request(ask: Ask, call: Call, check?: (answer: Answer) => void, only?: number): Promise<Answer> {
    if (only !== undefined) return this.once({ ...ask, deadline: only }, call, check);
    return this.retrying(ask, call, () => this.once(ask, call, check));
  }

  /** Runs `attempt` under the retry policy of the registry it speaks to. */
  retrying<T>(
    { registry }: Pick<Ask, "registry">,
    call: Call,
    attempt: (number: number) => Promise<T>,
  ): Promise<T> {
    const host = this.#host(registry);
    return retry(attempt, {
      signal: call.signal,
      clock: this.#options.clock,
      pause: host.pause,
      verdict: (error) => {
        const verdict = verdictOf(error);
        if (!verdict?.host || isFrom(host, error)) return verdict;
        // A copy reads from another host too, whose trouble is no reason to hold this one back.
        const { host: _, ...mine } = verdict;
        return mine;
      },
      onRetry: (note, error) =>
        call.onRetry?.({ ...note, where: error instanceof RegistryError ? error.where : "" }),
    });
  }

  /** Sends a request once and reads its answer; `check` may refuse it with an error of its own. */
  async once(ask: Ask, call: Call, check?: (answer: Answer) => void): Promise<Answer> {
    const host = this.#host(ask.registry);
    const request = this.#http(host, ask, call);
    const work = host.slots(async () => {
      const response = await this.#send(host, ask, request, call);
      const bytes = await readBody(response, longestAnswer, request);
      const answer = { status: response.status, headers: response.headers, url: response.url, bytes };
      check?.(answer);
      return answer;
    });
    // It may still be waiting for its turn, or for credentials.
    return abortable(work, call.signal);
  }

  /** Sends a request once and leaves its answer to be read as a stream, within the same deadline. */
  async stream(ask: Ask, call: Call): Promise<HttpResponse> {
    const host = this.#host(ask.registry);
    await host.pause.untilOver(call.signal);
    return host.slots(() => this.#send(host, ask, this.#http(host, ask, call), call));
  }

  /**
   * Runs `put` alone among those of one repository where the registry needs that: Gitea and Forgejo answer
   * concurrent manifest puts with a 500 (go-gitea/gitea#29563).
   */
  manifestPut<T>({ registry, repository }: ImageRepository, put: () => Promise<T>): Promise<T> {
    const host = this.#host(registry);
    if (!host.auth.mayBeGitea) return put();
    const turn = host.manifestPuts.get(repository) ?? createLimit(1);
    host.manifestPuts.set(repository, turn);
    return turn(put);
  }

  async #send(host: Host, ask: Ask, request: HttpRequest, call: Call): Promise<HttpResponse> {
    call.signal.throwIfAborted();
    try {
      return await host.auth.authorize(
        ask.access,
        call,
        (authorization) => this.#transport.send({ ...request, authorization }),
        !(request.body instanceof ReadableStream),
      );
    } catch (error) {
      // Polls and streams do not come through the retry policy, which would hold the others back.
      const verdict = verdictOf(error);
      if (verdict?.host && verdict.delay && isFrom(host, error)) host.pause.holdBack(verdict.delay);
      throw error;
    }
  }

  #http(host: Host, ask: Ask, call: Call): HttpRequest {
    const url = new URL(ask.path instanceof URL ? ask.path.href : `/v2/${ask.path}`, host.origin);
    // Not through searchParams, which would spell anew what an upload session's URL has there.
    for (const [name, value] of Object.entries(ask.query ?? {}))
      url.search += `${url.search ? "&" : "?"}${name}=${encodeURIComponent(value)}`;
    return {
      method: ask.method,
      url,
      phase: ask.phase,
      signal: call.signal,
      deadline: ask.deadline ?? requestDeadline,
      ...(ask.headers && { headers: ask.headers }),
      ...(ask.body !== undefined && { body: ask.body }),
    };
  }

  #host(registry: string): Host {
    const key = apiHost(registry).toLowerCase();
    const known = this.#hosts.get(key);
    if (known) return known;
    const { clock, credentials, insecureRegistries, onSecret, requestsPerHost } = this.#options;
    const origin = originOf(registry, insecureRegistries);
    const host: Host = {
      origin,
      auth: new Authorizer({ registry, origin, credentials, transport: this.#transport, clock, onSecret }),
      pause: new HostPause(clock),
      slots: createLimit(requestsPerHost),
      manifestPuts: new Map(),
    };
    this.#hosts.set(key, host);
    return host;
  }
}

/** Whether an error is about a request to this host. */
function isFrom({ origin }: Host, error: unknown): boolean {
  return error instanceof RegistryError && error.where.includes(` ${new URL(origin).host}/`);
}
