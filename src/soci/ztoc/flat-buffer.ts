// FlatBuffers (https://flatbuffers.dev/internals/), as far as a ztoc needs them. A buffer is written from its end to its
// beginning, as Google's builders do: what is referred to comes first. An offset is counted from the end of the buffer,
// which does not move while the buffer grows.

/** Bytes of the end of a buffer up to where something begins. 0 is nothing. */
export type Offset = number;

const blockSize = 2 ** 20;

/** A field of a table, an integer of 1, 4 or 8 bytes or an offset of 4. */
interface Field {
  readonly slot: number;
  readonly bytes: 1 | 4 | 8;
  readonly value: number;
  /** The value for which the field is left out. Offsets have none. */
  readonly usual?: number;
}

/** A field that refers to what has been written. */
export const reference = (slot: number, value: Offset): Field => ({ slot, bytes: 4, value });

/** A field that is a whole number of at most 53 bits. */
export const integer = (slot: number, bytes: 1 | 4 | 8, value: number, usual = 0): Field => ({
  slot,
  bytes,
  value,
  usual,
});

/** Writes one FlatBuffer, in pieces that are not moved once they are written. */
export class FlatBuffer {
  readonly #written: Uint8Array[] = [];
  #block = Buffer.alloc(blockSize);
  /** Where the block's part begins that is in use. */
  #head = blockSize;
  /** Bytes in what has been written and is not in the block. */
  #before = 0;
  #largest = 4;
  readonly #shapes = new Map<string, Offset>();

  /** Bytes so far. */
  get size(): Offset {
    return this.#before + this.#block.length - this.#head;
  }

  /** Writes a text in Latin-1, a byte for each character, with the zero byte that ends each. */
  text(text: string): Offset {
    const { length } = text;
    this.#align(4, length + 1);
    this.#grow(length + 1);
    this.#block.write(text, this.#head, "latin1");
    return this.#count(length);
  }

  /** Writes a vector of bytes, which are given in pieces and not copied. */
  bytes(pieces: readonly Uint8Array[]): Offset {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    this.#align(4, length);
    this.#seal();
    this.#written.push(...pieces.toReversed());
    this.#before += length;
    return this.#count(length);
  }

  /** Writes a vector of offsets. */
  offsets(offsets: readonly Offset[]): Offset {
    this.#align(4, 4 * offsets.length);
    for (const offset of offsets.toReversed()) this.#offset(offset);
    return this.#count(offsets.length);
  }

  /**
   * Writes a table, its fields in this order, with a reference to the table of their places, which tables of one shape
   * share.
   */
  table(fields: readonly Field[]): Offset {
    const end = this.size;
    const places: Offset[] = [];
    for (const field of fields) if (this.#field(field)) places[field.slot] = this.size;
    this.#align(4, 0);
    const start = this.size + 4;
    const relative = Array.from(places, (place) => (place === undefined ? 0 : start - place));
    const shape = [4 + 2 * relative.length, start - end, ...relative];
    const key = shape.join();
    const shared = this.#shapes.get(key);
    this.#word((shared ?? start + 2 * shape.length) - start);
    if (shared === undefined) this.#shapes.set(key, this.#shorts(shape));
    return start;
  }

  /** Ends the buffer with a reference to its root. Returns its pieces, in order. */
  finish(root: Offset): Uint8Array[] {
    this.#align(this.#largest, 4);
    this.#offset(root);
    this.#seal();
    return this.#written.toReversed();
  }

  /** Pads so that what has `size` bytes is aligned to them after `after` bytes more. */
  #align(size: number, after: number): void {
    this.#largest = Math.max(this.#largest, size);
    this.#grow(-(this.size + after) & (size - 1));
  }

  /** Returns whether the field is there at all. */
  #field({ bytes, value, usual }: Field): boolean {
    if (value === usual) return false;
    this.#align(bytes, 0);
    if (usual === undefined) {
      this.#offset(value);
      return true;
    }
    this.#grow(bytes);
    if (bytes === 1) this.#block.writeInt8(value, this.#head);
    else this.#block.writeInt32LE(value | 0, this.#head);
    if (bytes === 8) this.#block.writeInt32LE(Math.floor(value / 2 ** 32), this.#head + 4);
    return true;
  }

  #count(length: number): Offset {
    this.#word(length);
    return this.size;
  }

  /** Offsets are written relative to where they stand. */
  #offset(offset: Offset): void {
    this.#word(this.size + 4 - offset);
  }

  #word(value: number): void {
    this.#grow(4);
    this.#block.writeInt32LE(value, this.#head);
  }

  #shorts(values: readonly number[]): Offset {
    this.#grow(2 * values.length);
    for (const [index, value] of values.entries()) this.#block.writeUInt16LE(value, this.#head + 2 * index);
    return this.size;
  }

  /** Makes the part that is in use begin `bytes` earlier, in a new block where this one has no room for them. */
  #grow(bytes: number): void {
    if (bytes > this.#head) this.#seal(Math.max(blockSize, bytes));
    this.#head -= bytes;
  }

  /** Counts what is in the block as written, and goes on before it, in a new block of `size` bytes. */
  #seal(size = blockSize): void {
    const written = this.#block.subarray(this.#head);
    if (written.length > 0) this.#written.push(written);
    this.#before += written.length;
    this.#block = Buffer.alloc(size);
    this.#head = size;
  }
}
