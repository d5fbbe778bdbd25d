import { longestChain } from "./request-figures.ts";
import type { RequestRecord } from "./types.ts";

export type RecordFilter = (record: RequestRecord) => boolean;

interface Trap {
  at: number;
  readonly before: boolean;
  readonly fn: () => void | Promise<void>;
}

/** Every request of one server, in order of arrival. */
export class RequestLog {
  readonly requests: RequestRecord[] = [];
  readonly #listeners = new Set<(record: RequestRecord) => void>();
  readonly #traps = new Set<Trap>();
  #arrived = 0;

  next(): number {
    this.#arrived += 1;
    return this.#arrived;
  }

  add(record: RequestRecord): void {
    this.requests.push(record);
    for (const listener of this.#listeners) listener(record);
  }

  clear(): void {
    this.requests.length = 0;
  }

  count(filter: RecordFilter = () => true): number {
    return this.requests.filter(filter).length;
  }

  /** POST, PUT, PATCH and DELETE to the API; token requests are not writes. */
  writes(): RequestRecord[] {
    return this.requests.filter((r) => r.kind !== "token" && /^(POST|PUT|PATCH|DELETE)$/.test(r.method));
  }

  /** The critical path in round trips. */
  longestChain(filter: RecordFilter = () => true): number {
    return longestChain(this.requests.filter(filter));
  }

  onRequest(listener: (record: RequestRecord) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  killAfter(n: number, fn: () => void | Promise<void>, options: { before?: boolean } = {}): () => void {
    const trap: Trap = { at: this.#arrived + n, before: options.before ?? false, fn };
    this.#traps.add(trap);
    return () => this.#traps.delete(trap);
  }

  /** Springs the trap set for this request, if there is one for this moment. */
  async spring(n: number, moment: "before" | "after"): Promise<void> {
    for (const trap of this.#traps) {
      if (trap.at !== n || trap.before !== (moment === "before")) continue;
      this.#traps.delete(trap);
      await trap.fn();
    }
  }
}
