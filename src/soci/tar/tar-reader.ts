import { quoted } from "../../base/text.ts";
import { tarWith, Unindexable } from "../unindexable.ts";
import { Entries, type TarEntry } from "./entries.ts";
import { blockSize, isZero, type TarHeader, tarHeader, textIn } from "./header.ts";
import { decimal } from "./numbers.ts";
import { type PaxRecords, paxRecords, paxTime } from "./pax.ts";

/** What a tar archive holds. */
export interface Toc {
  readonly entries: Entries;
  /** Bytes of the archive with the two zero blocks at its end, without what pads it or follows. */
  readonly size: number;
}

const types: Readonly<Record<string, TarEntry["type"]>> = {
  "0": "reg",
  "1": "hardlink",
  "2": "symlink",
  "3": "char",
  "4": "block",
  "5": "dir",
  "6": "fifo",
};

/** What cannot be indexed, by its type. */
const others: Readonly<Record<string, string>> = {
  S: "a GNU sparse file",
  g: "a global pax header",
};

/** Types of headers that say something about the next: a pax header, and GNU's long name and long link name. */
type About = "x" | "L" | "K";

const isAbout = (type: string): type is About => /[xLK]/.test(type);

/** Go's archive/tar takes no longer ones. */
const longestAbout = 2 ** 20;

/** Bytes of the entries from which on their ztoc would be too large to be of use: those of some two million. */
const mostBytes = 2 ** 29;

/** What headers before an entry's own say about it. */
interface Said {
  readonly records: PaxRecords;
  readonly longName: string;
  readonly longLinkName: string;
}

const nothing: Said = { records: new Map(), longName: "", longLinkName: "" };

/** Reads the headers of a tar archive as it comes, as AWS's tool does with Go's archive/tar. */
export class TarReader {
  readonly #entries = new Entries();
  #position = 0;
  /** Bytes to be passed over, and how many of them only pad the data before them. */
  #passing = 0;
  #padding = 0;
  /** What is collected next, and as far as it is there. */
  #wanted = blockSize;
  #collected = 0;
  #piece = Buffer.alloc(blockSize);
  #about: About | undefined;
  #said = nothing;
  #zeroBlocks = 0;
  /** Where the next header is, as those who read a ztoc reckon. */
  #nextHeader = 0;

  /** @throws {Unindexable} when the archive is damaged, or has what no TOC can hold */
  write(written: Uint8Array): void {
    const bytes = Buffer.from(written.buffer, written.byteOffset, written.length);
    for (let at = 0; at < bytes.length && this.#zeroBlocks < 2; ) at += this.#take(bytes, at);
  }

  /** @throws {Unindexable} when the archive is cut short; its end may be missing, with the last entry's padding */
  end(): Toc {
    if (this.#passing > this.#padding || this.#collected > 0 || this.#about)
      throw new Unindexable("its tar is cut short");
    return { entries: this.#entries, size: this.#position };
  }

  /** Returns the number of bytes taken. */
  #take(bytes: Buffer, at: number): number {
    const left = bytes.length - at;
    if (this.#passing > 0) return this.#pass(Math.min(this.#passing, left));
    const count = Math.min(this.#wanted - this.#collected, left);
    if (this.#piece.length < this.#wanted) this.#piece = Buffer.alloc(this.#wanted);
    bytes.copy(this.#piece, this.#collected, at, at + count);
    this.#collected += count;
    if (this.#collected === this.#wanted) this.#use(this.#piece.subarray(0, this.#wanted));
    return count;
  }

  #pass(count: number): number {
    this.#passing -= count;
    this.#position += count;
    return count;
  }

  #expectData(size: number, padding: number): void {
    this.#passing = size + padding;
    this.#padding = padding;
  }

  #use(piece: Buffer): void {
    this.#position += piece.length;
    this.#collected = 0;
    if (this.#about) this.#useAbout(this.#about, piece);
    else this.#useHeader(piece);
  }

  #useHeader(block: Buffer): void {
    if (isZero(block)) {
      this.#zeroBlocks++;
      return;
    }
    if (this.#zeroBlocks > 0) throw new Unindexable("its tar goes on after a block of zeros");
    const header = tarHeader(block);
    if (isAbout(header.type)) this.#expectAbout(header.type, header.size);
    else this.#add(this.#entryOf(header));
  }

  #expectAbout(type: About, size: number): void {
    if (size < 0 || size > longestAbout) throw tarWith("a header of over 1 MiB");
    this.#about = type;
    this.#wanted = size;
    if (size === 0) this.#use(Buffer.alloc(0));
  }

  #useAbout(type: About, piece: Buffer): void {
    this.#about = undefined;
    this.#wanted = blockSize;
    this.#expectData(0, paddingAfter(piece.length));
    if (type === "x") this.#said = { ...this.#said, records: paxRecords(piece.toString("latin1")) };
    else
      this.#said = {
        ...this.#said,
        [type === "L" ? "longName" : "longLinkName"]: textIn(piece, 0, piece.length),
      };
  }

  #entryOf(header: TarHeader): TarEntry {
    const { records, longName, longLinkName } = this.#said;
    const said = <Value>(key: string, read: (text: string) => Value, otherwise: Value): Value => {
      const text = records.get(key);
      return text ? read(text) : otherwise;
    };
    const name = longName || records.get("path") || header.name;
    for (const key of ["atime", "ctime"]) said(key, paxTime, undefined);
    return {
      ...header,
      type: typeOf(header, name),
      name,
      linkName: longLinkName || records.get("linkpath") || header.linkName,
      userName: records.get("uname") || header.userName,
      groupName: records.get("gname") || header.groupName,
      offset: this.#position,
      size: said("size", decimal, header.size),
      userId: said("uid", decimal, header.userId),
      groupId: said("gid", decimal, header.groupId),
      modified: said("mtime", paxTime, { seconds: header.modified, nanoseconds: 0 }),
      records: [...records].sort(([left], [right]) => (left < right ? -1 : 1)),
    };
  }

  #add(entry: TarEntry): void {
    const { name, records, size, offset } = entry;
    if (records.some(([key]) => key.startsWith("GNU.sparse.")))
      throw tarWith(`${shown(name)}, a GNU sparse file`);
    if (size < 0) throw tarWith(`${shown(name)} with a negative size`);
    // AWS's tool writes such a TOC, which its snapshotter refuses to read.
    if (offset < this.#nextHeader) throw tarWith(`${shown(name)} within what the entry before it claims`);
    this.#entries.add(entry);
    if (this.#entries.size > mostBytes) throw tarWith("too many entries");
    const padding = paddingAfter(size);
    this.#nextHeader = offset + size + padding;
    if (entry.type === "reg") this.#expectData(size, padding);
    this.#said = nothing;
  }
}

/** Old archives have no type for directories, but a slash after their names. */
function typeOf({ type }: TarHeader, name: string): TarEntry["type"] {
  if (type === "\0") return name.endsWith("/") ? "dir" : "reg";
  const known = types[type];
  if (known) return known;
  throw tarWith(others[type] ?? `an entry of type ${quoted(type)}, ${shown(name)}`);
}

const shown = (name: string) => quoted(Buffer.from(name, "latin1").toString());

const paddingAfter = (size: number) => (blockSize - (size % blockSize)) % blockSize;
