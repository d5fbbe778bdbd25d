import type { Patience, PollNote } from "../registry/patience.ts";
import type { RequestContext } from "../registry/request-context.ts";
import type { Clock } from "../retry/clock.ts";
import type { Kit } from "./kit.ts";

type Say = (line: string) => void;

/**
 * Waits from now on, counts every poll in vain as a retry, and now and then says what it waits for.
 *
 * @param spent milliseconds of the wait that are over already
 */
export function patienceOf({ client, options }: Kit, context: RequestContext, say: Say, spent = 0): Patience {
  const teller = new Teller(client.clock, say);
  return {
    start: client.clock.now() - spent,
    timeout: options.waitTimeout,
    onPending: (note) => {
      context.onRetry?.({ ...note, delay: 0, attempt: note.polls, where: note.reference });
      teller.pending(note);
    },
  };
}

/** How often a wait is told of, in milliseconds. */
const interval = 15_000;

/** Tells of what is waited for in one line now and then, and not of what the next poll may find. */
class Teller {
  readonly #clock: Clock;
  readonly #say: Say;
  readonly #pending = new Set<string>();
  #told = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, say: Say) {
    this.#clock = clock;
    this.#say = say;
  }

  pending({ reference, reason, polls }: PollNote): void {
    this.#pending.add(reference);
    if (polls === 1 || this.#clock.now() - this.#told < interval) return;
    this.#told = this.#clock.now();
    const others = this.#pending.size > 1 ? ` and ${this.#pending.size - 1} more` : "";
    this.#say(`waiting for ${reference}${others}: ${reason}`);
    this.#pending.clear();
  }
}
