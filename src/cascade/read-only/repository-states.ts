import { formatDuration } from "../../base/duration.ts";
import { messageOf, ReportedError } from "../../base/errors.ts";
import { ForgeError } from "../../forge/errors.ts";
import type { Forge, Repository, RepositoryState } from "../../forge/forge.ts";
import { abortable } from "../../jobs/abortable.ts";

/** What the forge says of a repository; without `state` it cannot be known, for the reason given. */
export type StateAnswer =
  | { readonly state: RepositoryState }
  | { readonly state: undefined; readonly why: string };

/** So long, in ms, an answer is waited for: the push tells too. */
const patience = 10_000;

/**
 * What the repositories of templates are, asked of the forge's API: one request for each repository, also where several
 * templates are branches of it. An API that does not answer is not asked for the next one.
 */
export class RepositoryStates {
  readonly #forge: () => Promise<Forge>;
  readonly #signal: AbortSignal;
  readonly #asked = new Map<string, Promise<StateAnswer>>();
  /** Why the API is not asked any more. */
  #silence: string | undefined;

  constructor(forge: () => Promise<Forge>, signal: AbortSignal) {
    this.#forge = forge;
    this.#signal = signal;
  }

  /** @throws the signal's reason once it is aborted */
  of(repository: Repository): Promise<StateAnswer> {
    const key = `${repository.owner}/${repository.name}`.toLowerCase();
    const answer = this.#asked.get(key) ?? this.#ask(repository);
    this.#asked.set(key, answer);
    return answer;
  }

  /** Asks already, for a later {@link of}. */
  prepare(repository: Repository): void {
    // Whoever waits for the answer is told of a failure.
    this.of(repository).catch(() => {});
  }

  async #ask({ owner, name }: Repository): Promise<StateAnswer> {
    if (this.#silence !== undefined) return { state: undefined, why: this.#silence };
    const timeout = AbortSignal.timeout(patience);
    const signal = AbortSignal.any([this.#signal, timeout]);
    try {
      const state = await abortable(this.#stateOf({ owner, name }, signal), signal);
      return state === undefined ? { state, why: "the server does not show it" } : { state };
    } catch (error) {
      this.#signal.throwIfAborted();
      if (!timeout.aborted && !(error instanceof ReportedError)) throw error;
      const why = timeout.aborted ? `no answer within ${formatDuration(patience)}` : messageOf(error);
      if (timeout.aborted || isNoAnswer(error)) this.#silence = why;
      return { state: undefined, why };
    }
  }

  async #stateOf(repository: Repository, signal: AbortSignal): Promise<RepositoryState | undefined> {
    return (await this.#forge()).repositoryState(repository, signal);
  }
}

/** Whether an error says nothing of the one repository. */
const isNoAnswer = (error: unknown) => !(error instanceof ForgeError) || error.verdict.action !== "fail";
