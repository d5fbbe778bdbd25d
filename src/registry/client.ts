import type { ImageRepository } from "../image/reference.ts";
import { abortable } from "../jobs/abortable.ts";
import { createLimit, type Limit } from "../jobs/limit.ts";
import type { Phase } from "../retry/classify.ts";
import type { Clock } from "../retry/clock.ts";
import { type Heard, HostPause } from "../retry/host-pause.ts";
import { retry } from "../retry/retry.ts";
import type { Access, Action } from "./access.ts";
import { Authorizer } from "./auth/authorizer.ts";
import type { Credentials } from "./auth/credentials.ts";
import { collisionOf } from "./collision.ts";
import { RegistryError, verdictOf } from "./errors.ts";
import { apiHost, isLoopback, originsOf } from "./hosts.ts";
import { ApiOrigin } from "./http/api-origin.ts";
import { type AnswerHeaders, type Exchange, isStreamed } from "./http/exchange.ts";
import type { HeadAnswers } from "./http/head-answers.ts";
import {
  createTransport,
  type HttpRequest,
  type HttpResponse,
  readBody,
  type Transport,
} from "./http/transport.ts";
import type { RequestContext } from "./request-context.ts";

export interface ClientOptions {
  readonly exchange: Exchange;
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
export interface ApiRequest {
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
  /** Bytes of the answer that are accepted; 16 MiB by default. */
  readonly most?: number;
}

/** An answer that has been read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly url: URL;
  readonly bytes: Uint8Array;
}

interface Host {
  /** The origin of its API over HTTPS, which stands for the registry however it is spoken to. */
  readonly name: string;
  readonly origin: ApiOrigin;
  readonly auth: Authorizer;
  readonly pause: HostPause;
  readonly slots: Limit;
  readonly manifestPuts: Map<string, Limit>;
  readonly headAnswers: HeadAnswers;
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
      exchange: options.exchange,
      userAgent: options.userAgent,
      plainAllowed: (host) => isLoopback(host) || options.insecureRegistries.has(host),
      tokensForAnybody: async () =>
        new (await import("./auth/anonymous-tokens.ts")).AnonymousTokens(this.#transport, options),
    });
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  /** Tells of access that the job will want, so that one token covers all of it. */
  declare({ registry, repository }: ImageRepository, actions: readonly Action[]): void {
    this.#host(registry).auth.declare([{ repository, actions }]);
  }

  /**
   * Resolves when requests to a registry are no longer held back, or at `latest` on the client's clock, with whether they
   * are not.
   */
  untilHostFree(registry: string, signal: AbortSignal, latest?: number): Promise<boolean> {
    return this.#host(registry).pause.untilOver(signal, latest);
  }

  /** The origin of a registry's API over HTTPS, which names it, however it is spoken to. */
  origin(registry: string): string {
    return this.#host(registry).name;
  }

  /** What names a repository, whatever its registry is called. */
  place({ registry, repository }: ImageRepository): string {
    return `${this.origin(registry)}/${repository}`;
  }

  /** Whether two registries are one, whatever they are called. */
  isSameRegistry(a: string, b: string): boolean {
    return this.origin(a) === this.origin(b);
  }

  /** What a registry's answers to HEAD for manifests are worth. */
  headAnswers(registry: string): HeadAnswers {
    return this.#host(registry).headAnswers;
  }

  /** Whether a registry has refused a request for its limit. */
  hasLimit(registry: string): boolean {
    return this.#host(registry).pause.hasLimit;
  }

  /** Whether a registry has shown itself to be that of Gitea or Forgejo. */
  isGitea(registry: string): boolean {
    return this.#host(registry).auth.isGitea;
  }

  /**
   * Sends a request, with retries unless its context wants one attempt, and reads its answer. `read` may refuse the
   * answer with an error of its own.
   *
   * @throws {RegistryError} when the last attempt failed
   * @throws {RegistryRefusal} for what no retry mends
   */
  request(request: ApiRequest, context: RequestContext): Promise<Answer>;
  request<T>(request: ApiRequest, context: RequestContext, read: (answer: Answer) => T): Promise<T>;
  request(
    request: ApiRequest,
    context: RequestContext,
    read: (answer: Answer) => unknown = (answer) => answer,
  ): Promise<unknown> {
    const { oneAttempt } = context;
    if (oneAttempt) return this.#once({ ...request, ...oneAttempt }, context, read);
    return this.retrying(request, context, () => this.#once(request, context, read));
  }

  /** Runs `attempt` under the retry policy of the registry it speaks to. */
  retrying<T>(
    { registry }: Pick<ApiRequest, "registry">,
    context: RequestContext,
    attempt: (number: number) => Promise<T>,
  ): Promise<T> {
    const host = this.#host(registry);
    return retry(attempt, {
      signal: context.signal,
      clock: this.#options.clock,
      pause: host.pause,
      verdict: (error) => {
        const verdict = (host.auth.isGitea ? collisionOf(error) : undefined) ?? verdictOf(error);
        if (!verdict?.host || isFrom(host, error)) return verdict;
        // A copy reads from another host too, whose trouble is no reason to hold this one back.
        const { host: _, ...mine } = verdict;
        return mine;
      },
      onRetry: (note, error) =>
        context.onRetry?.({ ...note, where: error instanceof RegistryError ? error.where : "" }),
    });
  }

  /** Sends a request once and reads its answer. */
  once(request: ApiRequest, context: RequestContext): Promise<Answer> {
    return this.#once(request, context, (answer) => answer);
  }

  /** Sends a request once and leaves its answer to be read as a stream, within the same deadline. */
  async stream(request: ApiRequest, context: RequestContext): Promise<HttpResponse> {
    const host = this.#host(request.registry);
    await host.pause.untilOver(context.signal);
    return host.slots(() => this.#send(host, request, this.#http(host, request, context), context));
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

  async #once<T>(request: ApiRequest, context: RequestContext, read: (answer: Answer) => T): Promise<T> {
    const host = this.#host(request.registry);
    const http = this.#http(host, request, context);
    const work = host.slots(async () => {
      const response = await this.#send(host, request, http, context);
      const bytes = await readBody(response, request.most ?? longestAnswer, http);
      return read({ status: response.status, headers: response.headers, url: response.url, bytes });
    });
    // It may still be waiting for its turn, or for credentials.
    return abortable(work, context.signal);
  }

  async #send(
    host: Host,
    { access }: ApiRequest,
    http: HttpRequest,
    context: RequestContext,
  ): Promise<HttpResponse> {
    context.signal.throwIfAborted();
    const send = (authorization: string | undefined) =>
      host.origin.send(http.url, (url) => {
        context.oneAttempt?.over.throwIfAborted();
        return this.#transport.send({ ...http, url, authorization });
      });
    const heard = (error: unknown) => (isFrom(host, error) ? heardIn(error) : undefined);
    const authorized = () => host.auth.authorize(access, context, send, !isStreamed(http.body));
    try {
      const { signal, oneAttempt } = context;
      return await host.pause.turn(authorized, heard, oneAttempt ? [signal, oneAttempt.over] : [signal]);
    } catch (error) {
      // Polls and streams do not come through the retry policy, which would hold the others back.
      const verdict = verdictOf(error);
      if (verdict?.host && verdict.delay && isFrom(host, error)) host.pause.holdBack(verdict.delay);
      throw error;
    }
  }

  #http(host: Host, request: ApiRequest, { signal }: RequestContext): HttpRequest {
    const { method, path, query = {}, headers, body, phase, deadline = requestDeadline } = request;
    const url = new URL(path instanceof URL ? path.href : `/v2/${path}`, host.name);
    // Not through searchParams, which would spell anew what an upload session's URL has there.
    for (const [name, value] of Object.entries(query))
      url.search += `${url.search ? "&" : "?"}${name}=${encodeURIComponent(value)}`;
    return {
      method,
      url,
      phase,
      signal,
      deadline,
      ...(headers && { headers }),
      ...(body !== undefined && { body }),
    };
  }

  #host(registry: string): Host {
    const key = apiHost(registry).toLowerCase();
    const known = this.#hosts.get(key);
    if (known) return known;
    const { clock, credentials, insecureRegistries, onSecret, requestsPerHost } = this.#options;
    const origins = originsOf(registry, insecureRegistries);
    const origin = new ApiOrigin(origins);
    const host: Host = {
      name: origins.secure,
      origin,
      auth: new Authorizer({ registry, origin, credentials, transport: this.#transport, clock, onSecret }),
      pause: new HostPause(clock),
      slots: createLimit(requestsPerHost),
      manifestPuts: new Map(),
      headAnswers: {},
    };
    this.#hosts.set(key, host);
    return host;
  }
}

/** What an error tells of its host's limit: whoever says that something is not there has let the question pass. */
function heardIn({ verdict, failure }: RegistryError): Heard | undefined {
  if (verdict.limit) return "refused";
  return failure.kind === "http" && failure.status < 500 ? "passed" : undefined;
}

/** Whether an error is about a request to this host. */
function isFrom({ origin }: Host, error: unknown): error is RegistryError {
  return error instanceof RegistryError && error.where.includes(` ${new URL(origin.now).host}/`);
}
