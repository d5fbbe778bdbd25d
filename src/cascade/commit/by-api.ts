import { CommitError } from "../../forge/commits/new-commit.ts";
import type { Forge } from "../../forge/forge.ts";
import type { BareClone } from "../../git/bare-clone.ts";
import { namedInHistory } from "../../git/history.ts";
import type { Job } from "../job.ts";
import { besideName } from "./beside.ts";
import { type ChangeOnTop, type Delivery, isDeliveryError } from "./delivery.ts";
import { marked, newMark } from "./mark.ts";

/**
 * Has commits made by the server's API. The server names them, so each message ends with a mark of its own, by which one
 * whose answer was lost is told from those of others.
 */
export class ApiDelivery implements Delivery {
  readonly #clone: BareClone;
  readonly #branch: string;
  readonly #job: Job;
  /** The marks of commits that may have arrived. */
  readonly #unsure: string[] = [];

  constructor(clone: BareClone, branch: string, job: Job) {
    this.#clone = clone;
    this.#branch = branch;
    this.#job = job;
  }

  get isUnsure(): boolean {
    return this.#unsure.length > 0;
  }

  async deliver(change: ChangeOnTop, expected: string | undefined): Promise<string> {
    const forge = await this.#job.forge();
    const mark = newMark();
    try {
      return await this.#deliver(forge, { ...change, message: marked(change.message, mark) }, expected, mark);
    } catch (error) {
      if (isDeliveryError(error) && error.mayHaveArrived) this.#unsure.push(mark);
      throw error;
    }
  }

  arrivedIn(head: string): Promise<string | undefined> {
    return namedInHistory(this.#clone, head, this.#unsure, this.#job.signal);
  }

  async #deliver(
    forge: Forge,
    change: ChangeOnTop,
    expected: string | undefined,
    mark: string,
  ): Promise<string> {
    const [parent] = change.parents;
    if (expected === parent) return this.#commit(forge, change, this.#branch);
    if (expected !== undefined) return this.#replace(forge, change, expected, mark);
    await this.#clone.push(parent, this.#branch, undefined, this.#job.signal);
    return this.#commit(forge, change, this.#branch);
  }

  /** Makes the commit on a branch that holds its parent. */
  async #commit(forge: Forge, change: ChangeOnTop, branch: string): Promise<string> {
    const { path, content, blob, message, author, time, parents } = change;
    const asked = { branch, head: parents[0], path, content, blob, message, author, time };
    const { sha, isSigned } = await forge.commitFile(this.#job.template, asked, this.#job.signal);
    if (!isSigned) this.#job.warn("the server made the commit without a signature");
    return sha;
  }

  /**
   * Puts the commit in the place of what the branch holds, by way of a branch beside it: the API commits on top of a
   * branch alone, and a pull request whose branch is set to its base would be closed. Each attempt has a branch of its
   * own, so that it meets neither another run's nor anybody else's.
   */
  async #replace(forge: Forge, change: ChangeOnTop, expected: string, mark: string): Promise<string> {
    const clone = this.#clone;
    const { signal } = this.#job;
    const [parent] = change.parents;
    const beside = besideName(this.#branch, change.time, mark);
    const ours = [parent];
    try {
      await clone.push(parent, beside, undefined, signal);
      const made = await this.#commit(forge, change, beside);
      const held = await clone.fetch(beside, signal);
      if (held?.head !== made) throw movedBeside(beside);
      ours.push(made);
      await clone.push(made, this.#branch, expected, signal);
      return made;
    } finally {
      const { discardBeside } = await import("./leftovers.ts");
      await discardBeside(clone, this.#branch, beside, ours, this.#job);
    }
  }
}

function movedBeside(branch: string): CommitError {
  const reason = `the branch ${branch} has moved`;
  return new CommitError({ kind: "race", reason, mayHaveArrived: false });
}
