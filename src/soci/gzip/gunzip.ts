import { crc32 } from "node:zlib";
import { Unindexable } from "../unindexable.ts";
import { BitReader, cutShort } from "./bits.ts";
import { Inflate } from "./inflate.ts";
import { isGzip, memberHeaderLength } from "./member-header.ts";
import { OutputWindow } from "./window.ts";

/** A place where decoding can start: after a gzip header, or between two blocks of deflate. */
export interface Boundary {
  /** Compressed bytes before it; one that it lies within counts. */
  readonly in: number;
  /** Decoded bytes before it. */
  readonly out: number;
  /** Bits of the last of the bytes `in` that come after it, 0 to 7. */
  readonly bits: number;
  /** The last 32 KiB that were decoded, with zeros in front where there are fewer. */
  history(): Uint8Array;
}

/** Who is told of boundaries, and of the compressed bytes between them. */
export interface BoundaryListener {
  /** Takes compressed bytes that have been read, in order and once; all of those before a boundary come before it. They are
   * only lent. */
  read(bytes: Uint8Array): void;
  boundary(boundary: Boundary): void;
}

/** Who is given bytes, in order and once. They are only lent. */
export interface Listener {
  write(bytes: Uint8Array): void;
}

/** Bytes of CRC-32 and size after a member (RFC 1952, 2.3.1). */
const trailerLength = 8;

/**
 * Reads gzip (RFC 1952) as it comes, and tells every boundary that decoding can start at: the end of a member's header,
 * and of each deflate block that is not its member's last. CRC-32 and size of each member are checked.
 *
 * `members` says whether more than one is taken.
 */
export class Gunzip {
  readonly #boundaries: BoundaryListener;
  readonly #decoded: Listener;
  readonly #members: "one" | "any";
  readonly #input: BitReader;
  readonly #output: OutputWindow;
  readonly #inflate: Inflate;
  #reads: "header" | "blocks" | "trailer" = "header";
  #complete = 0;
  #crc = 0;
  #start = 0;

  constructor(boundaries: BoundaryListener, decoded: Listener, members: "one" | "any") {
    this.#boundaries = boundaries;
    this.#decoded = decoded;
    this.#members = members;
    this.#input = new BitReader((bytes) => boundaries.read(bytes));
    this.#output = new OutputWindow((bytes) => this.#onDecoded(bytes));
    this.#inflate = new Inflate(this.#input, this.#output);
  }

  /**
   * Takes any number of bytes. What is decoded of them is at most 1032 times as much, and what waits from before.
   *
   * @throws {Unindexable}
   */
  write(chunk: Uint8Array): void {
    for (let taken = 0; taken < chunk.length; ) {
      taken += this.#input.write(chunk, taken);
      this.#run();
    }
  }

  /** @throws {Unindexable} when the stream is not complete */
  end(): void {
    this.#input.close();
    this.#run();
    if (this.#reads !== "header" || this.#complete === 0 || this.#input.left > 0) throw cutShort();
    this.#output.flush();
    this.#input.report();
  }

  #run(): void {
    while (this.#advance());
  }

  /** Returns whether there may be more to do. */
  #advance(): boolean {
    if (this.#reads === "header") return this.#readHeader();
    if (this.#reads === "trailer") return this.#readTrailer();
    const stop = this.#inflate.run();
    if (stop === "block") this.#tellBoundary();
    if (stop === "end") this.#reads = "trailer";
    return stop !== "input";
  }

  #readHeader(): boolean {
    const input = this.#input;
    const bytes = input.bytes.subarray(input.at, input.end);
    if (this.#complete > 0) this.#expectMember(bytes);
    const length = memberHeaderLength(bytes);
    if (length === undefined) return false;
    input.at += length;
    this.#output.flush();
    this.#crc = 0;
    this.#start = this.#output.total;
    this.#inflate.start();
    this.#reads = "blocks";
    this.#tellBoundary();
    return true;
  }

  /** @throws {Unindexable} when what follows a member is no other, or one too many */
  #expectMember(bytes: Uint8Array): void {
    if (!isGzip(bytes)) throw new Unindexable("bytes follow its gzip stream");
    if (bytes.length > 1 && this.#members === "one")
      throw new Unindexable("it is gzip of several members, which SOCI snapshotters before 0.14 cannot read");
  }

  #readTrailer(): boolean {
    const input = this.#input;
    input.align();
    if (input.left < trailerLength) return false;
    this.#output.flush();
    if (input.view.getUint32(input.at, true) !== this.#crc)
      throw new Unindexable("its gzip stream has a wrong CRC-32");
    if (input.view.getUint32(input.at + 4, true) !== (this.#output.total - this.#start) % 2 ** 32)
      throw new Unindexable("its gzip stream has a wrong size");
    input.at += trailerLength;
    this.#complete++;
    this.#reads = "header";
    return input.left > 0;
  }

  #onDecoded(bytes: Uint8Array): void {
    this.#crc = crc32(bytes, this.#crc);
    this.#decoded.write(bytes);
  }

  #tellBoundary(): void {
    this.#input.report();
    this.#boundaries.boundary({
      in: this.#input.position,
      out: this.#output.total,
      bits: this.#input.count,
      history: () => this.#output.history(),
    });
  }
}
