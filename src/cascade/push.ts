import { GitError } from "../git/failure.ts";
import type { Branch, Repository } from "../git/repository.ts";
import { seconds } from "../retry/failure.ts";
import { backoff } from "../retry/retry.ts";
import type { Reading } from "./reading.ts";
import type { Tools } from "./tools.ts";

/** What a push came to. */
export type Pushed =
  | { readonly state: "pushed"; readonly commit: string }
  /** Not pushed, and worth another try on top of what the branch holds now; undefined when it is gone. */
  | { readonly state: "again"; readonly branch: Branch | undefined };

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
  /** Commits that were sent without an answer. */
  readonly #unanswered: string[] = [];
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
   *
   * @throws {GitError} that another push would not mend, or the last one that there may be
   */
  async push(commit: string, expected: string | undefined): Promise<Pushed> {
    const { pause, clock, signal } = this.#tools;
    await pause.over(signal);
    this.#tried++;
    try {
      await this.#repository.push(commit, this.#branch, expected, signal);
      return { state: "pushed", commit };
    } catch (error) {
      if (!(error instanceof GitError)) throw error;
      if (error.sent) this.#unanswered.push(commit);
      const again = error.kind === "race" || error.transient;
      const isLast = !again || this.#tried >= this.#most;
      if (isLast && this.#unanswered.length === 0) throw error;

      const delay = again ? Math.max(backoff(this.#tried, clock.random), pause.left()) : 0;
      if (error.kind === "busy") pause.hold(delay);
      this.#say(`push ${this.#tried} of ${this.#most}: ${error.reason}; looking again in ${seconds(delay)}`);
      await clock.sleep(delay, signal);
      const depth = this.#unanswered.length === 0 ? 1 : searched;
      const branch = await this.#reading(() => this.#repository.fetch(this.#branch, signal, depth));
      for (const sent of this.#unanswered)
        if (branch && (await this.#repository.contains(branch.head, sent, signal))) {
          this.#say(`the push had arrived: ${sent}`);
          return { state: "pushed", commit: sent };
        }
      if (isLast) throw error;
      return { state: "again", branch };
    }
  }
}
