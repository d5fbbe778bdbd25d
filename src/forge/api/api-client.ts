import { ForgeError } from "../errors.ts";
import type { ForgeKind, Repository } from "../forge.ts";
import { contentError } from "./fetch.ts";
import type { Requester } from "./retries.ts";

/** An answer with what it holds, not yet looked at. */
export interface Answer {
  readonly data: unknown;
  readonly headers: Headers;
}

/** A request in the API's own terms. */
export interface Call {
  readonly method: "GET" | "POST";
  /** Below the API's address, with each part encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>> | undefined;
  readonly body?: Readonly<Record<string, unknown>> | undefined;
}

/** Makes one attempt at a request, by way of the forge's package. */
export type Send = (call: Call, signal: AbortSignal) => Promise<Answer>;

/** Reads an answer, or throws what {@link Caller.wrong} makes. */
export type Read<T> = (answer: Answer, call: Call) => T;

/**
 * Requests to a forge by route, for what the packages have no method for or each has another: all forges alike, with
 * retries.
 */
export class Caller {
  readonly kind: ForgeKind;
  /** The server's address without a slash at its end. */
  readonly serverUrl: string;
  readonly #apiUrl: string;
  readonly #requester: Requester;
  readonly #send: Send;

  constructor(kind: ForgeKind, serverUrl: string, apiUrl: string, requester: Requester, send: Send) {
    this.kind = kind;
    this.serverUrl = serverUrl;
    this.#apiUrl = apiUrl;
    this.#requester = requester;
    this.#send = send;
  }

  /** @throws {ForgeError} when no attempt had an answer that `read` accepts */
  ask<T>(call: Call, signal: AbortSignal, read: Read<T>): Promise<T> {
    return this.#requester.ask(signal, async () => read(await this.#send(call, signal), call));
  }

  get<T>(path: string, query: Call["query"], signal: AbortSignal, read: Read<T>): Promise<T> {
    return this.ask({ method: "GET", path, query }, signal, read);
  }

  /** As {@link get}, but undefined for what the server says is not there, or does not show. */
  async find<T>(path: string, signal: AbortSignal, read: Read<T>): Promise<T | undefined> {
    try {
      return await this.get(path, undefined, signal, read);
    } catch (error) {
      if (error instanceof ForgeError && error.status === 404 && !error.routeUnknown) return undefined;
      throw error;
    }
  }

  /** The failure of an answer that is not what was asked for. */
  wrong({ method, path }: Call, what: string): ForgeError {
    const { host, pathname } = new URL(this.#apiUrl);
    return contentError(`${method} ${host}${pathname.replace(/\/$/, "")}${path}`, what);
  }
}

/** A repository's route with its parts encoded. */
export function repositoryRoute({ owner, name }: Repository): string {
  return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}

/** The number of a page's items that is asked for: the most that each product serves unless set otherwise. */
export function pageQuery(kind: ForgeKind, page: number): Record<string, number> {
  return kind === "github" ? { per_page: 100, page } : { limit: 50, page };
}

/** A whole object id, of SHA-1 or SHA-256. */
export function isObjectId(value: unknown): value is string {
  return typeof value === "string" && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value);
}
