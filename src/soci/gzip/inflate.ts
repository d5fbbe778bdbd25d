import { type BitReader, cutShort } from "./bits.ts";
import { type BlockTables, DynamicTables, fixedTables, longestHeader } from "./block-header.ts";
import {
  distanceRoot,
  endOfBlock,
  invalid,
  lengthRoot,
  literals,
  oneLiteral,
  secondLevel,
  special,
} from "./codes.ts";
import type { OutputWindow } from "./window.ts";

/** Bytes that one turn of the inner loop reads at most, and those that it looks at beyond. */
const lookahead = 16;

/** Takes the place of an entry whose distance leads to before the start. */
const tooFarBack = -1;

/** Why the decoder stopped: it needs more input, a block ended that another follows, or the last block ended. */
export type Stop = "input" | "block" | "end";

/**
 * Decodes deflate (RFC 1951) and stops after every block, where `input` tells the position to the bit.
 *
 * It is ours because nothing that Node.js has tells where a block ends; CONTRIBUTING.md has the figures.
 */
export class Inflate {
  readonly #input: BitReader;
  readonly #output: OutputWindow;
  readonly #dynamic = new DynamicTables();
  #fixed: BlockTables | undefined;
  #tables: BlockTables = this.#dynamic;
  #reads: "header" | "stored" | "symbols" = "header";
  #isLast = false;
  #stored = 0;
  #start = 0;

  constructor(input: BitReader, output: OutputWindow) {
    this.#input = input;
    this.#output = output;
  }

  /** Starts a stream; matches do not reach back beyond here. */
  start(): void {
    this.#start = this.#output.total;
    this.#reads = "header";
  }

  /** @throws {Unindexable} when the stream is damaged or cut short */
  run(): Stop {
    for (;;) {
      if (this.#reads === "header") {
        if (!this.#readHeader()) return "input";
      } else if (!(this.#reads === "stored" ? this.#copyStored() : this.#decodeSymbols())) {
        if (this.#input.isLast) throw cutShort();
        return "input";
      } else {
        this.#input.expectWithin();
        this.#reads = "header";
        return this.#isLast ? "end" : "block";
      }
    }
  }

  #readHeader(): boolean {
    const input = this.#input;
    if (!input.isLast && input.left < longestHeader) return false;
    this.#isLast = input.read(1) === 1;
    const type = input.read(2);
    if (type === 3) throw input.damaged("a block of a reserved type");
    if (type === 0) this.#readStoredLength();
    else if (type === 1) this.#tables = this.#fixed ??= fixedTables();
    else this.#tables = this.#dynamic.read(input);
    this.#reads = type === 0 ? "stored" : "symbols";
    input.putBack();
    input.expectWithin();
    return true;
  }

  #readStoredLength(): void {
    const input = this.#input;
    input.putBack();
    input.align();
    this.#stored = input.read(16);
    if (input.read(16) !== (~this.#stored & 0xffff)) throw input.damaged("a stored block of a wrong length");
  }

  /** Returns whether the block is complete. */
  #copyStored(): boolean {
    const input = this.#input;
    const output = this.#output;
    while (this.#stored > 0) {
      const count = Math.min(this.#stored, input.left, output.full - output.at);
      if (count === 0) return false;
      output.bytes.set(input.bytes.subarray(input.at, input.at + count), output.at);
      input.at += count;
      output.at += count;
      this.#stored -= count;
      output.slide();
    }
    return true;
  }

  /** Returns whether the block is complete, and else makes room for output. */
  #decodeSymbols(): boolean {
    for (;;) {
      const isComplete = this.#decodeSome();
      const isStarved = this.#output.at < this.#output.full;
      this.#output.slide();
      if (isComplete || isStarved) return isComplete;
    }
  }

  /**
   * The inner loop: decodes until the block is complete, which it returns, or input or output are short of a symbol's.
   *
   * `hold` is filled with whole words: what is above `count` bits are the next bits of the input too, so writing them
   * again changes nothing.
   */
  #decodeSome(): boolean {
    const input = this.#input;
    const output = this.#output;
    const source = input.view;
    const bytes = output.bytes;
    const view = output.view;
    const { lengths, distances } = this.#tables;
    const lengthMask = (1 << lengthRoot) - 1;
    const distanceMask = (1 << distanceRoot) - 1;
    // What is made up after the end of the input is noticed when a block ends there.
    const enough = input.isLast ? input.end + lookahead : input.end - lookahead;
    const full = output.full;
    const oldest = Math.max(0, output.at - (output.total - this.#start));
    let { hold, count, at } = input;
    let to = output.at;
    let found = 0;
    while (at <= enough && to < full) {
      hold |= source.getInt32(at, true) << count;
      at += (31 - count) >> 3;
      count |= 24;
      found = lengths[hold & lengthMask] as number;
      if ((found & literals) !== 0) {
        hold >>>= found & 15;
        count -= found & 15;
        bytes[to] = found >> 8;
        bytes[to + 1] = found >> 16;
        to += found >> 24;
        found = lengths[hold & lengthMask] as number;
        if ((found & literals) !== 0) {
          hold >>>= found & 15;
          count -= found & 15;
          bytes[to] = found >> 8;
          bytes[to + 1] = found >> 16;
          to += found >> 24;
          continue;
        }
        hold |= source.getInt32(at, true) << count;
        at += (31 - count) >> 3;
        count |= 24;
      }
      hold >>>= found & 15;
      count -= found & 15;
      if ((found & special) !== 0) {
        if ((found & secondLevel) !== 0) {
          found = lengths[((found >> 8) & 0xffff) + (hold & ((1 << ((found >> 4) & 15)) - 1))] as number;
          hold >>>= found & 15;
          count -= found & 15;
          if ((found & oneLiteral) !== 0) {
            bytes[to++] = found >> 8;
            continue;
          }
        }
        if ((found & (endOfBlock | invalid)) !== 0) break;
      }
      let extra = (found >> 4) & 15;
      const length = ((found >> 8) & 0xffff) + (hold & ((1 << extra) - 1));
      hold >>>= extra;
      count -= extra;
      hold |= source.getInt32(at, true) << count;
      at += (31 - count) >> 3;
      count |= 24;
      found = distances[hold & distanceMask] as number;
      hold >>>= found & 15;
      count -= found & 15;
      if ((found & secondLevel) !== 0) {
        found = distances[((found >> 8) & 0xffff) + (hold & ((1 << ((found >> 4) & 15)) - 1))] as number;
        hold >>>= found & 15;
        count -= found & 15;
      }
      if ((found & invalid) !== 0) break;
      extra = (found >> 4) & 15;
      if (count < extra) {
        hold |= source.getInt32(at, true) << count;
        at += (31 - count) >> 3;
        count |= 24;
      }
      const distance = ((found >> 8) & 0xffff) + (hold & ((1 << extra) - 1));
      hold >>>= extra;
      count -= extra;
      let from = to - distance;
      if (from < oldest) {
        found = tooFarBack;
        break;
      }
      const end = to + length;
      if (distance < 4) {
        while (to < end) bytes[to++] = bytes[from++] as number;
      } else {
        // Whole words: what is written too much is overwritten.
        for (; to < end; to += 4, from += 4) view.setInt32(to, view.getInt32(from, true), true);
        to = end;
      }
    }
    input.hold = hold;
    input.count = count;
    input.at = at;
    output.at = to;
    input.putBack();
    if (found === tooFarBack) throw input.damaged("a match of what lies too far back");
    if ((found & invalid) !== 0) throw input.damaged("a code that it does not define");
    return (found & endOfBlock) !== 0;
  }
}
