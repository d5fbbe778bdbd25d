/** The bytes that deflate can refer back to (RFC 1951, 2). */
export const windowSize = 32_768;

/** Bytes that are decoded before they are handed on: few enough for a processor's cache. */
const room = 2 ** 18;

/** The longest match, and what copying and pairs of literals write too much. */
const slack = 272;

/**
 * The decoded bytes: those of the last 32 KiB, which matches are copied from, and those that are not handed on yet.
 *
 * The fields are open to the decoder's inner loop. `at` is where the next byte goes, below `full` whenever a symbol is
 * decoded.
 */
export class OutputWindow {
  readonly bytes = new Uint8Array(windowSize + room + slack);
  readonly view = new DataView(this.bytes.buffer);
  readonly full = windowSize + room;
  at = windowSize;
  #handedOn = windowSize;
  #before = 0;
  readonly #onBytes: (bytes: Uint8Array) => void;

  /** `onBytes` is given all decoded bytes, in order and once. They are only lent. */
  constructor(onBytes: (bytes: Uint8Array) => void) {
    this.#onBytes = onBytes;
  }

  /** Bytes decoded so far. */
  get total(): number {
    return this.#before + this.at - windowSize;
  }

  /** Hands on what was decoded since the last time. */
  flush(): void {
    if (this.at > this.#handedOn) this.#onBytes(this.bytes.subarray(this.#handedOn, this.at));
    this.#handedOn = this.at;
  }

  /** Makes room when there is none. */
  slide(): void {
    if (this.at < this.full) return;
    this.flush();
    const shift = this.at - windowSize;
    this.bytes.copyWithin(0, shift, this.at);
    this.#before += shift;
    this.at = windowSize;
    this.#handedOn = windowSize;
  }

  /** The last 32 KiB, with zeros in front where there are fewer. They are only lent. */
  history(): Uint8Array {
    return this.bytes.subarray(this.at - windowSize, this.at);
  }
}
