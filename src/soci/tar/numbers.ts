import { Unindexable } from "../unindexable.ts";

/** Numbers over 2 ** 53 are refused: nothing in an image is so large. */
const outOfRange = () => new Unindexable("its tar has a number over 9007199254740991");

const zero = 48;
const seven = 55;
const blank = 32;

/**
 * A number in a tar header: octal digits among blanks and zero bytes, or two's complement where the first bit is set, as
 * GNU tar writes what octal digits have no room for.
 *
 * @throws {Unindexable}
 */
export function numberIn(block: Uint8Array, start: number, length: number): number {
  const isBinary = ((block[start] as number) & 0x80) !== 0;
  return isBinary ? binary(block, start, length) : octal(block, start, length);
}

export function octal(block: Uint8Array, start: number, length: number): number {
  const isPadding = (index: number) => block[index] === 0 || block[index] === blank;
  let from = start;
  let end = start + length;
  while (from < end && isPadding(from)) from++;
  while (from < end && isPadding(end - 1)) end--;
  let value = 0;
  for (let index = from; index < end && block[index] !== 0; index++) {
    const digit = block[index] as number;
    if (digit < zero || digit > seven) throw new Unindexable("its tar has a header with a damaged number");
    value = 8 * value + digit - zero;
  }
  return value;
}

function binary(block: Uint8Array, start: number, length: number): number {
  const first = block[start] as number;
  const isNegative = (first & 0x40) !== 0;
  const mask = isNegative ? 0xff : 0;
  let value = (first ^ mask) & 0x7f;
  for (let index = start + 1; index < start + length; index++)
    value = 256 * value + ((block[index] as number) ^ mask);
  if (!Number.isSafeInteger(value)) throw outOfRange();
  return isNegative ? -value - 1 : value;
}

/**
 * A decimal number in a pax record.
 *
 * @throws {Unindexable}
 */
export function decimal(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new Unindexable("its tar has a pax record with a damaged number");
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw outOfRange();
  return value;
}
