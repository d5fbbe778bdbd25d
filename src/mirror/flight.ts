import { close, read, write } from "node:fs";
import { promisify } from "node:util";
import { algorithmOf, type Digest, hasher } from "../image/digest.ts";
import { clearAway } from "./clearing.ts";
import type { Entry, Reservation, Store } from "./store/store.ts";

const readAt = promisify(read);
const writeAt = promisify(write);

/** Bytes that are read from the file at a time. */
const portion = 256 << 10;
/** Bytes that wait for the slowest follower where they are not kept on the disk. */
const mostWaiting = 1 << 20;

/** A download whose head is there. */
export interface Download {
  /** Bytes, where the upstream says. */
  readonly size: number | undefined;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface FlightOptions {
  readonly digest: Digest;
  readonly store: Store;
  /** Asks the upstream; ended by the signal. */
  readonly open: (signal: AbortSignal) => Promise<Download>;
  /** ms after which a download on which nothing moves ends. */
  readonly stallTime: number;
  readonly onBytes: (bytes: number) => void;
  /** Told what is passed on without being kept, from its first byte or from where the disk failed. */
  readonly onPassed: () => void;
  /** Told once, when it is over. */
  readonly onEnd: () => void;
}

/** Somebody who reads a flight, with the place of the next byte. */
export interface Follower {
  position: number;
  hasLeft: boolean;
  /** What it reads the file into: what it was given is good until it asks for more. */
  readonly buffer: () => Buffer;
}

interface Piece {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/**
 * One download of a blob for all who ask for it meanwhile. It is written to the store and hashed as it comes, and whoever
 * follows reads the file as it grows. Where there is no room, or the disk fails under way, it goes on past the disk, at
 * the pace of the slowest follower. The last byte is given out once the hash is right, so that nobody takes for whole what
 * is not. It goes on when its clients have left, unless it is kept nowhere.
 */
export class Flight {
  readonly #options: FlightOptions;
  readonly #abort = new AbortController();
  readonly #followers = new Set<Follower>();
  readonly #waiting = new Set<() => void>();
  #reservation: Reservation | undefined;
  /** Of the file, which is open until the last follower has left. */
  #fd: number | undefined;
  #entry: Entry | undefined;
  #received = 0;
  #onFile = 0;
  /** What is not on the file, in one piece up to what was received. */
  #pieces: Piece[] = [];
  #end: "whole" | Error | undefined;
  #size: number | undefined;
  #isPassed = false;
  /** The number of bytes, where the upstream says; a rejection where it gives nothing. */
  readonly head: Promise<number | undefined>;

