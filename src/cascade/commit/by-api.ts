import { ReportedError } from "../../base/errors.ts";
import { CommitError } from "../../forge/commits/new-commit.ts";
import type { Forge } from "../../forge/forge.ts";
import type { BareClone } from "../../git/bare-clone.ts";
import { namedInHistory } from "../../git/history.ts";
import { defaultIdentity } from "../inputs/identity.ts";
import type { Job } from "../job.ts";
import type { ChangeOnTop, Delivery } from "./delivery.ts";
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
    const { forge: open, template, signal } = this.#job;
    const forge = await open();
    refuseWhatIsNotKept(forge, change);
    const [head] = change.parents;
    // A commit that the server has: only the branch is set to it, as long as it holds what is expected.
    if (head !== expected) await this.#clone.push(head, this.#branch, expected, signal);
    const { path, content, blob, author, time } = change;
    const mark = newMark();
    const message = marked(change.message, mark);
    try {
      const asked = { branch: this.#branch, head, path, content, blob, message, author, time };
      const { sha, isSigned } = await forge.commitFile(template, asked, signal);
      if (!isSigned) this.#job.warn("the server made the commit without a signature");
      return sha;
    } catch (error) {
      if (error instanceof CommitError && error.mayHaveArrived) this.#unsure.push(mark);
      throw error;
    }
  }

  arrivedIn(head: string): Promise<string | undefined> {
    return namedInHistory(this.#clone, head, this.#unsure, this.#job.signal);
  }
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
