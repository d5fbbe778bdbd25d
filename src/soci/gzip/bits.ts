import { Unindexable } from "../unindexable.ts";

/** Bytes that can be waiting: the longest gzip header and a chunk. */
const capacity = 2 ** 17;

/** Zeros after the last byte, which the decoder may look at before it notices the end. */
const slack = 64;

/**
 * The compressed bytes that wait to be decoded, read bit by bit, the lowest bit of a byte first (RFC 1951, 3.1.1).
 *
 * The fields are open to the decoder's inner loop, which keeps them in local variables. `hold` has the next `count`
 * bits, fewer than 8 between two reads.
 */
export class BitReader {
  readonly bytes = new Uint8Array(capacity + slack);
  readonly view = new DataView(this.bytes.buffer);
  hold = 0;
  count = 0;
  /** Index of the first byte that is not in `hold`. */
  at = 0;
  /** Index after the last byte that was written. */
  end = 0;
  /** Whether there are no more bytes after those. */
  isLast = false;
  #before = 0;
  #reported = 0;
  readonly #onRead: (bytes: Uint8Array) => void;

  /** `onRead` is given all compressed bytes that have been read, in order and once; see {@link BitReader.report}. */
  constructor(onRead: (bytes: Uint8Array) => void) {
    this.#onRead = onRead;
  }

  /** Bytes of the whole stream that have been read, also in part. */
  get position(): number {
    return this.#before + this.at;
  }

  /** Whole bytes that are left. */
  get left(): number {
    return this.end - this.at;
  }

  /** Takes what there is room for of `chunk` from `from` on. Returns the number of bytes. */
  write(chunk: Uint8Array, from: number): number {
    if (this.end === capacity) this.#makeRoom();
    const taken = Math.min(chunk.length - from, capacity - this.end);
    this.bytes.set(chunk.subarray(from, from + taken), this.end);
    this.end += taken;
    return taken;
  }

  /** Says that nothing follows. */
  close(): void {
    this.bytes.fill(0, this.end);
    this.isLast = true;
  }

  /** Gives what has been read since the last time to `onRead`. */
  report(): void {
    if (this.at > this.#reported) this.#onRead(this.bytes.subarray(this.#reported, this.at));
    this.#reported = this.at;
  }

  /** The next `wanted` bits, at most 16, as a number. They stay. There have to be enough of them. */
  peek(wanted: number): number {
    while (this.count < wanted) {
      this.hold |= (this.bytes[this.at++] as number) << this.count;
      this.count += 8;
    }
    return this.hold & ((1 << wanted) - 1);
  }

  /** Takes the next bits, and returns them as {@link BitReader.peek} does. */
  read(wanted: number): number {
    const value = this.peek(wanted);
    this.hold >>>= wanted;
    this.count -= wanted;
    return value;
  }

  /** Leaves out the rest of a byte that was read in part. */
  align(): void {
    this.hold = 0;
    this.count = 0;
  }

  /** Puts whole bytes in `hold` back, after the inner loop has read ahead. */
  putBack(): void {
    this.at -= this.count >> 3;
    this.count &= 7;
    this.hold &= (1 << this.count) - 1;
  }

  /** @throws {Unindexable} when more has been read than there is */
  expectWithin(): void {
    if (this.at > this.end) throw cutShort();
  }

  /** The error for what cannot be: where it was made up after the end of the input, it is cut short instead. */
  damaged(what: string): Unindexable {
    return this.at > this.end ? cutShort() : new Unindexable(`its gzip stream is damaged, with ${what}`);
  }

  #makeRoom(): void {
    this.report();
    this.bytes.copyWithin(0, this.at, this.end);
    this.#before += this.at;
    this.end -= this.at;
    this.at = 0;
    this.#reported = 0;
  }
}

export const cutShort = () => new Unindexable("its gzip stream is cut short");
