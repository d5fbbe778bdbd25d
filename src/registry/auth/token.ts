import { recordIn } from "../../base/json.ts";
import type { Clock } from "../../retry/clock.ts";
import { RegistryError, RegistryRefusal, verdictOf } from "../errors.ts";
import { type HttpRequest, readBody, type Transport, where } from "../http/transport.ts";
import type { Credential } from "./credentials.ts";
import type { Scopes } from "./scopes.ts";
import { isUnverified, unverified } from "./unverified.ts";

/** A bearer token and what it is good for. */
export interface Token {
  readonly header: string;
  /** When it should be replaced, on the clock's scale: after nine tenths of its life. */
  readonly expires: number;
  /** Whose it is. */
  readonly owner: string;
  /** What was asked for; `*` is everything. */
  readonly scopes: Scopes | "*";
}

export interface TokenRequest {
  readonly registry: string;
  /** The origin of the registry's API, as it is spoken to. */
  readonly origin: string;
  readonly realm: string;
  readonly service: string | undefined;
  readonly scope: readonly string[];
  readonly credential: Credential | undefined;
  /** Whether the registry is known to be Gitea or Forgejo. */
  readonly isGitea: boolean;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly onSecret: (secret: string) => void;
}

/** The life of a token whose answer does not say, in seconds (distribution's token specification). */
const defaultLife = 60;
const deadline = 30_000;
const longestAnswer = 1 << 20;

/**
 * Asks a token server for a token: GET with Basic credentials or none (distribution's token specification), or
 * the OAuth 2 POST with a refresh token when that is what is stored.
 *
 * @throws {RegistryRefusal} when the server refuses, or when it may not be given the credentials
 * @throws {RegistryError} when a later try may succeed
 */
export async function requestToken(
  options: TokenRequest,
  signal: AbortSignal,
): Promise<Pick<Token, "header" | "expires">> {
  const { registry, clock, credential } = options;
  const url = realmUrl(options);
  const request: HttpRequest = { ...form(options, url), url, phase: "read", signal, deadline };
  let bytes: Uint8Array;
  try {
    bytes = await readBody(await options.transport.send(request), longestAnswer, request);
  } catch (error) {
    if (error instanceof RegistryRefusal)
      throw new RegistryRefusal(`no token for ${registry}: ${error.message}`, { cause: error });
    const verdict = verdictOf(error);
    if (!verdict || verdict.action === "retry") throw error;
    if (options.isGitea && error instanceof RegistryError && isUnverified(error)) throw unverified(error);
    const advice = credential
      ? `check the credentials stored for ${registry}`
      : `no credentials are stored for ${registry}, log in to it first`;
    throw new RegistryRefusal(`no token for ${registry}: ${(error as Error).message}; ${advice}`, {
      cause: error,
    });
  }
  const answer = recordIn(bytes) ?? {};
  // An empty member counts as absent: the other one is the token.
  const token = answer.token || answer.access_token;
  if (typeof token !== "string" || !isToken(token))
    throw new RegistryRefusal(`${where(request.method, url)}: the answer holds no token`);
  options.onSecret(token);
  const life = Number(answer.expires_in);
  return {
    header: `Bearer ${token}`,
    expires: clock.now() + 900 * (life > 0 ? life : defaultLife),
  };
}

function realmUrl({ realm, origin, registry, credential }: TokenRequest): URL {
  if (!URL.canParse(realm)) throw new RegistryRefusal(`${registry} names a token server that is no URL`);
  const url = new URL(realm);
  if (url.username || url.password)
    throw new RegistryRefusal(`${registry} names a token server with credentials in its URL`);
  // Docker Hub's and GitLab's token servers are other hosts than their registries; TLS says who they are.
  if (url.origin !== origin && url.protocol !== "https:" && (credential || origin.startsWith("https:")))
    throw new RegistryRefusal(
      `${registry} names the token server ${url.protocol}//${url.host}, which is without HTTPS and gets no credentials`,
    );
  return url;
}

/** Puts the question into the query of a GET, or into the body of a POST. */
function form(
  { service, scope, credential }: TokenRequest,
  url: URL,
): Pick<HttpRequest, "method" | "authorization" | "body" | "headers"> {
  if (credential?.kind === "identity")
    return {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        grant_type: "refresh_token",
        client_id: "imgpub",
        refresh_token: credential.token,
        ...(service !== undefined && { service }),
        scope: scope.join(" "),
      }).toString(),
    };
  if (service !== undefined) url.searchParams.set("service", service);
  for (const one of scope) url.searchParams.append("scope", one);
  if (credential?.kind !== "basic") return { method: "GET" };
  const encoded = Buffer.from(`${credential.username}:${credential.password}`).toString("base64");
  return { method: "GET", authorization: `Basic ${encoded}` };
}

/** Whether a text can stand in a header as a token. */
export function isToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}
