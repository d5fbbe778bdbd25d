import { tarWith } from "../unindexable.ts";

/** Numbers from 2 ** 53 on are refused: nothing in an image is so large. */
function exact(value: number): number {
  if (!Number.isSafeInteger(value)) throw tarWith("a number over 9007199254740991");
  return value;
}

/**
 * A number in a tar header: octal digits among blanks and zero bytes, or two's complement where the first bit is set, as
 * GNU tar writes what octal digits have no room for.
 *
 * @throws {Unindexable}
 */
export function numberIn(block: Buffer, start: number, length: number): number {
  const isBinary = ((block[start] as number) & 0x80) !== 0;
  return isBinary ? binary(block, start, length) : octal(block, start, length);
}

export function octal(block: Buffer, start: number, length: number): number {
  const field = block.toString("latin1", start, start + length);
  const found = /^[ \0]*(?:([0-7]+)(?:[ \0]*|\0.*))?$/s.exec(field);
  if (!found) throw tarWith("a header with a damaged number");
  return Number.parseInt(found[1] ?? "0", 8);
}

function binary(block: Buffer, start: number, length: number): number {
  const first = block[start] as number;
  const isNegative = (first & 0x40) !== 0;
  const mask = isNegative ? 0xff : 0;
  let value = (first ^ mask) & 0x7f;
  for (let index = start + 1; index < start + length; index++)
    value = 256 * value + ((block[index] as number) ^ mask);
  return isNegative ? -exact(value) - 1 : exact(value);
}

/**
 * A decimal number in a pax record.
 *
 * @throws {Unindexable}
 */
export function decimal(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw tarWith("a pax record with a damaged number");
  return exact(Number(text));
}
