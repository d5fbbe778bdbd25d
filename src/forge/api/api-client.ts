import { ForgeError } from "../errors.ts";
import type { ForgeKind, Repository } from "../forge.ts";
import { contentError } from "./fetch.ts";
import type { Retries } from "./retries.ts";

/** A request in the API's own terms. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT";
  /** Below the API's address, with each part encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[]>> | undefined;
  readonly body?: Readonly<Record<string, unknown>> | undefined;
}

/** An answer with what it holds, not yet looked at. */
export interface ApiAnswer {
  readonly data: unknown;
  readonly headers: Headers;
}

/** Makes one attempt at a request, by way of the forge's package. */
export type SendOnce = (request: ApiRequest, signal: AbortSignal) => Promise<ApiAnswer>;

/** Reads an answer, or throws what {@link ApiClient.wrongAnswer} makes. */
export type ReadAnswer<T> = (answer: ApiAnswer, request: ApiRequest) => T;

export interface ApiClientOptions {
  readonly kind: ForgeKind;
  /** The server's address without a slash at its end. */
  readonly serverUrl: string;
  readonly apiUrl: string;
  readonly retries: Retries;
  readonly sendOnce: SendOnce;
}

/**
 * Requests to a forge by route, for what the packages have no method for or each has another: all forges alike, with
 * retries.
 */
export class ApiClient {
  readonly kind: ForgeKind;
  /** The server's address without a slash at its end. */
  readonly serverUrl: string;
  readonly #apiUrl: string;
  readonly #retries: Retries;
  readonly #sendOnce: SendOnce;
  /** How many attempts were made so far. */
  attempts = 0;

  constructor({ kind, serverUrl, apiUrl, retries, sendOnce }: ApiClientOptions) {
    this.kind = kind;
    this.serverUrl = serverUrl;
    this.#apiUrl = apiUrl;
    this.#retries = retries;
    this.#sendOnce = sendOnce;
  }

  /** Runs attempts at something, as {@link Retries.run} does. */
  retry<T>(signal: AbortSignal, attempt: (number: number) => Promise<T>): Promise<T> {
    return this.#retries.run(signal, attempt);
  }

  /** One attempt at a request, to be made within {@link retry}. */
  async once<T>(request: ApiRequest, signal: AbortSignal, read: ReadAnswer<T>): Promise<T> {
    this.attempts += 1;
    return read(await this.#sendOnce(request, signal), request);
  }

  /** @throws {ForgeError} when no attempt had an answer that `read` accepts */
  request<T>(request: ApiRequest, signal: AbortSignal, read: ReadAnswer<T>): Promise<T> {
    return this.retry(signal, () => this.once(request, signal, read));
  }

  get<T>(path: string, query: ApiRequest["query"], signal: AbortSignal, read: ReadAnswer<T>): Promise<T> {
    return this.request({ method: "GET", path, query }, signal, read);
  }

  /** As {@link get}, but undefined for what the server says is not there, or does not show. */
  async find<T>(path: string, signal: AbortSignal, read: ReadAnswer<T>): Promise<T | undefined> {
    try {
      return await this.get(path, undefined, signal, read);
    } catch (error) {
      if (error instanceof ForgeError && error.status === 404 && !error.routeUnknown) return undefined;
      throw error;
    }
  }

  /**
   * The failure of an answer that is not what was asked for.
   *
   * @param what such as `the answer is not a list`
   */
  wrongAnswer(
    { method, path }: { readonly method: string; readonly path: string },
    what: string,
  ): ForgeError {
    const { host, pathname } = new URL(this.#apiUrl);
    return contentError(`${method} ${host}${pathname.replace(/\/$/, "")}${path}`, what);
  }
}

/** A repository's route with its parts encoded. */
export function repositoryRoute({ owner, name }: Repository): string {
  return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}
