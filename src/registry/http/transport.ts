import { readText } from "../../base/body.ts";
import { messageOf } from "../../base/errors.ts";
import type { Phase } from "../../retry/classify.ts";
import { networkCode } from "../../retry/network-code.ts";
import { httpFailure, RegistryError, RegistryRefusal } from "../errors.ts";

/** One request, sent once. */
export interface HttpRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT";
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** The `Authorization` header; sent to the origin of `url` and to no other. */
  readonly authorization?: string | undefined;
  readonly body?: Uint8Array | ReadableStream<Uint8Array> | string;
  readonly phase: Phase;
  readonly signal: AbortSignal;
  /** Milliseconds for the attempt, its body included. */
  readonly deadline: number;
}

/** An answer whose body is still to be read, with {@link readBody} or as a stream. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Where the answer came from, after redirects. */
  readonly url: URL;
  readonly body: ReadableStream<Uint8Array> | null;
}

export interface Transport {
  /**
   * Sends a request once and follows redirects of GET and HEAD.
   *
   * @throws {RegistryError} for a failed attempt: an unexpected status, a broken connection, the deadline
   * @throws {RegistryRefusal} for a redirect that may not be followed
   */
  send(request: HttpRequest): Promise<HttpResponse>;
}

export interface TransportOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Whether a host, with its port, may be spoken to without TLS. */
  readonly plainAllowed: (host: string) => boolean;
  readonly userAgent: string;
}

const mostRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);
/** A front end's page, or Quay's "application/grpc", is no answer of a registry's. */
const foreignType = /^(?:text\/html|application\/grpc)\b/i;
/** Bytes of an error answer that are read; a code and a message fit in, an HTML page need not. */
const longestError = 8192;

/** The HTTP rules that hold for every request: deadlines, redirects, and whom credentials may reach. */
export function createTransport({ fetch, plainAllowed, userAgent }: TransportOptions): Transport {
  const once = async (request: HttpRequest, url: URL, authorization: string | undefined) => {
    if (url.username || url.password)
      throw new RegistryRefusal(`${where(request.method, url)}: a URL with credentials in it is refused`);
    if (url.protocol !== "https:" && !(url.protocol === "http:" && plainAllowed(url.host)))
      throw new RegistryRefusal(
        `${url.protocol}//${url.host} is not HTTPS; plain HTTP is accepted for loopback hosts and those in "insecure-registries"`,
      );
    const timeout = AbortSignal.timeout(request.deadline);
    const streams = request.body instanceof ReadableStream;
    try {
      return await fetch(url.href, {
        method: request.method,
        headers: {
          "user-agent": userAgent,
          ...request.headers,
          ...(authorization !== undefined && { authorization }),
        },
        // A body that may be needed again is kept, and a stream's whole copy with it, unless redirects are errors.
        redirect: streams ? "error" : "manual",
        signal: AbortSignal.any([request.signal, timeout]),
        ...(request.body !== undefined && { body: request.body, duplex: "half" }),
      });
    } catch (error) {
      if (streams && error instanceof Error && messageOf(error.cause) === "unexpected redirect")
        throw new RegistryRefusal(
          `${where(request.method, url)}: the upload is redirected, which is refused`,
        );
      throw failedAttempt(error, where(request.method, url), request);
    }
  };

  return {
    async send(request) {
      let { url, authorization } = request;
      for (let hop = 0; ; hop++) {
        const response = await once(request, url, authorization);
        const location = response.headers.get("location");
        if (redirects.has(response.status) && location !== null) {
          await response.body?.cancel();
          const next = redirectTarget(request, url, location, hop);
          // Object storage gets a signed URL, never our credentials; a hop back does not revive them.
          if (next.origin !== url.origin) authorization = undefined;
          url = next;
          continue;
        }
        if (response.status < 300) {
          const { status, headers, body } = response;
          if (!foreignType.test(headers.get("content-type") ?? "")) return { status, headers, url, body };
          await body?.cancel();
          throw contentError("wrong content type", request, url);
        }
        const { text } = await readText(response.body, longestError).catch(() => ({ text: "" }));
        request.signal.throwIfAborted();
        throw new RegistryError(
          where(request.method, url),
          httpFailure(response.status, response.headers, text),
          request.phase,
          // A redirect's target may ask for what it likes: only the registry's own challenge is answered.
          { challenge: url.origin === request.url.origin ? response.headers.get("www-authenticate") : null },
        );
      }
    },
  };
}

