import type { BitReader } from "./bits.ts";
import {
  codeLengthRoot,
  codeLengths,
  distances,
  entry,
  fillTable,
  literalsAndLengths,
  newTable,
} from "./codes.ts";

/** The tables that a block's symbols are decoded with. */
export class BlockTables {
  readonly lengths = newTable(literalsAndLengths);
  readonly distances = newTable(distances);

  /** Fills them for codes of these lengths in bits. Returns false where they make no code. */
  fill(lengthBits: Uint8Array, distanceBits: Uint8Array): boolean {
    return (
      fillTable(this.lengths, lengthBits, literalsAndLengths) &&
      fillTable(this.distances, distanceBits, distances)
    );
  }
}

/** The longest header of a block in bytes, generously: 320 code lengths of at most 14 bits, and 74 bits before. */
export const longestHeader = 640;

/** The order in which the lengths of the codes for code lengths are written (RFC 1951, 3.2.7). */
const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const endOfBlockSymbol = 256;

/** The fixed codes of RFC 1951, 3.2.6. */
export function fixedTables(): BlockTables {
  const lengths = new Uint8Array(288).fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280);
  const tables = new BlockTables();
  tables.fill(lengths, new Uint8Array(32).fill(5));
  return tables;
}

/** Reads the codes at the start of a block that has its own (RFC 1951, 3.2.7). */
export class DynamicTables extends BlockTables {
  readonly #codeLengths = newTable(codeLengths);
  readonly #bits = new Uint8Array(320);
  readonly #order = new Uint8Array(order.length);

  /** @throws {Unindexable} when they make no code */
  read(input: BitReader): BlockTables {
    const lengthCount = input.read(5) + 257;
    const distanceCount = input.read(5) + 1;
    const orderCount = input.read(4) + 4;
    if (lengthCount > 286 || distanceCount > 30) throw input.damaged("too many symbols");
    this.#order.fill(0);
    for (const symbol of order.slice(0, orderCount)) this.#order[symbol] = input.read(3);
    if (!fillTable(this.#codeLengths, this.#order, codeLengths))
      throw input.damaged("impossible code lengths");
    const count = lengthCount + distanceCount;
    this.#readLengths(input, count);
    const lengthBits = this.#bits.subarray(0, lengthCount);
    if (lengthBits[endOfBlockSymbol] === 0) throw input.damaged("a block that does not end");
    const distanceBits = this.#bits.subarray(lengthCount, count);
    if (!this.fill(lengthBits, distanceBits)) throw input.damaged("impossible codes");
    return this;
  }

  #readLengths(input: BitReader, count: number): void {
    const bits = this.#bits;
    for (let index = 0; index < count; ) {
      const symbol = this.#readSymbol(input);
      if (symbol < 16) {
        bits[index++] = symbol;
        continue;
      }
      if (symbol === 16 && index === 0) throw input.damaged("a repetition of nothing");
      const repeated = symbol === 16 ? (bits[index - 1] as number) : 0;
      const times =
        symbol === 16 ? 3 + input.read(2) : symbol === 17 ? 3 + input.read(3) : 11 + input.read(7);
      if (index + times > count) throw input.damaged("too many code lengths");
      bits.fill(repeated, index, index + times);
      index += times;
    }
  }

  #readSymbol(input: BitReader): number {
    const found = this.#codeLengths[input.peek(codeLengthRoot)] as number;
    input.read(entry.bits(found));
    return entry.value(found);
  }
}
