import type { BareClone } from "../../git/bare-clone.ts";
import { GitError } from "../../git/git-error.ts";
import type { ChangeOnTop, Delivery } from "./delivery.ts";

/** Makes commits here, and pushes them. */
export class GitDelivery implements Delivery {
  readonly #clone: BareClone;
  readonly #branch: string;
  readonly #signal: AbortSignal;
  readonly #unsure: string[] = [];

  constructor(clone: BareClone, branch: string, signal: AbortSignal) {
    this.#clone = clone;
    this.#branch = branch;
    this.#signal = signal;
  }

  get isUnsure(): boolean {
    return this.#unsure.length > 0;
  }

  async deliver(change: ChangeOnTop, expected: string | undefined): Promise<string> {
    const commit = await this.#clone.commit(change, this.#signal);
    try {
      await this.#clone.push(commit, this.#branch, expected, this.#signal);
    } catch (error) {
      if (error instanceof GitError && error.mayHaveArrived) this.#unsure.push(commit);
      throw error;
    }
    return commit;
  }

  async arrivedIn(head: string): Promise<string | undefined> {
    for (const commit of this.#unsure)
      if (await this.#clone.contains(head, commit, this.#signal)) return commit;
    return undefined;
  }
}
