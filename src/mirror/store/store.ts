import { mkdirSync, openSync, renameSync, rmSync, statfsSync, unlinkSync, utimes } from "node:fs";
import { join } from "node:path";
import { algorithmOf, type Digest } from "../../image/digest.ts";
import type { MinFree } from "../config.ts";
import {
  boundAfter,
  type Disk,
  type Full,
  fullAgain,
  type Held,
  keptFree,
  mostSmall,
  neverFull,
  type Parts,
  relief,
  roomFor,
  takenBy,
} from "./room.ts";
import type { Clocks } from "./tags.ts";

/** A manifest, configuration or layer on the disk. */
export class Entry implements Held {
  readonly digest: Digest;
  readonly size: number;
  readonly path: string;
  readonly taken: number;
  /** Whether its bytes are known to be those of its digest: this process wrote them, or has read them all. */
  isVerified = false;
  /** How many read it now: it is not thrown out meanwhile. */
  readers = 0;
  /** When it was last used, in ms since 1970 as far as clocks go forward, and what was written down of that. */
  used: number;
  saved: number;

  constructor(folder: string, digest: Digest, size: number, used: number) {
    this.digest = digest;
    this.size = size;
    this.path = pathOf(folder, digest);
    this.taken = takenBy(size);
    this.used = used;
    this.saved = used;
  }

  get busy(): boolean {
    return this.readers > 0;
  }
}

/** Room for something that is about to be written. Whoever has it closes its file. */
export interface Reservation {
  readonly size: number;
  readonly path: string;
  /** For reading and writing. */
  readonly fd: number;
  /** Bytes that were written of it. */
  written: number;
}

export interface StoreOptions {
  readonly folder: string;
  readonly parts: Parts;
  readonly minFree: MinFree;
  readonly recoverTime: number;
  readonly clocks: Clocks;
  readonly onEvicted: (entry: Entry) => void;
  readonly onFailure: (error: unknown) => void;
}

interface Part {
  readonly cap: number;
  /** The least recently used first. */
  readonly held: Map<Digest, Entry>;
  taken: number;
}

/** ms in which the use of an entry is written down once. */
const saveTime = 60_000;

/**
 * The content of all repositories in one place, by digest, within its bound: what is about to be written has its room
 * before its first byte.
 */
