import { formatDuration } from "../base/duration.ts";
import { messageOf } from "../base/errors.ts";
import type { BareClone, Branch } from "../git/bare-clone.ts";
import { GitError } from "../git/git-error.ts";
import { backoff } from "../retry/retry.ts";
import type { Job } from "./job.ts";

/** What a push came to. */
export type Pushed =
  | { readonly state: "pushed"; readonly commit: string }
  | /** The branch takes no push, but a pull request perhaps. */ {
      readonly state: "protected";
      readonly error: GitError;
    }
  | {
      /** It is to be looked at again what the branch holds. */
      readonly state: "again";
      /** What it holds now; undefined when it is gone. */
      readonly branch: Branch | undefined;
      /** Set where there may be no other push: to be thrown when there is still something to push. */
      readonly final: GitError | undefined;
    };

/** So many commits may have come on top of a push whose answer was lost, and it is still found. */
const searched = 50;

/** The pushes to one branch: few, apart from each other, and none counted as lost that arrived. */
export class Pushes {
  readonly #clone: BareClone;
  readonly #branch: string;
  readonly #most: number;
  readonly #job: Job;
  /** Commits that may have arrived. */
  readonly #unsure: string[] = [];
  #tried = 0;

  /** @param most pushes in all */
  constructor(clone: BareClone, branch: string, most: number, job: Job) {
    this.#clone = clone;
    this.#branch = branch;
    this.#most = most;
    this.#job = job;
  }

  /**
   * Pushes a commit. When somebody else was faster, or the server or the network failed, it waits a little and fetches
   * what the branch holds then. A commit that may have arrived is looked for, whatever came of the push.
   *
   * @param expected what the branch holds, undefined for none
   * @throws {GitError} that another push would not mend
   */
  async push(commit: string, expected: string | undefined): Promise<Pushed> {
    const { pause, signal, progress } = this.#job;
    await pause.untilOver(signal);
    this.#tried++;
    progress.attempts++;
    try {
      await this.#clone.push(commit, this.#branch, expected, signal);
      return { state: "pushed", commit };
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      if (error.mayHaveArrived) this.#unsure.push(commit);
      return await this.#afterFailure(error).catch(protectionAsAnswer);
    }
  }

  async #afterFailure(error: GitError): Promise<Pushed> {
    const canMend = error.kind === "race" || error.transient;
    const isSpent = this.#tried >= this.#most;
    if (!canMend && this.#unsure.length === 0) throw error;
    if (canMend && !isSpent) await this.#rest(error);
    const branch = await this.#fetch(error);
    const arrived = branch && (await this.#arrivedIn(branch));
    if (arrived !== undefined) {
      this.#job.say(`the push had reached the server after all: ${arrived}`);
      return { state: "pushed", commit: arrived };
    }
    if (canMend && !isSpent) return { state: "again", branch, final: undefined };
    // After a race the branch may hold what makes another push needless.
    if (error.kind === "race") return { state: "again", branch, final: error };
    throw error;
  }

  /** Waits before the next push. */
  async #rest(error: GitError): Promise<void> {
    const { pause, clock, signal, say } = this.#job;
    const delay = Math.max(backoff(this.#tried, clock.random), pause.remaining());
    if (error.kind === "busy") pause.holdBack(delay);
    say(`push ${this.#tried} of ${this.#most}: ${error.reason}; trying again in ${formatDuration(delay)}`);
    await clock.sleep(delay, signal);
  }

  /** What the branch holds now. That it cannot be told must not hide why it was asked. */
  async #fetch(error: GitError): Promise<Branch | undefined> {
    const { retryRead, signal, say } = this.#job;
    const depth = this.#unsure.length === 0 ? 1 : searched;
    try {
      return await retryRead(() => this.#clone.fetch(this.#branch, signal, depth));
    } catch (cause) {
      signal.throwIfAborted();
      say(`it is not known whether it reached the server: ${messageOf(cause)}`);
      throw error;
    }
  }

  /** The commit among those that may have arrived which did. */
  async #arrivedIn({ head }: Branch): Promise<string | undefined> {
    for (const commit of this.#unsure)
      if (await this.#clone.contains(head, commit, this.#job.signal)) return commit;
    return undefined;
  }
}

function protectionAsAnswer(error: unknown): Pushed {
  if (error instanceof GitError && error.wantsPullRequest) return { state: "protected", error };
  throw error;
}
