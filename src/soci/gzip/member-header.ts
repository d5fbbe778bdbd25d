import { crc32 } from "node:zlib";
import { Unindexable } from "../unindexable.ts";

/** Flags of a gzip header (RFC 1952, 2.3.1); the highest three bits are reserved. */
const flag = { checksum: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 };

/** Go's reader, which AWS's tool reads layers with too, knows no longer names and comments. */
const longestText = 512;

/**
 * The length in bytes of the gzip header that `bytes` begin with, undefined while it is not complete.
 *
 * @throws {Unindexable} when they begin with anything else
 */
export function memberHeaderLength(bytes: Uint8Array): number | undefined {
  if (!isGzip(bytes)) throw new Unindexable("it is not gzip");
  const [, , method = 8, flags = 0] = bytes;
  if (method !== 8) throw new Unindexable("its gzip stream has an unknown compression method");
  if ((flags & flag.reserved) !== 0) throw new Unindexable("its gzip header has reserved flags");
  // Whatever is not there yet makes it end after what is.
  let end = 10;
  if ((flags & flag.extra) !== 0) end += 2 + uint16(bytes, end);
  for (const text of [flag.name, flag.comment]) if ((flags & text) !== 0) end = textEnd(bytes, end);
  const length = (flags & flag.checksum) === 0 ? end : end + 2;
  if (bytes.length < length) return undefined;
  if (length > end && (crc32(bytes.subarray(0, end)) & 0xffff) !== uint16(bytes, end))
    throw new Unindexable("its gzip header has a wrong CRC");
  return length;
}

/** Whether bytes begin as gzip does, as far as they are there. */
export function isGzip([first = 0x1f, second = 0x8b]: Uint8Array): boolean {
  return first === 0x1f && second === 0x8b;
}

const uint16 = (bytes: Uint8Array, at: number) => (bytes[at] as number) | ((bytes[at + 1] as number) << 8);

/** Where a text ends with its zero byte, infinitely far away while it does not. */
function textEnd(bytes: Uint8Array, start: number): number {
  const zero = bytes.indexOf(0, start);
  const length = (zero < 0 ? bytes.length : zero + 1) - start;
  if (length > longestText) throw new Unindexable("its gzip header has a name of over 511 bytes");
  return zero < 0 ? Number.POSITIVE_INFINITY : zero + 1;
}