function redirectTarget(request: HttpRequest, from: URL, location: string, hop: number): URL {
  const at = where(request.method, from);
  if (hop >= mostRedirects) throw new RegistryRefusal(`${at}: more than ${mostRedirects} redirects`);
  if (!URL.canParse(location, from.href))
    throw new RegistryRefusal(`${at}: the redirect's Location is no URL`);
  const to = new URL(location, from.href);
  if (from.protocol === "https:" && to.protocol !== "https:")
    throw new RegistryRefusal(`${at}: the redirect to ${to.origin} leaves HTTPS, which is refused`);
  if (request.method === "GET" || request.method === "HEAD") return to;
  if (to.origin !== from.origin)
    throw new RegistryRefusal(`${at}: a write is not redirected to ${to.origin}`);
  return to;
}

/** The failure of an answer that is not what was asked for. */
export function contentError(
  what: string,
  { method, phase }: Pick<HttpRequest, "method" | "phase">,
  url: URL,
): RegistryError {
  return new RegistryError(where(method, url), { kind: "content", what }, phase);
}

/** `METHOD host/path`, fit for a message: the query, which may carry a signature, stays out. */
export function where(method: string, url: URL): string {
  return `${method} ${url.host}${url.pathname.replace(/^\/v2\//, "/")}`;
}

/**
 * What `fetch`, or reading a body, threw, as a {@link RegistryError}; the caller's own abort is thrown as it is.
 *
 * @throws the reason of `request.signal` when that was aborted
 */
export function failedAttempt(
  error: unknown,
  where: string,
  request: { readonly signal: AbortSignal; readonly phase: Phase },
): Error {
  request.signal.throwIfAborted();
  if (error instanceof RegistryError || error instanceof RegistryRefusal) return error;
  if (error instanceof Error && error.name === "TimeoutError")
    return new RegistryError(where, { kind: "timeout" }, request.phase, { cause: error });
  const refused = /^Proxy response \((\d{3})\)/.exec(rootMessage(error))?.[1];
  if (refused !== undefined)
    return new RegistryError(
      `${where} by way of the proxy`,
      httpFailure(Number(refused), new Headers(), ""),
      request.phase,
      {
        cause: error,
      },
    );
  // What is not HTTP, or on a port that fetch blocks, has no code but a cause that says so.
  const cause = error instanceof TypeError && error.cause instanceof Error ? error.cause.message : undefined;
  const code = networkCode(error) ?? cause;
  // Without any of these it is no failure of the network but a mistake of ours.
  if (code === undefined) return error instanceof Error ? error : new Error(String(error));
  return new RegistryError(where, { kind: "network", code }, request.phase, { cause: error });
}

/** The message at the bottom of a chain of causes. */
function rootMessage(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? rootMessage(error.cause) : messageOf(error);
}

/**
 * Reads a whole body of at most `most` bytes.
 *
 * @throws {RegistryError} when it breaks off, {@link RegistryRefusal} when it is longer
 */
export async function readBody(
  response: HttpResponse,
  most: number,
  request: { readonly signal: AbortSignal; readonly phase: Phase },
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > most)
        throw new RegistryRefusal(`${where("GET", response.url)}: longer than the ${most} bytes accepted`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw failedAttempt(error, where("GET", response.url), request);
  }
  return Buffer.concat(chunks, bytes);
}
