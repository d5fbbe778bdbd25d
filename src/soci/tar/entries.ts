import type { PaxRecords, Time } from "./pax.ts";

/** The types of entries that a TOC has, by the words that it has for them. */
export const entryTypes = ["reg", "hardlink", "symlink", "char", "block", "dir", "fifo"] as const;

/** An entry of a tar archive. Names are bytes, as they need not be UTF-8. */
export interface TarEntry {
  readonly type: (typeof entryTypes)[number];
  readonly name: Uint8Array;
  readonly linkName: Uint8Array;
  readonly userName: Uint8Array;
  readonly groupName: Uint8Array;
  /** Bytes of the archive before the entry's data. */
  readonly offset: number;
  /** In bytes, as the header says; links have sizes without data. */
  readonly size: number;
  readonly mode: number;
  readonly userId: number;
  readonly groupId: number;
  readonly major: number;
  readonly minor: number;
  readonly modified: Time;
  /** All pax records, in the order of the bytes of their keys. */
  readonly records: PaxRecords;
}

const blockSize = 2 ** 18;

/** The numbers of an entry, in the order in which they are stored. */
const numbers = ["offset", "size", "mode", "userId", "groupId", "major", "minor"] as const;

const texts = ["name", "linkName", "userName", "groupName"] as const;

interface Block {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** Entries, packed into large blocks of memory: an object and some arrays each would take ten times as much. */
export class Entries {
  readonly #blocks: Block[] = [];
  /** Of each entry, the number of its block and where it begins there. */
  readonly #places: number[] = [];
  #end = 0;
  #bytes = 0;

  get count(): number {
    return this.#places.length / 2;
  }

  /** Bytes that they take. */
  get size(): number {
    return this.#bytes;
  }

  add(entry: TarEntry): void {
    const pieces = [...texts.map((text) => entry[text]), ...piecesOf(entry.records)];
    const block = this.#blockFor(length(pieces));
    this.#places.push(this.#blocks.length - 1, this.#end);
    const { view, bytes } = block;
    let at = this.#end;
    bytes[at] = entryTypes.indexOf(entry.type);
    at += 1;
    const { seconds, nanoseconds } = entry.modified;
    for (const number of [...numbers.map((name) => entry[name]), seconds, nanoseconds]) {
      view.setFloat64(at, number);
      at += 8;
    }
    view.setUint32(at, pieces.length);
    at += 4;
    for (const piece of pieces) {
      view.setUint32(at, piece.length);
      bytes.set(piece, at + 4);
      at += 4 + piece.length;
    }
    this.#bytes += at - this.#end;
    this.#end = at;
  }

  /** An entry by its number. Its texts are only lent. */
  at(index: number): TarEntry {
    const { bytes, view } = this.#blocks[this.#places[2 * index] as number] as Block;
    const start = this.#places[2 * index + 1] as number;
    const number = (position: number) => view.getFloat64(start + 1 + 8 * position);
    const pieces = piecesAt(bytes, view, start + 1 + 8 * (numbers.length + 2));
    const [name = none, linkName = none, userName = none, groupName = none, ...records] = pieces;
    return {
      type: entryTypes[bytes[start] as number] as TarEntry["type"],
      name,
      linkName,
      userName,
      groupName,
      offset: number(0),
      size: number(1),
      mode: number(2),
      userId: number(3),
      groupId: number(4),
      major: number(5),
      minor: number(6),
      modified: { seconds: number(7), nanoseconds: number(8) },
      records: recordsOf(records),
    };
  }

  #blockFor(needed: number): Block {
    const last = this.#blocks.at(-1);
    if (last && this.#end + needed <= last.bytes.length) return last;
    const bytes = new Uint8Array(Math.max(blockSize, needed));
    const block = { bytes, view: new DataView(bytes.buffer) };
    this.#blocks.push(block);
    this.#end = 0;
    return block;
  }
}

const none = new Uint8Array(0);

function length(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + 4 + piece.length, 1 + 8 * (numbers.length + 2) + 4);
}

function piecesOf(records: PaxRecords): Uint8Array[] {
  if (records.size === 0) return [];
  const sorted = [...records].sort(([left], [right]) => (left < right ? -1 : 1));
  return sorted.flatMap(([key, value]) => [Buffer.from(key, "latin1"), value]);
}

function piecesAt(bytes: Uint8Array, view: DataView, start: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let at = start + 4;
  for (let left = view.getUint32(start); left > 0; left--) {
    const end = at + 4 + view.getUint32(at);
    pieces.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return pieces;
}

function recordsOf(pieces: readonly Uint8Array[]): PaxRecords {
  const records = new Map<string, Uint8Array>();
  for (let index = 0; index + 1 < pieces.length; index += 2)
    records.set(Buffer.from(pieces[index] ?? none).toString("latin1"), pieces[index + 1] ?? none);
  return records;
}
