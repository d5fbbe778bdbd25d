import type { Access, Action } from "../access.ts";
import type { RegistryError } from "../errors.ts";
import type { RequestContext } from "../request-context.ts";
import type { Grants, GrantsOptions } from "./grants.ts";

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

  /** Whether this may be the package registry of Gitea or Forgejo. */
  get mayBeGitea(): boolean {
    return !this.#known || this.#grants?.isGitea === true;
  }

  /**
   * Runs `send` with the `Authorization` header it needs, and once more with a new one when it is refused.
   *
   * Until the registry has said what it wants, one request goes ahead and the others wait for what it learns.
   *
   * @param replayable false for a request whose body can be sent only once: its refusal is thrown, after what it
   *   teaches has been learnt, so that the caller can begin again
   * @throws {RegistryRefusal} when the registry, or its token server, does not accept what we have
   */
  async authorize<T>(
    access: readonly Access[],
    context: RequestContext,
    send: (authorization: string | undefined) => Promise<T>,
    replayable = true,
  ): Promise<T> {
    if (this.#probe) await this.#probe;
    context.signal.throwIfAborted();
    // Where the first request came to nothing the others follow together: one by one they would take for ever.
    const probing = this.#probe ? undefined : Promise.withResolvers<void>();
    if (probing) this.#probe = probing.promise;
    let used: string | undefined;
    let refused: RegistryError;
    let grants: Grants;
    try {
      used = await this.#grants?.header(access, context);
      const answer = await send(used);
      this.#known = true;
      return answer;
    } catch (error) {
      if (!isRefused(error)) {
        this.#known ||= isAnswer(error);
        throw error;
      }
      refused = error;
      grants = this.#grants ??= new (await import("./grants.ts")).Grants(this.#options, this.#declared);
      grants.learn(refused, used);
      this.#known = true;
    } finally {
      probing?.resolve();
    }
    if (!replayable) throw refused;
    const renewed = await grants.header(access, context);
    if (renewed === undefined || (renewed === used && !grants.renewable))
      throw await grants.refusal(refused, access);
    try {
      return await send(renewed);
    } catch (error) {
      throw isRefused(error) ? await grants.refusal(error, access) : error;
    }
  }
}

function isRefused(error: unknown): error is RegistryError {
  return error instanceof Error && (error as RegistryError).verdict?.action === "reauthenticate";
}

/** Whether a failure shows that the registry lets anonymous requests through to be answered. */
function isAnswer(error: unknown): boolean {
  const failure = error instanceof Error ? (error as RegistryError).failure : undefined;
  return failure?.kind === "http" && failure.status < 500 && failure.status !== 429;
}
