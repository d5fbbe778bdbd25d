import { closeSync, constants, openSync, readSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { isRecord, parseJson } from "../../base/json.ts";
import { type CountName, type Counts, countNames, noCounts } from "../stats.ts";

/** Bytes of one copy: a page, which a kill does not tear. */
const copy = 4_096;
/** Bytes that are counted before they are written without anybody's asking. */
const mostUnwritten = 1 << 20;

/** What a file of counts says. */
export interface Saved {
  readonly since: number;
  readonly counts: Counts;
}

interface Copy extends Saved {
  /** Raised with each writing: of two good copies the higher one is newer. */
  readonly serial: number;
}

/**
 * The counts, in a file of two copies that are written in turns, so that one of them is whole whatever happens. It is
 * written before anybody is told of a count, and before the first byte of the answer that is counted: what a client has
 * seen happen, no kill of the process forgets, and as sums are written nothing is counted twice. Of the bytes of transfers
 * that a kill ends, all but the last MiB are counted. A crash of the whole machine loses what it had not written to
 * the disk.
 */
export class CountsFile {
  readonly since: number;
  readonly #fd: number | undefined;
  readonly #counts: Record<CountName, number>;
  #serial: number;
  #unwritten = 0;

  /**
   * @param now ms since 1970
   * @param onFailure is told when the file cannot be opened or written; counting goes on in memory
   */
  constructor(path: string, now: number, onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
    const { fd, best } = opened(path, onFailure);
    this.#fd = fd;
    this.since = best?.since ?? now;
    this.#counts = { ...noCounts, ...best?.counts };
    this.#serial = best?.serial ?? 0;
    // Both copies, so that there is room for them from now on.
    this.#write();
    this.#write();
  }

  readonly #onFailure: (error: unknown) => void;

  /** Counts; nobody is to be told of it before it is {@link save}d. */
  add(name: CountName, more = 1): void {
    if (more <= 0) return;
    this.#counts[name] += more;
    this.#unwritten += Math.min(more, mostUnwritten);
    if (this.#unwritten >= mostUnwritten) this.save();
  }

  /** Writes what was counted since, so that a kill does not lose it. */
  save(): void {
    if (this.#unwritten > 0) this.#write();
  }

  /** The counts, all of them written. */
  read(): Counts {
    this.save();
    return { ...this.#counts };
  }

  close(): void {
    this.save();
    if (this.#fd !== undefined) closeSync(this.#fd);
  }

  #write(): void {
    this.#unwritten = 0;
    if (this.#fd === undefined) return;
    this.#serial += 1;
    const text = written({ serial: this.#serial, since: this.since, counts: this.#counts });
    try {
      writeSync(this.#fd, text, (this.#serial % 2) * copy);
    } catch (error) {
      this.#onFailure(error);
    }
  }
}

function opened(path: string, onFailure: (error: unknown) => void): { fd?: number; best?: Copy } {
  try {
    const fd = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    const buffer = Buffer.alloc(2 * copy);
    readSync(fd, buffer, 0, buffer.length, 0);
    const best = newest(buffer);
    return { fd, ...(best && { best }) };
  } catch (error) {
    onFailure(error);
    return {};
  }
}

/** One copy as it stands in the file: a checksum, the counts as JSON, and blanks. */
export function written(saved: Copy): string {
  const json = JSON.stringify(saved);
  return `${crc32(json).toString(16).padStart(8, "0")} ${json}`.padEnd(copy - 1).concat("\n");
}

/** The newest whole copy of a file; undefined where there is none. */
export function newest(file: Uint8Array): Copy | undefined {
  const copies = [0, 1].flatMap((at) => copyIn(file.subarray(at * copy, (at + 1) * copy)) ?? []);
  return copies.sort((one, other) => other.serial - one.serial)[0];
}

function copyIn(page: Uint8Array): Copy | undefined {
  const text = new TextDecoder().decode(page).trimEnd();
  const json = text.slice(9);
  if (text.slice(0, 9) !== `${crc32(json).toString(16).padStart(8, "0")} `) return undefined;
  const value = parseJson(json);
  if (!isRecord(value) || !isRecord(value.counts)) return undefined;
  const { serial, since, counts } = value;
  if (!isCount(serial) || !isCount(since)) return undefined;
  const known = countNames.map((name) => [name, isCount(counts[name]) ? counts[name] : 0]);
  return { serial, since, counts: Object.fromEntries(known) };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
