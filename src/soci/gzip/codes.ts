// Huffman codes as tables that are indexed with the next bits of the input (RFC 1951, 3.2). A table has two levels: the
// first is indexed with so many bits that most codes end there, and leads to a second for those that do not. Where two
// literals fit into the bits of the first level, one entry stands for both.

/** An entry: what to do, and how many bits make way for it. */
export const entry = {
  /** Bits of the code within this level. */
  bits: (value: number) => value & 15,
  /** Bits that follow the code: of a length, a distance or an index of the second level. */
  extra: (value: number) => (value >> 4) & 15,
  /** A literal or two, the base of a length or distance, or where the second level begins. */
  value: (value: number) => (value >> 8) & 0xffff,
};

export const oneLiteral = 1 << 24;
export const twoLiterals = 2 << 24;
/** One or two literals. Shifted by 24, it is their number. */
export const literals = 3 << 24;
export const endOfBlock = 1 << 26;
export const secondLevel = 1 << 27;
export const invalid = 1 << 28;
/** Neither literals nor a length or distance. */
export const special = endOfBlock | secondLevel | invalid;

const mostBits = 15;

/** Bits that index the first level, by alphabet. */
export const lengthRoot = 11;
export const distanceRoot = 10;
export const codeLengthRoot = 7;

/** An alphabet: its entries without the bits of the codes, and the bits that index the first level of its tables. */
export interface Alphabet {
  readonly entries: readonly number[];
  readonly root: number;
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

/**
 * The entries of lengths or distances: a base, and how many bits follow that count on from there to the next. `2 ** power`
 * neighbours have as many.
 */
function bases(first: number, count: number, power: number): number[] {
  const entries: number[] = [];
  let base = first;
  for (const index of range(count)) {
    const extra = Math.max(0, (index >> power) - 1);
    entries.push((base << 8) | (extra << 4));
    base += 1 << extra;
  }
  return entries;
}

export const literalsAndLengths: Alphabet = {
  entries: [
    ...range(256).map((literal) => oneLiteral | (literal << 8)),
    endOfBlock,
    ...bases(3, 28, 2),
    258 << 8,
    invalid,
    invalid,
  ],
  root: lengthRoot,
};

export const distances: Alphabet = {
  entries: [...bases(1, 30, 1), invalid, invalid],
  root: distanceRoot,
};

export const codeLengths: Alphabet = {
  entries: range(19).map((symbol) => symbol << 8),
  root: codeLengthRoot,
};

/** A table with room for any code: at worst, each symbol has a second level of its own. */
export const newTable = ({ root, entries }: Alphabet) =>
  new Int32Array((1 << root) + (entries.length << (mostBits - root)));

const counts = new Uint16Array(mostBits + 1);
const nexts = new Uint16Array(mostBits + 2);
const sorted = new Uint16Array(320);

/**
 * Fills a table for the code whose symbols have these lengths in bits, 0 for those without a code.
 *
 * Returns false where the lengths make no code: too many for their bits, or too few, other than none or one of one bit.
 */
export function fillTable(table: Int32Array, lengths: Uint8Array, alphabet: Alphabet): boolean {
  const left = countLengths(lengths);
  const longest = Math.max(...lengths);
  if (left < 0) return false;
  if (left > 0) {
    // A lone code of one bit may stand for all, as the bit patterns that it leaves are not used.
    if (longest > 1 || alphabet === codeLengths) return false;
    table.fill(invalid | 1, 0, 1 << alphabet.root);
  }
  sortSymbols(lengths);
  placeCodes(table, longest, alphabet);
  if (alphabet === literalsAndLengths) pairLiterals(table, alphabet.root);
  return true;
}

/** Counts the codes of each length. Returns how many codes of the most bits are left, negative if there are too many. */
function countLengths(lengths: Uint8Array): number {
  counts.fill(0);
  for (const length of lengths) counts[length] = (counts[length] as number) + 1;
  let left = 1;
  for (let bits = 1; bits <= mostBits; bits++) {
    left = 2 * left - (counts[bits] as number);
    if (left < 0) return left;
  }
  return left;
}

/** Sorts the symbols by the length of their codes, then by themselves, which is the order of the codes. */
function sortSymbols(lengths: Uint8Array): void {
  nexts[1] = 0;
  for (let bits = 1; bits <= mostBits; bits++)
    nexts[bits + 1] = (nexts[bits] as number) + (counts[bits] as number);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const bits = lengths[symbol] as number;
    if (bits === 0) continue;
    const place = nexts[bits] as number;
    sorted[place] = symbol;
    nexts[bits] = place + 1;
  }
}

/** Fills the entries of all codes, which follow each other: each is the one before, counted on. */
function placeCodes(table: Int32Array, longest: number, { root, entries }: Alphabet): void {
  const rootSize = 1 << root;
  const extra = longest - root;
  let code = 0;
  let next = 0;
  let end = rootSize;
  let prefix = -1;
  for (let bits = 1; bits <= longest; bits++, code <<= 1) {
    for (let left = counts[bits] as number; left > 0; left--, code++) {
      const found = entries[sorted[next++] as number] as number;
      const reversed = reverse(code, bits);
      if (bits <= root) {
        place(table, reversed, 1 << bits, rootSize, found | bits);
        continue;
      }
      if ((reversed & (rootSize - 1)) !== prefix) {
        prefix = reversed & (rootSize - 1);
        table[prefix] = secondLevel | (end << 8) | (extra << 4) | root;
        end += 1 << extra;
      }
      const start = end - (1 << extra) + (reversed >> root);
      place(table, start, 1 << (bits - root), end, found | (bits - root));
    }
  }
}

function place(table: Int32Array, from: number, step: number, end: number, found: number): void {
  for (let index = from; index < end; index += step) table[index] = found;
}

/** Codes are stored highest bit first, all else lowest bit first. */
function reverse(code: number, bits: number): number {
  let rest = code;
  let reversed = 0;
  for (let left = bits; left > 0; left--) {
    reversed = (reversed << 1) | (rest & 1);
    rest >>= 1;
  }
  return reversed;
}

/** Downwards, so that the entry of the second literal has not been paired itself when it is looked up. */
function pairLiterals(table: Int32Array, root: number): void {
  for (let index = (1 << root) - 1; index >= 0; index--) {
    const first = table[index] as number;
    if ((first & oneLiteral) === 0) continue;
    const bits = entry.bits(first);
    const second = table[index >> bits] as number;
    const both = bits + entry.bits(second);
    if ((second & oneLiteral) === 0 || both > root) continue;
    table[index] = twoLiterals | (entry.value(second) << 16) | (entry.value(first) << 8) | both;
  }
}
