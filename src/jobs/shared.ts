/** Runs `work` once for all who ask for the same meanwhile. */
export class Shared<T> {
  readonly #running = new Map<string, Promise<T>>();

  run(key: string, work: () => Promise<T>): Promise<T> {
    const running =
      this.#running.get(key) ??
      work().finally(() => {
        this.#running.delete(key);
      });
    this.#running.set(key, running);
    return running;
  }
}
