import { formatDuration } from "../base/duration.ts";
import { messageOf } from "../base/errors.ts";
import type { BareClone, Branch } from "../git/bare-clone.ts";
import { backoff } from "../retry/backoff.ts";
import { type ChangeOnTop, type Delivery, type DeliveryError, isDeliveryError } from "./commit/delivery.ts";
import type { Job } from "./job.ts";

/** What a push came to. */
export type Pushed =
  | { readonly state: "pushed"; readonly commit: string }
  | /** The branch takes no push, but a pull request perhaps. */ {
      readonly state: "protected";
      readonly error: DeliveryError;
    }
  | {
      /** It is to be looked at again what the branch holds. */
      readonly state: "again";
      /** What it holds now; undefined when it is gone. */
      readonly branch: Branch | undefined;
      /** Set where there may be no other push: to be thrown when there is still something to push. */
      readonly final: DeliveryError | undefined;
    };

/** So many commits may have come on top of a push whose answer was lost, and it is still found. */
const searched = 50;

/** The pushes to one branch: few, apart from each other, and none counted as lost that arrived. */
export class Pushes {
  readonly #clone: BareClone;
  readonly #branch: string;
  readonly #delivery: Delivery;
  readonly #most: number;
  readonly #job: Job;
  #tried = 0;

  /** @param most pushes in all */
  constructor(clone: BareClone, branch: string, delivery: Delivery, most: number, job: Job) {
    this.#clone = clone;
    this.#branch = branch;
    this.#delivery = delivery;
    this.#most = most;
    this.#job = job;
  }

  /**
   * Makes a commit of a change and brings it to the branch. When somebody else was faster, or the server or the network failed, it waits a little and fetches
   * what the branch holds then. A commit that may have arrived is looked for, whatever came of the push.
   *
   * @param expected what the branch holds, undefined for none
   * @throws {DeliveryError} that another push would not mend
   */
  async push(change: ChangeOnTop, expected: string | undefined): Promise<Pushed> {
    const { pause, signal, progress } = this.#job;
    await pause.untilOver(signal);
    this.#tried++;
    progress.attempts++;
    try {
      return { state: "pushed", commit: await this.#delivery.deliver(change, expected) };
    } catch (error) {
      if (!isDeliveryError(error)) throw error;
      return await this.#afterFailure(error).catch(protectionAsAnswer);
    }
  }

  async #afterFailure(error: DeliveryError): Promise<Pushed> {
    const canMend = error.kind === "race" || error.transient;
    const isSpent = this.#tried >= this.#most;
    if (!canMend && !this.#delivery.isUnsure) throw error;
    if (canMend && !isSpent) await this.#rest(error);
    const branch = await this.#fetch(error);
    const arrived = branch && (await this.#delivery.arrivedIn(branch.head));
    if (arrived !== undefined) {
      this.#job.say(`the push had reached the server after all: ${arrived}`);
      return { state: "pushed", commit: arrived };
    }
    if (canMend && !isSpent) return { state: "again", branch, final: undefined };
    // After a race the branch may hold what makes another push needless, and without it none is possible.
    if (error.kind === "race" || branch === undefined) return { state: "again", branch, final: error };
    throw error;
  }

  /** Waits before the next push. */
  async #rest(error: DeliveryError): Promise<void> {
    const { pause, clock, signal, say } = this.#job;
    const asked = "delay" in error ? (error.delay ?? 0) : 0;
    const delay = Math.max(backoff(this.#tried, clock.random), pause.remaining(), asked);
    if (error.kind === "busy") pause.holdBack(delay);
    say(`push ${this.#tried} of ${this.#most}: ${error.reason}; trying again in ${formatDuration(delay)}`);
    await clock.sleep(delay, signal);
  }

  /** What the branch holds now. That it cannot be told must not hide why it was asked. */
  async #fetch(error: DeliveryError): Promise<Branch | undefined> {
    const { retryRead, signal, say } = this.#job;
    const depth = this.#delivery.isUnsure ? searched : 1;
    try {
      return await retryRead(() => this.#clone.fetch(this.#branch, signal, depth));
    } catch (cause) {
      signal.throwIfAborted();
      say(`it is not known whether it reached the server: ${messageOf(cause)}`);
      throw error;
    }
  }
}

function protectionAsAnswer(error: unknown): Pushed {
  if (isDeliveryError(error) && error.wantsPullRequest) return { state: "protected", error };
  throw error;
}
