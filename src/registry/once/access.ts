import { Shared } from "../../jobs/shared.ts";
import { systemClock } from "../../retry/clock.ts";
import { parseChallenges } from "../auth/challenge.ts";
import type { Credential } from "../auth/credentials.ts";
import { requestToken, type Token } from "../auth/token.ts";
import { RegistryError } from "../errors.ts";
import type { Transport } from "../http/transport.ts";

/** Who asks, where that is to be proved. */
export type BasicCredential = Credential & { readonly kind: "basic" };

/** What the registry asked for. */
type Scheme =
  | { readonly kind: "basic" }
  | {
      readonly kind: "bearer";
      readonly realm: string;
      readonly service?: string;
      readonly isForAll: boolean;
    };

type Known = Pick<Token, "header" | "expires">;

/** Repositories whose tokens are kept. */
const mostTokens = 1_000;

/**
 * Authorization for the registry: none until it asks for some, then a token for each repository as long as it lives, or
 * user name and password where it wants those. It is asked for anew once when it is refused.
 */
export class Access {
  readonly #origin: string;
  readonly #credential: BasicCredential | undefined;
  readonly #transport: Transport;
  readonly #tokens = new Map<string, Known>();
  readonly #asking = new Shared<Known>();
  #scheme: Scheme | undefined;

  constructor(origin: string, credential: BasicCredential | undefined, transport: Transport) {
    this.#origin = origin;
    this.#transport = transport;
    this.#credential = credential;
  }

  /**
   * Sends a request to read in a repository with the `Authorization` header that it needs.
   *
   * @throws {RegistryError} what the registry answers; {@link RegistryRefusal} where the token server refuses
   */
  async authorize<T>(
    repository: string,
    signal: AbortSignal,
    send: (authorization: string | undefined) => Promise<T>,
  ): Promise<T> {
    const used = await this.#header(repository, signal);
    try {
      return await send(used);
    } catch (error) {
      if (!isChallenge(error)) throw error;
      const scheme = schemeIn(error.challenge ?? "");
      if (!scheme) throw error;
      this.#scheme = scheme;
      // One that was replaced meanwhile is good.
      if (this.#tokens.get(keyOf(scheme, repository))?.header === used)
        this.#tokens.delete(keyOf(scheme, repository));
      const renewed = await this.#header(repository, signal);
      if (renewed === undefined || renewed === used) throw error;
      return send(renewed);
    }
  }

  async #header(repository: string, signal: AbortSignal): Promise<string | undefined> {
    const scheme = this.#scheme;
    const credential = this.#credential;
    if (scheme === undefined) return undefined;
    if (scheme.kind === "basic") {
      if (!credential) return undefined;
      const { username, password } = credential;
      return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
    }
    const key = keyOf(scheme, repository);
    const known = this.#tokens.get(key);
    if (known && known.expires > systemClock.now()) return known.header;
    const token = await this.#asking.run(key, () =>
      requestToken(
        {
          registry: new URL(this.#origin).host,
          origin: this.#origin,
          realm: scheme.realm,
          service: scheme.service,
          scope: [scheme.isForAll ? "*" : `repository:${repository}:pull`],
          credential,
          isGitea: false,
          transport: this.#transport,
          clock: systemClock,
          onSecret: () => {},
        },
        signal,
      ),
    );
    this.#tokens.delete(key);
    this.#tokens.set(key, token);
    for (const oldest of this.#tokens.keys()) {
      if (this.#tokens.size <= mostTokens) break;
      this.#tokens.delete(oldest);
    }
    return token.header;
  }
}

function keyOf(scheme: Scheme, repository: string): string {
  return scheme.kind === "bearer" && scheme.isForAll ? "*" : repository;
}

function isChallenge(error: unknown): error is RegistryError {
  return error instanceof RegistryError && error.failure.kind === "http" && error.failure.status === 401;
}

function schemeIn(challenge: string): Scheme | undefined {
  const challenges = parseChallenges(challenge);
  const { realm, service, scope } = challenges.find((one) => one.scheme === "bearer")?.parameters ?? {};
  if (realm)
    return { kind: "bearer", realm, ...(service !== undefined && { service }), isForAll: scope === "*" };
  return challenges.some(({ scheme }) => scheme === "basic") ? { kind: "basic" } : undefined;
}
