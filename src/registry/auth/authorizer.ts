import { meanwhile } from "../../base/meanwhile.ts";
import type { Access, Action } from "../access.ts";
import type { RegistryError } from "../errors.ts";
import type { RequestContext } from "../request-context.ts";
import type { Grant, Grants, GrantsOptions } from "./grants.ts";

/** Sends a request once, with an `Authorization` header or without. */
type Send<T> = (authorization: string | undefined) => Promise<T>;

type FirstTry<T> = { readonly answer: T } | Refused;

/** A registry's refusal, the grant that it refused, and what is known since of what it wants. */
interface Refused {
  readonly refusal: RegistryError;
  readonly used: Grant | undefined;
  readonly grants: Grants;
}

/**
 * Authorization for one registry. It starts without any and learns from the first answer whether the registry
 * asks for some; what follows from that is in {@link Grants}, which is loaded only then.
 */
export class Authorizer {
  readonly #options: GrantsOptions;
  readonly #declared = new Map<string, Set<Action>>();
  /** Whether an answer has told what the registry wants. */
  #known = false;
  #grants: Grants | undefined;
  /** The first try of the first request; it never fails. */
  #probe: Promise<void> | undefined;

  constructor(options: GrantsOptions) {
    this.#options = options;
  }

  /** Tells of access that the job will want, for the merged token. */
  declare(access: readonly Access[]): void {
    for (const { repository, actions } of access) {
      const declared = this.#declared.get(repository) ?? new Set();
      for (const action of actions) declared.add(action);
      this.#declared.set(repository, declared);
    }
  }

  /** Whether this is known to be the package registry of Gitea or Forgejo, which asks everybody for a token. */
  get isGitea(): boolean {
    return this.#grants?.isGitea === true;
  }

  /** Whether this may be the package registry of Gitea or Forgejo. */
  get mayBeGitea(): boolean {
    return !this.#known || this.isGitea;
  }

  /**
   * Runs `send` with the `Authorization` header it needs, and once more with a new one when it is refused.
   *
   * Until the registry has said what it wants, one request goes ahead as the probe, and the others wait for what it
   * learns. Where it came to nothing they follow together: one by one they would take for ever.
   *
   * @param replayable false for a request whose body can be sent only once: its refusal is thrown, after what it
   *   teaches has been learnt, so that the caller can begin again
   * @throws {RegistryRefusal} when the registry, or its token server, does not accept what we have
   */
  async authorize<T>(
    access: readonly Access[],
    context: RequestContext,
    send: Send<T>,
    replayable = true,
  ): Promise<T> {
    if (this.#probe) await this.#probe;
    context.signal.throwIfAborted();
    const trying = this.#try(access, context, send);
    // Most registries ask for authorization: what that takes is loaded while the first answer is awaited.
    if (!this.#probe) meanwhile(() => import("./grants.ts"));
    // Those that wait for the probe come after what is done with it here, so it also is the first to be sent again.
    this.#probe ??= trying.then(nothing, nothing);
    const first = await trying;
    if ("answer" in first) return first.answer;
    if (!replayable) throw first.refusal;
    return this.#tryAgain(first, access, context, send);
  }

  /** Sends a request with the header that is known to be needed, none at first, and learns from what comes of it. */
  async #try<T>(access: readonly Access[], context: RequestContext, send: Send<T>): Promise<FirstTry<T>> {
    const grants = this.#grants;
    const used = await grants?.for(access, context);
    try {
      const answer = await send(used?.header);
      this.#known = true;
      return { answer };
    } catch (error) {
      if (isRefused(error)) return { refusal: error, used, grants: await this.#learn(error, used) };
      if (grants?.isTooLong(error, used)) return { refusal: error, used, grants };
      this.#known ||= isAnswer(error);
      throw error;
    }
  }

  async #learn(refusal: RegistryError, used: Grant | undefined): Promise<Grants> {
    if (!this.#grants) {
      const { Grants } = await import("./grants.ts");
      // Where the probe came to nothing, several may have learnt at the same time.
      this.#grants ??= new Grants(this.#options, this.#declared);
    }
    this.#grants.learn(refusal, used);
    this.#known = true;
    return this.#grants;
  }

  /**
   * Sends a refused request once more, with a grant that may be accepted, and as long as one was for more than is needed
   * here, with a narrower one; another refusal is final.
   */
  async #tryAgain<T>(
    { refusal, used, grants }: Refused,
    access: readonly Access[],
    context: RequestContext,
    send: Send<T>,
  ): Promise<T> {
    const renewed = await grants.for(access, context);
    if (renewed === undefined || (renewed.header === used?.header && !grants.renewable))
      throw await grants.refusal(refusal, access);
    try {
      return await send(renewed.header);
    } catch (error) {
      if (grants.isTooMuch(error, renewed))
        return this.#tryAgain({ refusal: error, used: renewed, grants }, access, context, send);
      throw isRefused(error) ? await grants.refusal(error, access) : error;
    }
  }
}

const nothing = () => {};

function isRefused(error: unknown): error is RegistryError {
  return error instanceof Error && (error as RegistryError).verdict?.action === "reauthenticate";
}

/** Whether a failure shows that the registry lets anonymous requests through to be answered. */
function isAnswer(error: unknown): boolean {
  const failure = error instanceof Error ? (error as RegistryError).failure : undefined;
  return failure?.kind === "http" && failure.status < 500 && failure.status !== 429;
}
