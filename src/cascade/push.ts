import { formatDuration } from "../base/duration.ts";
import { messageOf } from "../base/errors.ts";
import { GitError } from "../git/failure.ts";
import type { Branch, Repository } from "../git/repository.ts";
import { backoff } from "../retry/retry.ts";
import type { Reading } from "./reading.ts";
import type { Tools } from "./tools.ts";

/** What a push came to. */
export type Pushed =
  | { readonly state: "pushed"; readonly commit: string }
  | {
      readonly state: "again";
      /** What the branch holds now; undefined when it is gone. */
      readonly branch: Branch | undefined;
      /** To be thrown when there is still something to push, as there may be no other push. */
      readonly last: GitError | undefined;
    };

/** So many commits may have come on top of a push whose answer was lost, and it is still found. */
const searched = 50;

/** The pushes to one branch: few, apart from each other, and none counted as lost that arrived. */
export class Pushes {
  readonly #repository: Repository;
  readonly #branch: string;
  readonly #most: number;
  readonly #tools: Tools;
  readonly #reading: Reading;
  readonly #say: (line: string) => void;
  /** Commits that may have arrived. */
  readonly #unsure: string[] = [];
  #tried = 0;

  /** @param most pushes in all */
  constructor(
    repository: Repository,
    branch: string,
    most: number,
    tools: Tools,
    reading: Reading,
    say: (line: string) => void,
  ) {
    this.#repository = repository;
    this.#branch = branch;
    this.#most = most;
    this.#tools = tools;
    this.#reading = reading;
    this.#say = say;
  }

  /** How many pushes there were. */
  get tried(): number {
    return this.#tried;
  }

  /**
   * Pushes a commit. When somebody else was faster, or the server or the network failed, it waits a little and fetches
   * what the branch holds then. A commit that may have arrived is looked for, whatever came of the push.
   *
   * @param expected what the branch holds, undefined for none
   * @throws {GitError} that another push would not mend
   */
  async push(commit: string, expected: string | undefined): Promise<Pushed> {
    const { pause, signal } = this.#tools;
    await pause.untilOver(signal);
    this.#tried++;
    try {
      await this.#repository.push(commit, this.#branch, expected, signal);
      return { state: "pushed", commit };
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      if (error.mayHaveArrived) this.#unsure.push(commit);
      const canMend = error.kind === "race" || error.transient;
      if (!canMend && this.#unsure.length === 0) throw error;
      const spent = this.#tried >= this.#most;
      if (canMend && !spent) await this.#rest(error);
      const branch = await this.#look(error);
      const arrived = branch && (await this.#arrivedIn(branch));
      if (arrived !== undefined) {
        this.#say(`the push had arrived: ${arrived}`);
        return { state: "pushed", commit: arrived };
      }
      // After a race the branch may hold what makes another push needless.
      if (!canMend || (spent && error.kind !== "race")) throw error;
      return { state: "again", branch, last: spent ? error : undefined };
    }
  }

  async #rest(error: GitError): Promise<void> {
    const { pause, clock, signal } = this.#tools;
    const delay = Math.max(backoff(this.#tried, clock.random), pause.remaining());
    if (error.kind === "busy") pause.holdBack(delay);
    this.#say(
      `push ${this.#tried} of ${this.#most}: ${error.reason}; looking again in ${formatDuration(delay)}`,
    );
    await clock.sleep(delay, signal);
  }

  /** What the branch holds now. That it cannot be told must not hide why it was asked. */
  async #look(error: GitError): Promise<Branch | undefined> {
    const depth = this.#unsure.length === 0 ? 1 : searched;
    try {
      return await this.#reading(() => this.#repository.fetch(this.#branch, this.#tools.signal, depth));
    } catch (cause) {
      this.#tools.signal.throwIfAborted();
      this.#say(`whether it arrived cannot be told: ${messageOf(cause)}`);
      throw error;
    }
  }

  /** The commit among those that may have arrived which did. */
  async #arrivedIn({ head }: Branch): Promise<string | undefined> {
    for (const commit of this.#unsure)
      if (await this.#repository.contains(head, commit, this.#tools.signal)) return commit;
    return undefined;
  }
}
