import type { Readable } from "node:stream";
import { readText } from "../../base/body.ts";
import type { Phase } from "../../retry/classify.ts";
import { httpFailure, RegistryError, RegistryRefusal } from "../errors.ts";
import { collect, discard } from "./collect.ts";
import type { AnswerHeaders, Exchange, ExchangeRequest } from "./exchange.ts";
import type { Follower, Located, TokensForAnybody } from "./redirects.ts";
import { where } from "./where.ts";

export { where } from "./where.ts";

/** One request, sent once. */
export interface HttpRequest {
  readonly method: ExchangeRequest["method"];
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** The `Authorization` header; sent to the origin of `url` and to no other. */
  readonly authorization?: string | undefined;
  readonly body?: ExchangeRequest["body"];
  readonly phase: Phase;
  readonly signal: AbortSignal;
  /** Milliseconds for the attempt, its body included. */
  readonly deadline: number;
}

/** An answer from where redirects have led, whose body is still to be read, with {@link readBody} or as a stream. */
export type HttpResponse = Located;

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
  readonly exchange: Exchange;
  /** Whether a host, with its port, may be spoken to without TLS. */
  readonly plainAllowed: (host: string) => boolean;
  readonly userAgent: string;
  /** Loads what asks for tokens at other origins, to which a registry redirects; none is asked for unless given. */
  readonly tokensForAnybody?: () => Promise<TokensForAnybody>;
}

/** A front end's page, or Quay's "application/grpc", is no answer of a registry's. */
const foreignType = /^(?:text\/html|application\/grpc)\b/i;
/** Bytes of an error answer that are read; a code and a message fit in, an HTML page need not. */
const longestError = 8192;

/** What a connection that failed means, which is loaded when one has. */
const loadFailures = () => import("./failed-attempt.ts");

/** The HTTP rules that hold for every request: deadlines, redirects, and whom credentials may reach. */
export function createTransport({
  exchange,
  plainAllowed,
  userAgent,
  tokensForAnybody,
}: TransportOptions): Transport {
  const once = async (request: HttpRequest, url: URL, authorization: string | undefined) => {
    if (url.username || url.password)
      throw new RegistryRefusal(`${where(request.method, url)}: a URL with credentials in it is refused`);
    if (url.protocol !== "https:" && !(url.protocol === "http:" && plainAllowed(url.host)))
      throw new RegistryRefusal(
        `${url.protocol}//${url.host} is not HTTPS; plain HTTP is for loopback hosts and those in "insecure-registries"`,
      );
    try {
      const answer = await exchange({
        method: request.method,
        url,
        headers: {
          "user-agent": userAgent,
          accept: "*/*",
          // A compressed answer would not have the bytes that a digest covers, which is what tells.
          "accept-encoding": "identity",
          ...request.headers,
          ...(authorization !== undefined && { authorization }),
        },
        body: request.body,
        signal: AbortSignal.any([request.signal, AbortSignal.timeout(request.deadline)]),
      });
      return { ...answer, url };
    } catch (error) {
      throw (await loadFailures()).failedAttempt(error, where(request.method, url), request);
    }
  };

  let follower: Promise<Follower<HttpRequest>> | undefined;
  const load = async () => new (await import("./redirects.ts")).Follower(once, tokensForAnybody);
  const follow = async (request: HttpRequest, answer: Located) => {
    follower ??= load();
    return (await follower).follow(request, answer, request.authorization);
  };

  return {
    async send(request) {
      const first = await once(request, request.url, request.authorization);
      const isElsewhere = first.status >= 300 && first.headers.location !== undefined;
      const { status, headers, url, body } = isElsewhere ? await follow(request, first) : first;
      if (status < 300) {
        // Without a body the type says little: who reads it decides.
        if (request.method === "HEAD" || !isForeign(headers)) return { status, headers, url, body };
        discard(body);
        throw contentError("wrong content type", request, url);
      }
      const text = await firstOf(body);
      request.signal.throwIfAborted();
      throw new RegistryError(
        where(request.method, url),
        httpFailure(status, headers, text),
        request.phase,
        // A redirect's target may ask for what it likes: only the registry's own challenge is answered.
        { challenge: url.origin === request.url.origin ? headers["www-authenticate"] : undefined },
      );
    },
  };
}

/** Whether an answer is none of a registry's. */
export function isForeign(headers: AnswerHeaders): boolean {
  return foreignType.test(headers["content-type"] ?? "");
}

/** The start of a body, or what there is of it; where that is all, its connection can be used again. */
async function firstOf(body: Readable): Promise<string> {
  const { text } = await readText(body, longestError).catch(() => ({ text: "" }));
  return text;
}

/** The failure of an answer that is not what was asked for. */
export function contentError(
  what: string,
  { method, phase }: Pick<HttpRequest, "method" | "phase">,
  url: URL,
): RegistryError {
  return new RegistryError(where(method, url), { kind: "content", what }, phase);
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
  const at = where("GET", response.url);
  try {
    return await collect(
      response.body,
      most,
      () => new RegistryRefusal(`${at}: longer than the ${most} bytes accepted`),
    );
  } catch (error) {
    throw (await loadFailures()).failedAttempt(error, at, request);
  }
}
