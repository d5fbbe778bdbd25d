import { type Read, readIn } from "../reads.ts";
import type { Journal } from "./journal.ts";

/** What clients were given, once for each repository, the last given at the end; of too many the oldest are forgotten. */
export class ReadList {
  readonly #journal: Journal;
  readonly #most: number;
  readonly #reads = new Map<string, Read>();
  /** The latest that was forgotten, in ms since 1970. */
  #forgotten = -1;

  constructor(journal: Journal, most: number) {
    this.#journal = journal;
    this.#most = most;
    for (const record of journal.load()) {
      const read = readIn(record);
      if (read) this.#put(read);
    }
  }

  add(read: Read): void {
    this.#journal.add(this.#put(read), () => this.#reads.values());
  }

  /** What was given at or after a time, in ms since 1970, and whether some of that may be forgotten. */
  since(time: number): { readonly reads: readonly Read[]; readonly forgotten: boolean } {
    return {
      reads: [...this.#reads.values()].filter(({ at }) => at >= time),
      forgotten: this.#forgotten >= time,
    };
  }

  #put(read: Read): Read {
    const key = `${read.repository} ${read.digest}`;
    const before = this.#reads.get(key);
    // What is asked for by digest alone is still what the tag led to.
    const merged = before?.tag === undefined ? read : { tag: before.tag, ...read };
    this.#reads.delete(key);
    this.#reads.set(key, merged);
    for (const [oldest, { at }] of this.#reads) {
      if (this.#reads.size <= this.#most) break;
      this.#reads.delete(oldest);
      this.#forgotten = Math.max(this.#forgotten, at);
    }
    return merged;
  }
}
