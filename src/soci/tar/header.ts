import { Unindexable } from "../unindexable.ts";
import { numberIn, octal } from "./numbers.ts";

/** Bytes of a header, and what all else is padded to. */
export const blockSize = 512;

/** What a tar header says (POSIX, "ustar Interchange Format"; GNU tar's manual, "Basic Tar Format"). */
export interface TarHeader {
  readonly type: string;
  readonly name: Uint8Array;
  readonly linkName: Uint8Array;
  readonly userName: Uint8Array;
  readonly groupName: Uint8Array;
  readonly size: number;
  readonly mode: number;
  readonly userId: number;
  readonly groupId: number;
  readonly major: number;
  readonly minor: number;
  /** Seconds since 1970. */
  readonly modified: number;
}

type Format = "v7" | "ustar" | "star" | "gnu";

const nothing = new Uint8Array(0);

/** Whether a block is one of the two at the end of an archive. */
export function isZero(block: Uint8Array): boolean {
  return block[0] === 0 && block.every((byte) => byte === 0);
}

/**
 * Reads a header as Go's archive/tar does, which AWS's tool uses. Its texts are parts of `block`.
 *
 * @throws {Unindexable} when it is damaged
 */
export function tarHeader(block: Uint8Array): TarHeader {
  if (!hasChecksum(block)) throw new Unindexable("its tar has a header with a wrong checksum");
  const format = formatOf(block);
  const hasOwners = format !== "v7";
  return {
    type: String.fromCharCode(block[156] as number),
    name: withPrefix(prefixOf(block, format), textIn(block, 0, 100)),
    linkName: textIn(block, 157, 100),
    userName: hasOwners ? textIn(block, 265, 32) : nothing,
    groupName: hasOwners ? textIn(block, 297, 32) : nothing,
    size: numberIn(block, 124, 12),
    mode: numberIn(block, 100, 8),
    userId: numberIn(block, 108, 8),
    groupId: numberIn(block, 116, 8),
    major: hasOwners ? numberIn(block, 329, 8) : 0,
    minor: hasOwners ? numberIn(block, 337, 8) : 0,
    modified: numberIn(block, 136, 12),
  };
}

const checksumStart = 148;
const checksumEnd = 156;

/** Some old programs took bytes for signed numbers. */
function hasChecksum(block: Uint8Array): boolean {
  let sum = (checksumEnd - checksumStart) * 32;
  let negative = 0;
  for (let index = 0; index < blockSize; index++) {
    if (index === checksumStart) index = checksumEnd;
    const byte = block[index] as number;
    sum += byte;
    negative += byte >> 7;
  }
  const expected = octal(block, checksumStart, checksumEnd - checksumStart);
  return expected === sum || expected === sum - 256 * negative;
}

function formatOf(block: Uint8Array): Format {
  if (isAt(block, 257, "ustar\0")) return isAt(block, 508, "tar\0") ? "star" : "ustar";
  return isAt(block, 257, "ustar  \0") ? "gnu" : "v7";
}

function isAt(block: Uint8Array, start: number, text: string): boolean {
  for (let index = 0; index < text.length; index++)
    if (block[start + index] !== text.charCodeAt(index)) return false;
  return true;
}

function prefixOf(block: Uint8Array, format: Format): Uint8Array {
  if (format === "ustar") return textIn(block, 345, 155);
  if (format === "gnu") return prefixOfOldGo(block);
  if (format !== "star") return nothing;
  for (const start of [476, 488]) numberIn(block, start, 12);
  return textIn(block, 345, 131);
}

/** Go before 1.8 wrote a prefix where GNU tar has times. */
function prefixOfOldGo(block: Uint8Array): Uint8Array {
  if (block[345] === 0 && block[357] === 0) return nothing;
  try {
    for (const start of [345, 357]) if (block[start] !== 0) numberIn(block, start, 12);
    return nothing;
  } catch (error) {
    if (!(error instanceof Unindexable)) throw error;
    const prefix = textIn(block, 345, 155);
    return prefix.every((byte) => byte < 0x80) ? prefix : nothing;
  }
}

function withPrefix(prefix: Uint8Array, name: Uint8Array): Uint8Array {
  return prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from("/"), name]);
}

/** A text that ends at a zero byte, or with its field. */
export function textIn(bytes: Uint8Array, start: number, length: number): Uint8Array {
  let end = start;
  while (end < start + length && bytes[end] !== 0) end++;
  return bytes.subarray(start, end);
}
