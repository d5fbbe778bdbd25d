import { RegistryRefusal } from "../errors.ts";
import { discard } from "./collect.ts";
import { type ExchangeAnswer, type ExchangeRequest, isStreamed } from "./exchange.ts";
import { where } from "./where.ts";

/** What is redirected. */
type Request = Pick<ExchangeRequest, "method" | "url" | "body" | "signal">;

/** An answer, and where it came from. */
export interface Located extends ExchangeAnswer {
  readonly url: URL;
}

/** Sends a request once to some other URL, with an `Authorization` header or without. */
type SendTo<R> = (request: R, url: URL, authorization: string | undefined) => Promise<Located>;

/** Tokens that anybody is given at other origins, to which a registry redirects. */
export interface TokensForAnybody {
  /** The `Authorization` header for a URL, where a token is known for it. */
  known(url: URL): string | undefined;
  /**
   * A new header for a URL that was answered with this `WWW-Authenticate`; undefined where there is none to be had.
   *
   * @throws {RegistryError} when a later try may succeed
   */
  ask(url: URL, challenge: string, signal: AbortSignal): Promise<string | undefined>;
}

const mostRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * Follows redirects to their end. Other origins get no credentials of ours: where one asks for a token, as the registry
 * does to which registry.k8s.io redirects, it gets one that it gives to anybody.
 */
export class Follower<R extends Request> {
  readonly #send: SendTo<R>;
  readonly #loadTokens: (() => Promise<TokensForAnybody>) | undefined;
  #tokens: TokensForAnybody | undefined;

  /** @param loadTokens is called when another origin first asks for a token; without it none is asked for */
  constructor(send: SendTo<R>, loadTokens: (() => Promise<TokensForAnybody>) | undefined) {
    this.#send = send;
    this.#loadTokens = loadTokens;
  }

  /**
   * The answer at the end of the redirects that begin with `answer`, which the request got with `authorization`.
   *
   * @throws {RegistryRefusal} for one that may not be followed
   */
  async follow(request: R, answer: Located, authorization: string | undefined): Promise<Located> {
    let at = answer;
    let header = authorization;
    for (let hop = 0; isRedirect(at); hop++) {
      discard(at.body);
      const next = redirectTarget(request, at, hop);
      // Object storage gets a signed URL, never our credentials; a hop back does not revive them.
      if (next.origin !== at.url.origin) header = this.#tokens?.known(next);
      at = await this.#send(request, next, header);
      const granted = await this.#tokenFor(request, at);
      if (granted === undefined) continue;
      discard(at.body);
      header = granted;
      at = await this.#send(request, next, header);
    }
    return at;
  }

  /** A token for another origin that wants one. */
  async #tokenFor(request: R, { status, url, headers }: Located): Promise<string | undefined> {
    const challenge = headers["www-authenticate"];
    if (status !== 401 || challenge === undefined || url.origin === request.url.origin) return undefined;
    this.#tokens ??= await this.#loadTokens?.();
    return this.#tokens?.ask(url, challenge, request.signal);
  }
}

/** Whether an answer leads elsewhere. */
export function isRedirect({ status, headers }: ExchangeAnswer): boolean {
  return redirects.has(status) && headers.location !== undefined;
}

function redirectTarget(request: Request, { url: from, headers }: Located, hop: number): URL {
  const { location = "" } = headers;
  const at = where(request.method, from);
  if (isStreamed(request.body))
    throw new RegistryRefusal(`${at}: the upload is redirected, which is refused`);
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
