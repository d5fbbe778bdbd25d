import { isRecord } from "../../base/json.ts";
import { type Digest, isDigest } from "../../image/digest.ts";
import type { Journal } from "./journal.ts";

/** What a tag held when the upstream was last asked. */
export interface Tag {
  readonly digest: Digest;
  /** ms since then. */
  readonly age: number;
}

/** Two clocks: one for what outlives the process, in ms since 1970, and a steady one for ages within it. */
export interface Clocks {
  now(): number;
  steady(): number;
}

interface Known {
  readonly digest: Digest;
  /** On the steady clock. */
  readonly confirmed: number;
  /** On the steady clock, when it was last written down. */
  readonly saved: number;
}

/** ms in which a tag that holds the same is written down once. */
const saveTime = 60_000;

/** What the upstream has last said of each tag; of too many, those that were confirmed longest ago are forgotten. */
export class Tags {
  readonly #journal: Journal;
  readonly #clocks: Clocks;
  readonly #most: number;
  readonly #tags = new Map<string, Known>();

  constructor(journal: Journal, clocks: Clocks, most: number) {
    this.#journal = journal;
    this.#clocks = clocks;
    this.#most = most;
    for (const record of journal.load()) this.#restore(record);
    this.#bound();
  }

  get(repository: string, tag: string): Tag | undefined {
    const known = this.#tags.get(keyOf(repository, tag));
    return known && { digest: known.digest, age: this.#clocks.steady() - known.confirmed };
  }

  /** Notes what the upstream has just said. */
  confirm(repository: string, tag: string, digest: Digest): void {
    const key = keyOf(repository, tag);
    const before = this.#tags.get(key);
    const now = this.#clocks.steady();
    const isSaved = before?.digest === digest && now - before.saved < saveTime;
    this.#tags.delete(key);
    this.#tags.set(key, { digest, confirmed: now, saved: isSaved ? before.saved : now });
    this.#bound();
    if (!isSaved) this.#journal.add(this.#record(key, digest, 0), () => this.#records());
  }

  /** Forgets a tag of which the upstream says that it is not there. */
  forget(repository: string, tag: string): void {
    const key = keyOf(repository, tag);
    if (this.#tags.delete(key)) this.#journal.add({ key }, () => this.#records());
  }

  #restore(record: unknown): void {
    if (!isRecord(record) || typeof record.key !== "string") return;
    const { key, digest, at } = record;
    this.#tags.delete(key);
    if (typeof digest !== "string" || !isDigest(digest) || typeof at !== "number") return;
    // A clock that was put back makes nothing younger than just now.
    const age = Math.max(0, this.#clocks.now() - at);
    const steady = this.#clocks.steady();
    this.#tags.set(key, { digest, confirmed: steady - age, saved: steady - age });
  }

  #bound(): void {
    for (const key of this.#tags.keys()) {
      if (this.#tags.size <= this.#most) return;
      this.#tags.delete(key);
    }
  }

  *#records(): Generator<unknown> {
    const now = this.#clocks.steady();
    for (const [key, { digest, confirmed }] of this.#tags) yield this.#record(key, digest, now - confirmed);
  }

  #record(key: string, digest: Digest, age: number): unknown {
    return { key, digest, at: Math.round(this.#clocks.now() - age) };
  }
}

function keyOf(repository: string, tag: string): string {
  return `${repository}:${tag}`;
}
