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
  const [first = 0x1f, second = 0x8b, method = 8, flags = 0] = bytes;
  if (first !== 0x1f || second !== 0x8b) throw new Unindexable("it is not gzip");
  if (method !== 8) throw new Unindexable("its gzip stream has an unknown compression method");
  if ((flags & flag.reserved) !== 0) throw new Unindexable("its gzip header has reserved flags");
  let end = 10;
  if ((flags & flag.extra) !== 0) {
    if (bytes.length < end + 2) return undefined;
    end += 2 + ((bytes[end] as number) | ((bytes[end + 1] as number) << 8));
  }
  for (const text of [flag.name, flag.comment])
    if ((flags & text) !== 0) {
      const after = textEnd(bytes, end);
      if (after === undefined) return undefined;
      end = after;
    }
  if ((flags & flag.checksum) === 0) return bytes.length < end ? undefined : end;
  if (bytes.length < end + 2) return undefined;
  const expected = (bytes[end] as number) | ((bytes[end + 1] as number) << 8);
  if ((crc32(bytes.subarray(0, end)) & 0xffff) !== expected)
    throw new Unindexable("its gzip header has a wrong CRC");
  return end + 2;
}

/** Where a text ends with its zero byte, undefined while it does not. */
function textEnd(bytes: Uint8Array, start: number): number | undefined {
  const zero = bytes.indexOf(0, start);
  const length = (zero < 0 ? bytes.length : zero + 1) - start;
  if (length > longestText) throw new Unindexable("its gzip header has a name of over 511 bytes");
  return zero < 0 ? undefined : zero + 1;
}
