import { closeSync, openSync } from "node:fs";
import type { Digest } from "../image/digest.ts";
import { type Answer, ClientGone, Damaged, sendEntry } from "./answer.ts";
import { Flight, type Follower } from "./flight.ts";
import { Troubled } from "./manifests.ts";
import { Memo } from "./memo.ts";
import type { CountsFile } from "./store/counts.ts";
import type { Entry, Store } from "./store/store.ts";
import type { Clocks } from "./store/tags.ts";
import { type Trouble, troubleOf } from "./trouble.ts";
import type { Upstream } from "./upstream.ts";

export interface BlobsOptions {
  readonly store: Store;
  readonly upstream: Upstream;
  readonly counts: CountsFile;
  readonly clocks: Clocks;
  readonly stallTime: number;
  readonly memoTime: number;
}

/** Blobs, from the disk or else by one download for all who ask for it meanwhile. */
export class Blobs {
  readonly #options: BlobsOptions;
  readonly #failures: Memo<Trouble>;
  readonly #flights = new Map<Digest, Flight>();
  /** All that are under way, those that nobody can join any more included. */
  readonly #underWay = new Set<Flight>();

  constructor(options: BlobsOptions) {
    this.#options = options;
    this.#failures = new Memo(options.memoTime, () => options.clocks.steady());
  }

  /**
   * How large a blob is, where that is known.
   *
   * @throws {Troubled}
   */
  async head(repository: string, digest: Digest): Promise<number | undefined> {
    const entry = this.#options.store.get(digest);
    if (entry) return entry.size;
    return this.#remembering(`${repository}@${digest}`, () =>
      this.#options.upstream.headBlob(repository, digest),
    );
  }

  /**
   * Gives a blob from byte `start` on. What goes wrong once the answer has begun is thrown too, and it is to be broken off.
   *
   * @returns its size in bytes
   * @throws {Troubled}
   */
  async send(repository: string, digest: Digest, start: number, answer: Answer): Promise<number> {
    const { store, counts } = this.#options;
    const entry = store.get(digest);
    const fd = entry && this.#opened(entry);
    if (entry && fd !== undefined) {
      counts.add("hits");
      return this.#sendKept(entry, fd, digest, start, answer);
    }
    const key = `${repository}@${digest}`;
    const failure = this.#failures.get(key);
    if (failure) throw new Troubled(failure);
    const known = this.#flights.get(digest);
    const flight = known?.canJoin ? known : this.#begin(repository, digest);
    const follower = flight.join();
    counts.add(flight === known ? "hits" : "misses");
    try {
      return await this.#sendFlight(flight, follower, digest, start, answer);
    } catch (error) {
      if (answer.hasBegun || error instanceof ClientGone) throw error;
      const trouble = troubleOf(error);
      this.#failures.put(key, trouble);
      throw new Troubled(trouble);
    } finally {
      flight.leave(follower);
    }
  }

  /** Ends all downloads. */
  stop(): void {
    for (const flight of this.#underWay) flight.stop(new Error("the engine ends"));
  }

  async #sendKept(entry: Entry, fd: number, digest: Digest, start: number, answer: Answer): Promise<number> {
    const { store } = this.#options;
    entry.readers += 1;
    try {
      store.touch(entry);
      begin(answer, digest, start, entry.size);
      if (start < entry.size) await sendEntry(fd, entry, start, answer);
      return entry.size;
    } catch (error) {
      if (error instanceof Damaged) store.drop(entry);
      throw error;
    } finally {
      entry.readers -= 1;
      closeSync(fd);
    }
  }

  async #sendFlight(
    flight: Flight,
    follower: Follower,
    digest: Digest,
    start: number,
    answer: Answer,
  ): Promise<number> {
    const size = await flight.head;
    answer.onGone(() => flight.leave(follower));
    // Without a size there is no telling whether there is such a part.
    follower.position = size === undefined ? 0 : start;
    begin(answer, digest, follower.position, size);
    if (size === undefined || start < size)
      for await (const bytes of flight.read(follower)) await answer.write(bytes);
    if (follower.hasLeft) throw new ClientGone();
    return size ?? follower.position;
  }

  #begin(repository: string, digest: Digest): Flight {
    const { store, upstream, counts, stallTime } = this.#options;
    let isPassed = false;
    const flight: Flight = new Flight({
      digest,
      store,
      stallTime,
      open: (signal) => upstream.blob(repository, digest, signal),
      onBytes: (bytes) => {
        counts.add("upstreamBytes", bytes);
        if (isPassed) counts.add("passedBytes", bytes);
      },
      onPassed: () => {
        isPassed = true;
        counts.add("passed");
      },
      onEnd: () => {
        counts.save();
        this.#underWay.delete(flight);
        if (this.#flights.get(digest) === flight) this.#flights.delete(digest);
      },
    });
    this.#flights.set(digest, flight);
    this.#underWay.add(flight);
    return flight;
  }

  #opened(entry: Entry): number | undefined {
    try {
      return openSync(entry.path, "r");
    } catch (error) {
      this.#options.store.drop(entry);
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") this.#options.store.fail(error);
      return undefined;
    }
  }

  async #remembering<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const failure = this.#failures.get(key);
    if (failure) throw new Troubled(failure);
    try {
      return await ask();
    } catch (error) {
      const trouble = troubleOf(error);
      this.#failures.put(key, trouble);
      throw new Troubled(trouble);
    }
  }
}

function begin(answer: Answer, digest: Digest, start: number, size: number | undefined): void {
  const headers = {
    "content-type": "application/octet-stream",
    "docker-content-digest": digest,
    etag: `"${digest}"`,
    "accept-ranges": "bytes",
  };
  const ranged = (range: string) => ({ ...headers, "content-range": `bytes ${range}/${size}` });
  if (start === 0 || size === undefined) answer.begin(200, headers, size);
  else if (start >= size) answer.begin(416, ranged("*"), 0);
  else answer.begin(206, ranged(`${start}-${size - 1}`), size - start);
}