  constructor(options: FlightOptions) {
    this.#options = options;
    const opening = options.open(this.#abort.signal);
    this.head = opening.then((download) => this.#begin(download));
    this.head.catch((error: unknown) => this.#over(error));
  }

  /** Whether somebody who begins now gets all of it. */
  get canJoin(): boolean {
    return this.#end === undefined && (this.#pieces[0]?.at ?? this.#received) <= this.#onFile;
  }

  stop(reason: Error): void {
    this.#abort.abort(reason);
  }

  /** Follows it from now on, from its first byte; whoever does has to {@link leave}. */
  join(): Follower {
    let kept: Buffer | undefined;
    const buffer = () => {
      kept ??= Buffer.allocUnsafeSlow(portion);
      return kept;
    };
    const follower: Follower = { position: 0, hasLeft: false, buffer };
    this.#followers.add(follower);
    return follower;
  }

  /** May be called more than once. */
  leave(follower: Follower): void {
    follower.hasLeft = true;
    this.#followers.delete(follower);
    this.#wake();
    if (this.#followers.size === 0 && this.#end !== undefined) this.#close();
  }

  /**
   * The bytes from the follower's position on, to the end or until it leaves. Each piece is good until the next is asked for.
   *
   * @throws what ended the download before its end
   */
  async *read(follower: Follower): AsyncGenerator<Uint8Array> {
    for (;;) {
      const bytes = await this.#next(follower);
      if (bytes === undefined) return;
      if (bytes.byteLength > 0) yield bytes;
      follower.position += bytes.byteLength;
      this.#forget();
    }
  }

  /** What comes next for a follower: undefined at the end, and nothing where that is to be asked again. */
  async #next({ position, hasLeft, buffer }: Follower): Promise<Uint8Array | undefined> {
    if (hasLeft) return undefined;
    const until = this.#givenOut();
    if (position < Math.min(until, this.#onFile) && this.#fd !== undefined) {
      const length = Math.min(portion, Math.min(until, this.#onFile) - position);
      const into = buffer();
      const { bytesRead } = await readAt(this.#fd, into, 0, length, position);
      if (bytesRead === 0) throw new Error("the file of a download is shorter than what was written");
      return into.subarray(0, bytesRead);
    }
    if (position < until) {
      const piece = this.#pieces.find(({ at, bytes }) => at <= position && position < at + bytes.byteLength);
      if (!piece) throw new Error("a part of a download is gone");
      return piece.bytes.subarray(position - piece.at, Math.min(until - piece.at, piece.bytes.byteLength));
    }
    if (this.#end === "whole") return undefined;
    if (this.#end) throw this.#end;
    await new Promise<void>((resolve) => this.#waiting.add(resolve));
    return new Uint8Array();
  }

  /** Bytes that may be given out: all but the last, or the last piece where their number is unknown, until the hash is right. */
  #givenOut(): number {
    if (this.#end === "whole") return this.#received;
    if (this.#size !== undefined) return Math.min(this.#received, Math.max(0, this.#size - 1));
    return this.#pieces.at(-1)?.at ?? 0;
  }

  #begin({ size, body }: Download): number | undefined {
    this.#size = size;
    const reservation = size === undefined ? undefined : this.#options.store.reserve(size);
    this.#reservation = reservation;
    this.#fd = reservation?.fd;
    if (!reservation) this.#pass();
    this.#pump(body).then(
      () => this.#over("whole"),
      (error: unknown) => this.#over(error),
    );
    return size;
  }

  async #pump(body: AsyncIterable<Uint8Array>): Promise<void> {
    const { digest, stallTime, onBytes } = this.#options;
    const hash = hasher(algorithmOf(digest));
    const stalled = () => this.#abort.abort(new Error(`nothing came for ${stallTime} ms`));
    let timer = setTimeout(stalled, stallTime);
    try {
      for await (const bytes of body) {
        clearTimeout(timer);
        onBytes(bytes.byteLength);
        clearAway(bytes.byteLength);
        if (this.#received + bytes.byteLength > (this.#size ?? Number.POSITIVE_INFINITY))
          throw new Error("the upstream sends more than it said");
        hash.update(bytes);
        await this.#take(bytes);
        this.#abort.signal.throwIfAborted();
        timer = setTimeout(stalled, stallTime);
      }
    } finally {
      clearTimeout(timer);
    }
    this.#abort.signal.throwIfAborted();
    if (this.#size !== undefined && this.#received !== this.#size)
      throw new Error("the upstream sends less than it said");
    if (hash.digest() !== digest) throw new Error("the upstream sends other bytes than those of the digest");
  }

  async #take(bytes: Uint8Array): Promise<void> {
    const reservation = this.#reservation;
    if (reservation && !(await this.#written(reservation, bytes))) this.#failed(reservation);
    if (!this.#reservation) this.#pieces.push({ at: this.#received, bytes });
    this.#received += bytes.byteLength;
    if (this.#reservation) this.#onFile = this.#received;
    this.#wake();
    if (!this.#reservation) await this.#room();
  }

  /** Writes a piece; false where the disk does not take it. */
  async #written(reservation: Reservation, bytes: Uint8Array): Promise<boolean> {
    try {
      for (let done = 0; done < bytes.byteLength; ) {
        const left = bytes.byteLength - done;
        const { bytesWritten } = await writeAt(reservation.fd, bytes, done, left, this.#received + done);
        done += bytesWritten;
        reservation.written += bytesWritten;
      }
      return true;
    } catch (error) {
      this.#options.store.fail(error);
      return false;
    }
  }

  /** From now on it is passed on alone. What is on the file is read from there, which is gone with its last follower. */
  #failed(reservation: Reservation): void {
    this.#options.store.release(reservation);
    this.#reservation = undefined;
    this.#pass();
  }

  #pass(): void {
    if (!this.#isPassed) this.#options.onPassed();
    this.#isPassed = true;
  }

  /** Waits until the slowest follower has taken enough; ends a download that nobody follows. */
  async #room(): Promise<void> {
    for (;;) {
      if (this.#followers.size === 0) throw new Error("nobody follows it any more");
      this.#abort.signal.throwIfAborted();
      this.#forget();
      const [first] = this.#pieces;
      if (first === undefined || this.#received - first.at <= mostWaiting) return;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** Lets go of the pieces that every follower has, but for the last one, which may not be given out yet. */
  #forget(): void {
    if (this.#pieces.length < 2) return;
    const slowest = Math.min(...[...this.#followers].map(({ position }) => position));
    const from = this.#pieces.findIndex(({ at, bytes }) => at + bytes.byteLength > slowest);
    const drop = from < 0 ? this.#pieces.length - 1 : from;
    if (drop === 0) return;
    this.#pieces.splice(0, drop);
    this.#wake();
  }

  #over(end: unknown): void {
    const { store, digest, onEnd } = this.#options;
    const reservation = this.#reservation;
    if (end === "whole" && reservation) {
      this.#entry = store.keep(reservation, digest);
      if (this.#entry) this.#entry.readers += 1;
    } else if (reservation) store.release(reservation);
    this.#end = end === "whole" || end instanceof Error ? end : new Error(String(end));
    // A download that came to its end has left its connection for others.
    if (end !== "whole") this.#abort.abort(new Error("it is over"));
    onEnd();
    this.#wake();
    if (this.#followers.size === 0) this.#close();
  }

  #close(): void {
    if (this.#entry) this.#entry.readers -= 1;
    this.#entry = undefined;
    this.#pieces = [];
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) close(fd, () => {});
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}
