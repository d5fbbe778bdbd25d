import type { Clock } from "../../retry/clock.ts";
import { RegistryRefusal } from "../errors.ts";
import type { TokensForAnybody } from "../http/redirects.ts";
import type { Transport } from "../http/transport.ts";
import { parseChallenges } from "./challenge.ts";
import { requestToken, type Token } from "./token.ts";

export interface AnonymousTokensOptions {
  readonly clock: Clock;
  readonly onSecret: (secret: string) => void;
}

type AnonymousToken = Pick<Token, "header" | "expires">;

/**
 * Tokens for registries to which another one redirects, as registry.k8s.io does: what anybody gets there. No credential is
 * looked for, and a token goes to the origin that asked for it, for the repository that it was asked for.
 */
export class AnonymousTokens implements TokensForAnybody {
  readonly #transport: Transport;
  readonly #options: AnonymousTokensOptions;
  readonly #tokens = new Map<string, AnonymousToken>();

  constructor(transport: Transport, options: AnonymousTokensOptions) {
    this.#transport = transport;
    this.#options = options;
  }

  /** The `Authorization` header for a URL, where a token is known for its repository. */
  known(url: URL): string | undefined {
    const token = this.#tokens.get(keyOf(url));
    return token && token.expires > this.#options.clock.now() ? token.header : undefined;
  }

  /**
   * Asks for a token as a `WWW-Authenticate` field says, which `url` was answered with. Its token server is at the same
   * origin, or behind TLS.
   *
   * @returns the `Authorization` header; undefined where the field names no such server, or that server refuses
   * @throws {RegistryError} when a later try may succeed
   */
  async ask(url: URL, challenge: string, signal: AbortSignal): Promise<string | undefined> {
    const bearer = parseChallenges(challenge).find(({ scheme }) => scheme === "bearer");
    const { realm = "", service, scope } = bearer?.parameters ?? {};
    if (!URL.canParse(realm)) return undefined;
    const { origin, protocol } = new URL(realm);
    if (origin !== url.origin && protocol !== "https:") return undefined;
    try {
      const token = await requestToken(
        {
          transport: this.#transport,
          clock: this.#options.clock,
          onSecret: this.#options.onSecret,
          registry: url.host,
          origin: url.origin,
          realm,
          service,
          scope: scope === undefined ? [] : scope.split(" "),
          credential: undefined,
          isGitea: false,
        },
        signal,
      );
      this.#tokens.set(keyOf(url), token);
      return token.header;
    } catch (error) {
      if (error instanceof RegistryRefusal) return undefined;
      throw error;
    }
  }
}

function keyOf({ origin, pathname }: URL): string {
  return origin + pathname.replace(/\/(?:manifests|blobs|tags|referrers)\/.*$/, "");
}
