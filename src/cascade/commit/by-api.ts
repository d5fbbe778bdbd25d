import { messageOf, ReportedError } from "../../base/errors.ts";
import { CommitError } from "../../forge/commits/new-commit.ts";
import type { Forge } from "../../forge/forge.ts";
import type { BareClone } from "../../git/bare-clone.ts";
import { namedInHistory } from "../../git/history.ts";
import { defaultIdentity } from "../inputs/identity.ts";
import type { Job } from "../job.ts";
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
    refuseWhatIsNotKept(forge, change);
    const mark = newMark();
    try {
      return await this.#deliver(forge, { ...change, message: marked(change.message, mark) }, expected);
    } catch (error) {
      if (isDeliveryError(error) && error.mayHaveArrived) this.#unsure.push(mark);
      throw error;
    }
  }

  arrivedIn(head: string): Promise<string | undefined> {
    return namedInHistory(this.#clone, head, this.#unsure, this.#job.signal);
  }

  async #deliver(forge: Forge, change: ChangeOnTop, expected: string | undefined): Promise<string> {
    const [parent] = change.parents;
    if (expected === parent) return this.#commit(forge, change, this.#branch);
    if (expected !== undefined) return this.#replace(forge, change, expected);
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
   * branch alone, and a pull request whose branch is set to its base would be closed.
   */
  async #replace(forge: Forge, change: ChangeOnTop, expected: string): Promise<string> {
    const clone = this.#clone;
    const { signal } = this.#job;
    const beside = `${this.#branch}-next`;
    const [parent] = change.parents;
    const left = await clone.fetch(beside, signal);
    if (left?.head !== parent) await clone.push(parent, beside, left?.head, signal);
    let held = parent;
    try {
      held = await this.#commit(forge, change, beside);
      const made = await clone.fetch(beside, signal);
      if (made?.head !== held) throw movedBeside(beside);
      await clone.push(held, this.#branch, expected, signal);
      return held;
    } finally {
      await this.#discard(beside, held);
    }
  }

  /** Removes a branch. That it is left over harms nothing: the next run takes it as it is. */
  async #discard(branch: string, held: string): Promise<void> {
    const { signal, say } = this.#job;
    try {
      await this.#clone.remove(branch, held, signal);
    } catch (error) {
      if (!isDeliveryError(error)) throw error;
      say(`the branch ${branch} is left over: ${messageOf(error)}`);
    }
  }
}

function movedBeside(branch: string): CommitError {
  const reason = `the branch ${branch} has moved`;
  return new CommitError({ kind: "race", reason, mayHaveArrived: false });
}

/** What GitHub's API has no room for is refused, as it would be lost. */
function refuseWhatIsNotKept({ kind }: Forge, { author, mode, path }: ChangeOnTop): void {
  if (kind !== "github") return;
  if (author !== defaultIdentity)
    throw new ReportedError(
      "GitHub makes the token's user or app the author of a commit through its API; leave out author-name and author-email, or use commit-through: git",
    );
  if (mode === "100755")
    throw new ReportedError(
      `${path} is executable, which GitHub's API does not keep; make it a plain file, or use commit-through: git`,
    );
}
