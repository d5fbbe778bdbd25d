/** Things that hold for a short while; of too many the oldest go first. */
export class Memo<T> {
  readonly #time: number;
  readonly #steady: () => number;
  readonly #kept = new Map<string, { readonly value: T; readonly until: number }>();

  /**
   * @param time ms for which something holds
   * @param steady ms of a clock that goes forward alone
   */
  constructor(time: number, steady: () => number) {
    this.#time = time;
    this.#steady = steady;
  }

  get(key: string): T | undefined {
    const found = this.#kept.get(key);
    if (found && found.until <= this.#steady()) this.#kept.delete(key);
    return this.#kept.get(key)?.value;
  }

  /** The same, for the last time. */
  take(key: string): T | undefined {
    const value = this.get(key);
    this.#kept.delete(key);
    return value;
  }

  put(key: string, value: T): void {
    this.#kept.delete(key);
    this.#kept.set(key, { value, until: this.#steady() + this.#time });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= most) return;
      this.#kept.delete(oldest);
    }
  }
}

const most = 1_000;
