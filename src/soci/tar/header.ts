import { tarWith } from "../unindexable.ts";
import { numberIn, octal } from "./numbers.ts";

/** Bytes of a header, and what all else is padded to. */
export const blockSize = 512;

/** What a tar header says (POSIX, "ustar Interchange Format"; GNU tar's manual, "Basic Tar Format"). */
export interface TarHeader {
  readonly type: string;
  readonly name: string;
  readonly linkName: string;
  readonly userName: string;
  readonly groupName: string;
  readonly size: number;
  readonly mode: number;
  readonly userId: number;
  readonly groupId: number;
  readonly major: number;
  readonly minor: number;
  /** Seconds since 1970. */
  readonly modified: number;
}

const zeros = Buffer.alloc(blockSize);

type Format = "v7" | "ustar" | "star" | "gnu";

/** Whether a block is one of the two at the end of an archive. */
export function isZero(block: Buffer): boolean {
  return block.equals(zeros);
}

/**
 * Reads a header as Go's archive/tar does, which AWS's tool uses. Texts are Latin-1, a character for each byte.
 *
 * @throws {Unindexable} when it is damaged
 */
export function tarHeader(block: Buffer): TarHeader {
  if (!hasChecksum(block)) throw tarWith("a header with a wrong checksum");
  const format = formatOf(block);
  // Oldest ones end before these.
  const owners = format === "v7" ? zeros : block;
  return {
    type: String.fromCharCode(block[156] as number),
    name: prefixOf(block, format) + textIn(block, 0, 100),
    linkName: textIn(block, 157, 100),
    userName: textIn(owners, 265, 32),
    groupName: textIn(owners, 297, 32),
    size: numberIn(block, 124, 12),
    mode: numberIn(block, 100, 8),
    userId: numberIn(block, 108, 8),
    groupId: numberIn(block, 116, 8),
    major: numberIn(owners, 329, 8),
    minor: numberIn(owners, 337, 8),
    modified: numberIn(block, 136, 12),
  };
}

/** The checksum counts itself as eight blanks. Some old programs took bytes for signed numbers. */
function hasChecksum(block: Buffer): boolean {
  let sum = 8 * 32;
  let negative = 0;
  for (let index = 0; index < blockSize; index++) {
    if (index === 148) index = 156;
    const byte = block[index] as number;
    sum += byte;
    negative += byte >> 7;
  }
  const expected = octal(block, 148, 8);
  return expected === sum || expected === sum - 256 * negative;
}

function formatOf(block: Buffer): Format {
  const magic = block.toString("latin1", 257, 265);
  if (magic.startsWith("ustar\0")) return block.toString("latin1", 508) === "tar\0" ? "star" : "ustar";
  return magic === "ustar  \0" ? "gnu" : "v7";
}

/**
 * What the name begins with, and its slash. Go before 1.8 wrote one where GNU tar has times, which is refused as a damaged
 * number.
 */
function prefixOf(block: Buffer, format: Format): string {
  const times = format === "star" ? [476, 488] : format === "gnu" ? [345, 357] : [];
  for (const start of times) if (format === "star" || block[start] !== 0) numberIn(block, start, 12);
  if (format === "v7" || format === "gnu") return "";
  const prefix = textIn(block, 345, format === "star" ? 131 : 155);
  return prefix && `${prefix}/`;
}

/** A text that ends at a zero byte, or with its field. */
export function textIn(bytes: Buffer, start: number, length: number): string {
  const field = bytes.toString("latin1", start, start + length);
  const zero = field.indexOf("\0");
  return zero < 0 ? field : field.slice(0, zero);
}
