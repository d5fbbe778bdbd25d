import type { Phase } from "../../retry/classify.ts";
import { RegistryError, verdictOf } from "../errors.ts";

/**
 * What a registry's answers to HEAD are worth, as a run has learnt so far. Some have no HEAD, or say no by it to what
 * GET gives, as a proxy does that has not fetched it yet.
 */
export class HeadAnswers {
  #useless = false;
  #looked = false;
  /** Whether GET agreed when HEAD said no: of a manifest that may be absent, and of one that is waited for. */
  readonly #agreed = new Map<Phase, Promise<boolean>>();

  /** GET has given what HEAD would not: it is asked alone from now on. */
  get useless(): boolean {
    return this.#useless;
  }

  /** Whether nobody has looked at a tag before, of which HEAD might say that there is none. */
  isFirstLook(): boolean {
    const first = !this.#looked;
    this.#looked = true;
    return first;
  }

  /**
   * What HEAD tells of a manifest, or else GET.
   *
   * @param head undefined when its answer does not say enough
   * @param settles whether a "no" decides something, so that GET has to agree: once, where it does
   */
  async ask<T>(
    phase: Phase,
    head: () => Promise<T | undefined>,
    get: () => Promise<T>,
    settles: boolean,
  ): Promise<T> {
    if (this.#useless) return get();
    try {
      return (await head()) ?? (await get());
    } catch (error) {
      const absent = isAbsent(error);
      if (absent ? !settles : !isRefused(error)) throw error;
      return absent ? this.#settle(phase, error, get) : this.#instead(get);
    }
  }

  async #settle<T>(phase: Phase, no: unknown, get: () => Promise<T>): Promise<T> {
    const agreed = this.#agreed.get(phase);
    if (agreed && (await agreed)) throw no;
    const answer = this.#instead(get);
    // Those that come before there is an answer wait for it.
    if (!agreed)
      this.#agreed.set(
        phase,
        answer.then(() => false, isAbsent),
      );
    return answer.catch((error: unknown) => {
      if (isAbsent(error)) throw no;
      this.#agreed.delete(phase);
      throw error;
    });
  }

  async #instead<T>(get: () => Promise<T>): Promise<T> {
    const answer = await get();
    this.#useless = true;
    return answer;
  }
}

function isAbsent(error: unknown): boolean {
  return verdictOf(error)?.action === "absent";
}

/**
 * Whether HEAD was refused, which has no body that could tell why: without one GHCR's rate limit looks like any 403, and
 * Artifactory answers HEAD alone with it. A limit is not asked again.
 */
function isRefused(error: unknown): boolean {
  if (!(error instanceof RegistryError) || error.failure.kind !== "http") return false;
  return error.verdict.action === "fail" && error.failure.status !== 429;
}