export class Store {
  readonly #options: StoreOptions;
  readonly #small: Part;
  readonly #large: Part;
  readonly #reserved = new Set<Reservation>();
  #full: Full = neverFull;
  #latest = 0;
  #serial = 0;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#small = { cap: options.parts.small, held: new Map(), taken: 0 };
    this.#large = { cap: options.parts.large, held: new Map(), taken: 0 };
  }

  /** Takes in what is on the disk already, the least recently used first, and makes it fit. */
  adopt(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.#put(entry);
      this.#latest = Math.max(this.#latest, entry.used);
    }
    this.relieve();
  }

  get(digest: Digest): Entry | undefined {
    return this.#small.held.get(digest) ?? this.#large.held.get(digest);
  }

  /** Notes that an entry was read. Its order does not hang on the clock, which may be put back. */
  touch(entry: Entry): void {
    const { held } = this.#partOf(entry.size);
    if (held.get(entry.digest) !== entry) return;
    held.delete(entry.digest);
    held.set(entry.digest, entry);
    this.#latest = Math.max(this.#latest + 1, this.#options.clocks.now());
    entry.used = this.#latest;
    if (entry.used - entry.saved < saveTime) return;
    entry.saved = entry.used;
    const time = entry.used / 1_000;
    // Without it, the order after a restart is a little off.
    utimes(entry.path, time, time, () => {});
  }

  /**
   * Makes room and opens a file for it; undefined where there is no room, or the disk fails.
   *
   * @param size in bytes
   */
  reserve(size: number): Reservation | undefined {
    const part = this.#partOf(size);
    const taken = takenBy(size);
    const out = roomFor(taken, this.#shelf(part), this.#disk());
    if (out === undefined) return undefined;
    for (const entry of out) this.#evict(entry);
    this.#serial += 1;
    const path = join(this.#options.folder, "tmp", `${process.pid}-${this.#serial}`);
    const fd = this.#opened(path);
    if (fd === undefined) return undefined;
    const reservation = { size, path, fd, written: 0 };
    part.taken += taken;
    this.#reserved.add(reservation);
    return reservation;
  }

  /** Makes what was written, all of it and with the right hash, an entry; undefined where the disk fails. */
  keep(reservation: Reservation, digest: Digest): Entry | undefined {
    const path = pathOf(this.#options.folder, digest);
    try {
      renameSync(reservation.path, path);
    } catch (error) {
      this.fail(error);
      this.release(reservation);
      return undefined;
    }
    this.#settle(reservation);
    const before = this.get(digest);
    if (before) this.#take(before);
    this.#latest = Math.max(this.#latest + 1, this.#options.clocks.now());
    const { size } = reservation;
    const entry = new Entry(this.#options.folder, digest, size, this.#latest);
    entry.isVerified = true;
    this.#put(entry);
    return entry;
  }

  /** Gives the room back, and removes what was written. */
  release(reservation: Reservation): void {
    if (!this.#reserved.has(reservation)) return;
    rmSync(reservation.path, { force: true });
    this.#settle(reservation);
  }

  /** Removes an entry whose bytes are wrong, or that cannot be read. */
  drop(entry: Entry): void {
    if (this.get(entry.digest) !== entry) return;
    this.#take(entry);
    rmSync(entry.path, { force: true });
  }

  /** Notes that the disk failed: while it is full, less is kept. */
  fail(error: unknown): void {
    const { code } = error as NodeJS.ErrnoException;
    this.#options.onFailure(error);
    if (code !== "ENOSPC" && code !== "EDQUOT") return;
    this.#full = fullAgain(this.#full, this.#options.clocks.steady(), this.#options.recoverTime);
    this.relieve();
  }

  /** Throws out what is over a bound, or what has to go for enough to be free. */
  relieve(): void {
    // What goes from the first is free for the second.
    for (const part of [this.#large, this.#small])
      for (const entry of relief(this.#shelf(part), this.#disk())) this.#evict(entry);
  }

  get bytes(): number {
    return this.#small.taken + this.#large.taken;
  }

  get cap(): number {
    return this.#bound(this.#small) + this.#bound(this.#large) + this.#options.parts.records;
  }

  get count(): number {
    return this.#small.held.size + this.#large.held.size;
  }

  #partOf(size: number): Part {
    return size <= mostSmall ? this.#small : this.#large;
  }

  #bound({ cap }: Part): number {
    return boundAfter(cap, this.#full, this.#options.clocks.steady(), this.#options.recoverTime);
  }

  #shelf(part: Part) {
    return { cap: this.#bound(part), taken: part.taken, held: part.held.values() };
  }

  #disk(): Disk {
    try {
      const { bavail, bsize, blocks } = statfsSync(this.#options.folder);
      let promised = 0;
      for (const { size, written } of this.#reserved) promised += takenBy(size) - written;
      return { free: bavail * bsize - promised, keep: keptFree(this.#options.minFree, blocks * bsize) };
    } catch {
      // A store that is gone has no room; what comes is passed on.
      return { free: 0, keep: 0 };
    }
  }

  #put(entry: Entry): void {
    const part = this.#partOf(entry.size);
    part.held.set(entry.digest, entry);
    part.taken += entry.taken;
  }

  #take(entry: Entry): void {
    const part = this.#partOf(entry.size);
    if (part.held.delete(entry.digest)) part.taken -= entry.taken;
  }

  #evict(entry: Entry): void {
    this.#take(entry);
    try {
      unlinkSync(entry.path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") this.#options.onFailure(error);
    }
    this.#options.onEvicted(entry);
  }

  #settle(reservation: Reservation): void {
    if (this.#reserved.delete(reservation)) this.#partOf(reservation.size).taken -= takenBy(reservation.size);
  }

  #opened(path: string): number | undefined {
    // Once more where the folder was removed under us.
    for (const tries of [1, 2])
      try {
        if (tries === 2) makeFolders(this.#options.folder);
        return openSync(path, "wx+", 0o600);
      } catch (error) {
        if (tries === 2) this.fail(error);
      }
    return undefined;
  }
}

/** The folders of a store. */
export function makeFolders(folder: string): void {
  for (const name of ["tmp", "blobs/sha256", "blobs/sha512"])
    mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
}

/** Where content lies; its digest is of hexadecimal digits alone. */
export function pathOf(folder: string, digest: Digest): string {
  return join(folder, "blobs", algorithmOf(digest), digest.slice(digest.indexOf(":") + 1));
}
