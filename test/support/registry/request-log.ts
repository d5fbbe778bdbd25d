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

  /**
   * The length of the longest chain of requests each of which arrived after the one before it had been
   * answered: the critical path in round trips.
   */
  longestChain(filter: RecordFilter = () => true): number {
    const byStart = this.requests.filter(filter).sort((a, b) => a.start - b.start);
    const ended: { end: number; chain: number }[] = [];
    let longest = 0;
    for (const record of byStart) {
      let before = 0;
      for (const earlier of ended)
        if (earlier.end <= record.start && earlier.chain > before) before = earlier.chain;
      // Only the earliest end matters for each chain length, so the list stays as short as the chain.
      const chain = before + 1;
      const known = ended[chain - 1];
      if (known === undefined) ended.push({ end: record.end, chain });
      else known.end = Math.min(known.end, record.end);
      longest = Math.max(longest, chain);
    }
    return longest;
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
