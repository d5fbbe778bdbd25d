import type { Verdict } from "../../retry/classify.ts";
import type { Clock } from "../../retry/clock.ts";
import type { Access, Action } from "../access.ts";
import { RegistryError, RegistryRefusal, verdictOf } from "../errors.ts";
import type { ApiOrigin } from "../http/api-origin.ts";
import type { Transport } from "../http/transport.ts";
import type { RequestContext } from "../request-context.ts";
import { type Challenge, parseChallenges } from "./challenge.ts";
import type { Credential, Credentials } from "./credentials.ts";
import { breadthOf, groupOf, mostMerged, neverTooLong, type Scopes } from "./scopes.ts";
import { isToken, requestToken, type Token } from "./token.ts";
import { isMadeOfUnverified, isUnverified, unverified } from "./unverified.ts";

export interface GrantsOptions {
  readonly registry: string;
  readonly origin: ApiOrigin;
  readonly credentials: Credentials;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly onSecret: (secret: string) => void;
}

/** What a request is sent with. */
export interface Grant {
  /** The `Authorization` header. */
  readonly header: string;
  /** Bytes of the scopes of a token that is for more than the request needs; absent for all else. */
  readonly breadth?: number;
}

/** What the registry asked for. */
type Scheme = { readonly kind: "basic" } | Bearer;

interface Bearer {
  readonly kind: "bearer";
  readonly realm: string;
  readonly service?: string;
  /** One token is good for everything, as with Gitea and Forgejo. */
  readonly wildcard: boolean;
}

/**
 * What a registry that asks for authorization is given: credentials, or one token that covers every repository
 * the job declared, as far as they fit into one, so that the whole job costs one token request.
 *
 * A token server that refuses the merged request is asked again for the one repository at hand, and so it is where the
 * registry refuses the merged token: what may not be read must not cost the others their access.
 */
export class Grants {
  readonly #options: GrantsOptions;
  readonly #declared: ReadonlyMap<string, ReadonlySet<Action>>;
  readonly #tokens = new Set<Token>();
  readonly #asked = new Map<string, Promise<Token>>();
  /** How often in a row Gitea has refused each credential without a word of why. */
  readonly #unverified = new Map<string, number>();
  /** The credentials that are not sent any more, and why. */
  readonly #refused = new Map<string, RegistryRefusal>();
  #scheme: Scheme | undefined;
  /** Bytes of the scopes up to which they are merged; none are, at 0. */
  #mostMerged = mostMerged;

  constructor(options: GrantsOptions, declared: ReadonlyMap<string, ReadonlySet<Action>>) {
    this.#options = options;
    this.#declared = declared;
  }

  /** Whether this is the package registry of Gitea or Forgejo; GitLab's service has the same name, not the scope. */
  get isGitea(): boolean {
    const scheme = this.#scheme;
    return scheme?.kind === "bearer" && scheme.wildcard && scheme.service === "container_registry";
  }

