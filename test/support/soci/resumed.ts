import { constants, inflateRawSync } from "node:zlib";
import type { Checkpoint } from "./ztoc.ts";

/** A number as bits, the lowest first. */
const number = (value: number, length: number) => Array.from({ length }, (_, index) => (value >> index) & 1);

/** A block of deflate with nothing in it: with the fixed code, it has 10 bits. */
const evenBlock = [0, ...number(1, 2), ...number(0, 7)];

/** A block with nothing in it and codes of its own, so made that it has 101 bits (RFC 1951, 3.2.7). */
const oddBlock = [
  ...[0, ...number(2, 2), ...number(0, 5), ...number(0, 5), ...number(18 - 4, 4)],
  // The code lengths 1, 17 and 18 have the codes 0, 10 and 11.
  ...[0, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1].flatMap((length) => number(length, 3)),
  // 256 literals without a code, the end of the block and one distance with codes of one bit.
  ...[138, 107, 11].flatMap((zeros) => [1, 1, ...number(zeros - 11, 7)]),
  ...[0, 0],
  // The end of the block.
  0,
];

/** Empty blocks that have `bits` bits and some whole bytes. */
function leadingBits(bits: number): number[] {
  let found = bits % 2 === 0 ? [] : oddBlock;
  while (found.length % 8 !== bits) found = [...found, ...evenBlock];
  return found;
}

/**
 * What zlib decodes of a layer from a checkpoint on, out of `most` compressed bytes.
 *
 * Node.js cannot start within a byte, so what comes before the checkpoint there is filled with empty blocks.
 */
export function resumed(layer: Buffer, { in: position, bits, window }: Checkpoint, most: number): Buffer {
  const rest = layer.subarray(position, position + most);
  const shared = bits > 0 ? number(layer[position - 1] ?? 0, 8).slice(8 - bits) : [];
  const lead = [...leadingBits((8 - bits) % 8), ...shared];
  const bytes = Array.from({ length: lead.length / 8 }, (_, index) =>
    lead.slice(8 * index, 8 * index + 8).reduce((byte, bit, place) => byte | (bit << place), 0),
  );
  return inflateRawSync(Buffer.concat([Buffer.from(bytes), rest]), {
    dictionary: window,
    finishFlush: constants.Z_SYNC_FLUSH,
  });
}
