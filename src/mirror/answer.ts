import { read } from "node:fs";
import type { ServerResponse } from "node:http";
import { promisify } from "node:util";
import { bounded, oneLine } from "../base/text.ts";
import { algorithmOf, hasher } from "../image/digest.ts";
import type { CountsFile } from "./store/counts.ts";
import type { Entry } from "./store/store.ts";

const readAt = promisify(read);

/** Bytes that are read from the disk at a time: with less, a processor is busy with the turns. */
const portion = 768 << 10;

/** Buffers that are kept to be used again: what is thrown away is cleared away late, and is memory until then. */
const mostSpare = 4;
const spare: Buffer[] = [];

/** A buffer for so many bytes, or for a portion of them; it is given back with {@link giveBack}. */
function takeBuffer(size: number): Buffer {
  return size < portion ? Buffer.allocUnsafe(size) : (spare.pop() ?? Buffer.allocUnsafeSlow(portion));
}

function giveBack(buffer: Buffer): void {
  if (buffer.byteLength === portion && spare.length < mostSpare) spare.push(buffer);
}

/** The headers that all answers of the API have. */
const common = { "docker-distribution-api-version": "registry/2.0" };

/** An answer with content, which counts what it gives; what is counted is written before it can be seen. */
export class Answer {
  readonly #response: ServerResponse;
  readonly #counts: CountsFile;
  readonly #gone: Promise<never>;
  #left = Number.POSITIVE_INFINITY;

  constructor(response: ServerResponse, counts: CountsFile) {
    this.#response = response;
    this.#counts = counts;
    this.#gone = new Promise((_, reject) => response.on("close", () => reject(new ClientGone())));
    this.#gone.catch(() => {});
  }

  get hasBegun(): boolean {
    return this.#response.headersSent;
  }

  /** Calls the listener when the connection is gone, or the answer at its end. */
  onGone(listener: () => void): void {
    if (this.#response.closed || this.#response.destroyed) listener();
    else this.#response.on("close", listener);
  }

  /** @param length bytes of the body, where they are known */
  begin(status: number, headers: Readonly<Record<string, string>>, length: number | undefined): void {
    this.#counts.save();
    if (length !== undefined) this.#left = length;
    const known = length === undefined ? {} : { "content-length": String(length) };
    this.#response.writeHead(status, { ...common, ...headers, ...known });
  }

  /** Gives bytes on, and waits until they are taken: the memory is free again then. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#left -= bytes.byteLength;
    this.#counts.add("servedBytes", bytes.byteLength);
    if (this.#left <= 0) this.#counts.save();
    const taken = new Promise<void>((resolve, reject) => {
      this.#response.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
    await Promise.race([taken, this.#gone]);
  }

  end(): void {
    this.#counts.save();
    this.#response.end();
  }

  /** Ends an answer that lacks something, so that nobody takes it for whole. */
  break(): void {
    this.#counts.save();
    this.#response.destroy();
  }

  /** An answer without content: what is wrong, as the distribution specification has it. */
  refuse(status: number, code: string, message: string, more: Readonly<Record<string, string>> = {}): void {
    const errors = [{ code, message: bounded(oneLine(message), 500) }];
    this.json(status, { errors }, more);
  }

  json(status: number, value: unknown, more: Readonly<Record<string, string>> = {}): void {
    this.#counts.save();
    const text = JSON.stringify(value);
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
    this.#response.writeHead(status, { ...common, ...more, ...headers });
    this.#response.end(text);
  }
}

/** The client has left: nobody is to be told of it. */
export class ClientGone extends Error {}

/** The bytes of something in the store are not those of its digest. */
export class Damaged extends Error {}

/**
 * Gives the bytes of an entry from `start` on. One that nobody has read since it was found is hashed meanwhile, and its
 * last byte is given once the hash is right.
 *
 * @throws {Damaged} where it is not; {@link ClientGone}, and what the disk says
 */
export async function sendEntry(fd: number, entry: Entry, start: number, answer: Answer): Promise<void> {
  if (start > 0 && !entry.isVerified) await verify(fd, entry);
  const hash = entry.isVerified ? undefined : hasher(algorithmOf(entry.digest));
  const size = entry.size - start;
  const buffers = [takeBuffer(size), takeBuffer(Math.max(0, size - portion))] as const;
  let writing: Promise<void> = Promise.resolve();
  try {
    for (let at = start, turn = 0; at < entry.size; turn++) {
      // One is read while the other is sent.
      const bytes = await portionOf(fd, entry, at, buffers[turn % 2] ?? buffers[0]);
      hash?.update(bytes);
      at += bytes.byteLength;
      await writing;
      if (at === entry.size && hash && hash.digest() !== entry.digest) throw new Damaged();
      writing = answer.write(bytes);
      writing.catch(() => {});
    }
    await writing;
    // Of an answer that ends early, something may be on its way still.
    for (const buffer of buffers) giveBack(buffer);
  } catch (error) {
    await writing.catch(() => {});
    throw error;
  }
  if (hash && entry.size === 0 && hash.digest() !== entry.digest) throw new Damaged();
  entry.isVerified = true;
}

/** All bytes of an entry, which is small. */
export async function readEntry(fd: number, entry: Entry): Promise<Uint8Array> {
  const bytes = new Uint8Array(entry.size);
  for (let at = 0; at < entry.size; ) at += (await portionOf(fd, entry, at, bytes.subarray(at))).byteLength;
  if (entry.isVerified) return bytes;
  const hash = hasher(algorithmOf(entry.digest));
  hash.update(bytes);
  if (hash.digest() !== entry.digest) throw new Damaged();
  entry.isVerified = true;
  return bytes;
}

async function verify(fd: number, entry: Entry): Promise<void> {
  const hash = hasher(algorithmOf(entry.digest));
  const buffer = Buffer.allocUnsafe(portion);
  for (let at = 0; at < entry.size; ) {
    const bytes = await portionOf(fd, entry, at, buffer);
    hash.update(bytes);
    at += bytes.byteLength;
  }
  if (hash.digest() !== entry.digest) throw new Damaged();
  entry.isVerified = true;
}

async function portionOf(fd: number, entry: Entry, at: number, buffer: Uint8Array): Promise<Uint8Array> {
  const most = Math.min(buffer.byteLength, entry.size - at);
  const { bytesRead } = await readAt(fd, buffer, 0, most, at);
  if (bytesRead === 0) throw new Damaged();
  return buffer.subarray(0, bytesRead);
}
