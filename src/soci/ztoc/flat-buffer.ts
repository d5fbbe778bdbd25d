// FlatBuffers (https://flatbuffers.dev/internals/), as far as a ztoc needs them. A buffer is written from its end to its
// beginning, as Google's builders do: what is referred to comes first. An offset is counted from the end of the buffer,
// which does not move while the buffer grows.

/** Bytes of the end of a buffer up to where something begins. 0 is nothing. */
export type Offset = number;

const blockSize = 2 ** 20;

interface Block {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

function newBlock(size: number): Block {
  const bytes = new Uint8Array(size);
  return { bytes, view: new DataView(bytes.buffer) };
}

/** Writes one FlatBuffer, in pieces that are not moved once they are written. */
export class FlatBuffer {
  readonly #written: Uint8Array[] = [];
  #block = newBlock(blockSize);
  /** Where the block's part begins that is in use. */
  #head = blockSize;
  /** Bytes in what has been written and is not in the block. */
  #before = 0;
  #largest = 1;
  readonly #vtables = new Map<string, Offset>();
  #fields: Offset[] = [];
  #tableEnd = 0;

  /** Bytes so far. */
  get size(): Offset {
    return this.#before + this.#block.bytes.length - this.#head;
  }

  /** Writes a text, with the zero byte that ends each. */
  text(bytes: Uint8Array): Offset {
    this.#align(4, bytes.length + 1);
    this.#reserve(bytes.length + 1);
    this.#head -= bytes.length + 1;
    this.#block.bytes.set(bytes, this.#head);
    return this.#count(bytes.length);
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

  /** Begins a table, whose fields come next and nothing else. */
  begin(): void {
    this.#fields = [];
    this.#tableEnd = this.size;
  }

  /** Adds a field that refers to what has been written. */
  addOffset(slot: number, offset: Offset): void {
    this.#align(4, 0);
    this.#offset(offset);
    this.#fields[slot] = this.size;
  }

  /** Adds an integer of 1, 4 or 8 bytes, unless it is `usual`. It is a whole number of at most 53 bits. */
  addInteger(slot: number, bytes: 1 | 4 | 8, value: number, usual = 0): void {
    if (value === usual) return;
    this.#align(bytes, 0);
    this.#reserve(bytes);
    this.#head -= bytes;
    if (bytes === 1) this.#block.view.setInt8(this.#head, value);
    else this.#block.view.setUint32(this.#head, value, true);
    if (bytes === 8) this.#block.view.setInt32(this.#head + 4, Math.floor(value / 2 ** 32), true);
    this.#fields[slot] = this.size;
  }

  /** Ends the table with a reference to the table of its fields' places, which tables of one shape share. */
  end(): Offset {
    this.#align(4, 0);
    const start = this.size + 4;
    const places = Array.from(this.#fields, (field) => (field === undefined ? 0 : start - field));
    const shape = [4 + 2 * places.length, start - this.#tableEnd, ...places];
    const key = shape.join();
    const shared = this.#vtables.get(key);
    this.#word((shared ?? start + 2 * shape.length) - start);
    if (shared === undefined) this.#vtables.set(key, this.#shorts(shape));
    return start;
  }

  /** Ends the buffer with a reference to its root. Returns its pieces, in order. */
  finish(root: Offset): Uint8Array[] {
    this.#align(Math.max(4, this.#largest), 4);
    this.#offset(root);
    this.#seal();
    return this.#written.toReversed();
  }

  /** Pads so that what has `size` bytes is aligned to them after `after` bytes more. */
  #align(size: number, after: number): void {
    this.#largest = Math.max(this.#largest, size);
    const padding = -(this.size + after) & (size - 1);
    this.#reserve(padding);
    this.#head -= padding;
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
    this.#reserve(4);
    this.#head -= 4;
    this.#block.view.setInt32(this.#head, value, true);
  }

  #shorts(values: readonly number[]): Offset {
    this.#reserve(2 * values.length);
    this.#head -= 2 * values.length;
    for (const [index, value] of values.entries())
      this.#block.view.setUint16(this.#head + 2 * index, value, true);
    return this.size;
  }

  #reserve(needed: number): void {
    if (needed <= this.#head) return;
    this.#seal();
    if (needed > this.#head) this.#startBlock(Math.max(blockSize, needed));
  }

  /** Counts what is in the block as written, and goes on before it. */
  #seal(): void {
    const { bytes } = this.#block;
    if (this.#head < bytes.length) this.#written.push(bytes.subarray(this.#head));
    this.#before += bytes.length - this.#head;
    this.#startBlock(blockSize);
  }

  #startBlock(size: number): void {
    this.#block = newBlock(size);
    this.#head = size;
  }
}