  get #isDockerHub(): boolean {
    return this.#scheme?.kind === "bearer" && this.#scheme.service === "registry.docker.io";
  }

  /** Whether a refused header may be followed by a better one. */
  get renewable(): boolean {
    return this.#scheme?.kind === "bearer";
  }

  /**
   * Learns from a refusal what the registry wants, and forgets the token that it refused. What is Gitea stays Gitea:
   * it denies a good token what its owner may not do with `Basic realm="Gitea Package API"`.
   */
  learn(error: RegistryError, used: Grant | undefined): void {
    if (this.#isDenied(error)) return;
    for (const token of this.#tokens) if (token.header === used?.header) this.#tokens.delete(token);
    const challenges = parseChallenges(error.challenge ?? "");
    const bearer = challenges.find(isBearer);
    if (bearer) {
      // A token that was granted for less than it was asked for: the server drops what it does not like from
      // a merged request, so the next one is for the repository at hand alone.
      if (used !== undefined && bearer.parameters.error === "insufficient_scope") this.#mergeAtMost(0);
      this.#scheme = bearerScheme(bearer);
    } else if (challenges.some(({ scheme }) => scheme === "basic")) this.#scheme = { kind: "basic" };
  }

  /** Whether a token that was just granted is refused for being too broad, or too long. */
  isTooMuch(error: unknown, used: Grant): error is RegistryError {
    return this.#isTooBroad(error, used) || this.isTooLong(error, used);
  }

  /**
   * Whether a registry refuses a token that was just granted for more than the request needs: some servers honour one
   * scope of several. The next token is then for the repository at hand alone.
   */
  #isTooBroad(error: unknown, used: Grant): boolean {
    if (used.breadth === undefined || !(error instanceof RegistryError) || !error.challenge) return false;
    if (error.verdict.action !== "reauthenticate") return false;
    this.#mergeAtMost(0);
    return true;
  }

  /** Whether a token may be too long for what is before the registry. The next one is then half as broad. */
  isTooLong(error: unknown, used: Grant | undefined): error is RegistryError {
    const { header = "", breadth } = used ?? {};
    if (breadth === undefined || header.length <= neverTooLong || !saysTooLong(error)) return false;
    this.#mergeAtMost(breadth / 2);
    return true;
  }

  /** From now on merges scopes up to so many bytes at most, and forgets the tokens that are for more. */
  #mergeAtMost(bytes: number): void {
    this.#mostMerged = Math.min(this.#mostMerged, bytes);
    for (const token of this.#tokens)
      if (token.scopes !== "*" && token.scopes.size > 1 && breadthOf(token.scopes) > this.#mostMerged)
        this.#tokens.delete(token);
  }

  /**
   * What to send for some access, with a token that is asked for when none covers it.
   *
   * @throws {RegistryRefusal} when the token server does not grant it
   */
  async for(access: readonly Access[], context: RequestContext): Promise<Grant | undefined> {
    const scheme = this.#scheme;
    if (scheme === undefined) return undefined;
    const credential = await this.#credential(access);
    if (scheme.kind !== "bearer")
      return credential?.kind === "basic" ? { header: basic(credential) } : undefined;
    if (credential?.kind === "registry") {
      if (!isToken(credential.token))
        throw new RegistryRefusal(`the registrytoken stored for ${this.#options.registry} is no token`);
      return { header: `Bearer ${credential.token}` };
    }
    const now = this.#options.clock.now();
    const owner = keyOf(credential);
    for (const token of this.#tokens) {
      if (token.expires <= now) this.#tokens.delete(token);
      else if (token.owner === owner && covers(token, access)) return grantOf(token, access);
    }
    return grantOf(await this.#newToken(scheme, access, credential, context), access);
  }

  async #newToken(
    scheme: Bearer,
    access: readonly Access[],
    credential: Credential | undefined,
    context: RequestContext,
  ): Promise<Token> {
    const scopes = new Map(access.map(({ repository, actions }) => [repository, new Set(actions)]));
    if (!scheme.wildcard)
      for (const [repository, actions] of await this.#mergedWith(access, credential))
        scopes.set(repository, new Set([...(scopes.get(repository) ?? []), ...actions]));
    try {
      return await this.#singleFlight(scheme, scopes, credential, context);
    } catch (error) {
      // "Denied", which is worth a second try, may mean any one of the repositories.
      const refused = error instanceof RegistryRefusal || verdictOf(error)?.tries !== undefined;
      if (!refused || scheme.wildcard || scopes.size <= access.length) throw error;
      const breadth = breadthOf(scopes);
      const tooLong = breadth > neverTooLong && saysTooLong((error as Error).cause ?? error);
      this.#mergeAtMost(tooLong ? breadth / 2 : 0);
      return this.#newToken(scheme, access, credential, context);
    }
  }

  /** The declared scopes that share a token with those of a request. */
  async #mergedWith(access: readonly Access[], credential: Credential | undefined): Promise<Scopes> {
    if (this.#mostMerged === 0) return new Map();
    const owner = keyOf(credential);
    const ours: (readonly [string, ReadonlySet<Action>])[] = [];
    for (const [repository, actions] of this.#declared) {
      // Credentials may differ by repository; a token speaks for one of them.
      const theirs = await this.#credential([{ repository, actions: [...actions] }]);
      if (keyOf(theirs) === owner) ours.push([repository, actions]);
    }
    return groupOf(access[0]?.repository ?? "", ours, this.#mostMerged);
  }

  #singleFlight(
    scheme: Bearer,
    scopes: Scopes,
    credential: Credential | undefined,
    context: RequestContext,
  ): Promise<Token> {
    const owner = keyOf(credential);
    const refusal = this.#refused.get(owner);
    if (refusal) return Promise.reject(refusal);
    const scope = scheme.wildcard ? ["*"] : [...scopes].map(scopeText).sort();
    const key = `${owner} ${scope.join(" ")}`;
    const asked =
      this.#asked.get(key) ??
      requestToken(
        {
          ...this.#options,
          origin: this.#options.origin.now,
          realm: scheme.realm,
          service: scheme.service,
          scope,
          credential,
          isGitea: this.isGitea,
        },
        context.signal,
      )
        .then(
          (answer) => {
            const token: Token = { ...answer, owner, scopes: scheme.wildcard ? "*" : scopes };
            this.#tokens.add(token);
            this.#unverified.delete(owner);
            return token;
          },
          (error: unknown) => {
            throw this.#ifMeant(error, owner);
          },
        )
        .finally(() => this.#asked.delete(key));
    this.#asked.set(key, asked);
    return asked;
  }

  #credential(access: readonly Access[]): Promise<Credential | undefined> {
    const { repository = "", actions = [] } = access[0] ?? {};
    return this.#options.credentials.for(this.#options.registry, repository, actions);
  }

  /** The error for access that was refused although all that is stored was offered; one that may pass is no refusal. */
  async refusal(error: RegistryError, access: readonly Access[]): Promise<RegistryRefusal | RegistryError> {
    const { registry } = this.#options;
    if (this.isGitea && isUnverified(error)) {
      const meant = this.#ifMeant(unverified(error), keyOf(await this.#credential(access)));
      return meant instanceof RegistryRefusal ? meant : unverified(error);
    }
    if (!error.where.includes(` ${new URL(this.#options.origin.now).host}/`))
      return new RegistryRefusal(
        `${error.message}; ${registry} redirects there, and no credentials are sent to another host`,
        { cause: error },
      );
    // Docker Hub grants a token for a repository that its first push has yet to make, and then does not accept it.
    const credential = await this.#credential(access);
    if (error.phase === "wait" && this.#isDockerHub) {
      const verdict = credential ? notYetMade : { ...notYetMade, advice: orNotLoggedIn };
      return new RegistryError(error.where, error.failure, "wait", { cause: error, verdict });
    }
    const advice = credential
      ? `the credentials stored for ${registry} ${this.#isDenied(error) ? deniedByGitea : "were refused"}`
      : `no credentials are stored for ${registry}, log in to it first`;
    return new RegistryRefusal(`${error.message}; ${advice}`, { cause: error });
  }

  /**
   * A refusal without a word, as long as it may be about Gitea's database; a final one when it came too often in a row,
   * whoever asked, as wrong credentials that are sent again and again get their user locked out.
   */
  #ifMeant(error: unknown, owner: string): unknown {
    if (!isMadeOfUnverified(error)) return error;
    const times = (this.#unverified.get(owner) ?? 0) + 1;
    this.#unverified.set(owner, times);
    if (times < mostUnverified) return error;
    const refusal = new RegistryRefusal(error.message, { cause: error });
    this.#refused.set(owner, refusal);
    return refusal;
  }

  /** Whether Gitea says, of a token that it knows, that its owner may not do this. */
  #isDenied({ challenge = "" }: RegistryError): boolean {
    const challenges = parseChallenges(challenge);
    return this.isGitea && challenges.length > 0 && !challenges.some(isBearer);
  }
}

const notYetMade: Verdict = {
  action: "absent",
  reason: "401 in spite of a token",
  repositoryUnknown: true,
  advice: "check that the repository exists, and that its credentials may read it",
};

const orNotLoggedIn =
  "check that the repository exists, and log in first if it is private: no credentials are stored";

/** How often in a row a credential is refused without a word before that is taken to be about the credential. */
const mostUnverified = 8;

const deniedByGitea =
  "may not do this: check that their user may write packages of this owner, and their token has write:package";

/** What answers without a word of the registry's say of a request that is too long; nginx says 400, too. */
const tooLongStatus = new Set([400, 413, 414, 431]);

function saysTooLong(error: unknown): boolean {
  const failure = error instanceof RegistryError ? error.failure : undefined;
  return failure?.kind === "http" && failure.code === undefined && tooLongStatus.has(failure.status);
}

function grantOf({ header, scopes }: Token, access: readonly Access[]): Grant {
  if (scopes === "*" || scopes.size <= access.length) return { header };
  return { header, breadth: breadthOf(scopes) };
}

function isBearer({ scheme, parameters }: Challenge): boolean {
  return scheme === "bearer" && Boolean(parameters.realm);
}

function bearerScheme({ parameters }: Challenge): Bearer {
  return {
    kind: "bearer",
    realm: parameters.realm ?? "",
    ...(parameters.service !== undefined && { service: parameters.service }),
    wildcard: parameters.scope === "*",
  };
}

function basic({ username, password }: Credential & { kind: "basic" }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** Tells credentials apart within one registry; kept in memory only. */
function keyOf(credential: Credential | undefined): string {
  return JSON.stringify(credential ?? null);
}

function scopeText([repository, actions]: readonly [string, ReadonlySet<Action>]): string {
  return `repository:${repository}:${[...actions].sort().join(",")}`;
}

function covers({ scopes }: Token, access: readonly Access[]): boolean {
  if (scopes === "*") return true;
  return access.every(({ repository, actions }) =>
    actions.every((action) => scopes.get(repository)?.has(action)),
  );
}
