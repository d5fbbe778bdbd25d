import { quoted } from "../../base/text.ts";
import { Unindexable } from "../unindexable.ts";
import { Entries, type TarEntry } from "./entries.ts";
import { blockSize, isZero, type TarHeader, tarHeader, textIn } from "./header.ts";
import { decimal } from "./numbers.ts";
import { type PaxRecords, paxRecords, paxText, paxTime } from "./pax.ts";

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
  "7": "a contiguous file",
  S: "a GNU sparse file",
  g: "a global pax header",
};

/** Types of headers that say something about the next: a pax header, and GNU's long name and long link name. */
type About = "x" | "L" | "K";

/** Go's archive/tar takes no longer ones. */
const longestAbout = 2 ** 20;

/** Bytes of the entries from which on their ztoc would be too large to be of use: those of some three million. */
const mostBytes = 2 ** 29;

const noRecords: PaxRecords = new Map();

/** Reads the headers of a tar archive as it comes, as AWS's tool does with Go's archive/tar. */
export class TarReader {
  readonly #entries = new Entries();
  #position = 0;
  /** Bytes of data, and of padding after them, to be passed over. */
  #data = 0;
  #padding = 0;
  /** What is collected next, and as far as it is there. */
  #wanted = blockSize;
  #collected = 0;
  #piece = new Uint8Array(blockSize);
  #about: About | undefined;
  #records: PaxRecords = noRecords;
  #longName: Uint8Array | undefined;
  #longLinkName: Uint8Array | undefined;
  #zeroBlocks = 0;
  /** Where the next header is, as those who read a ztoc reckon. */
  #nextHeader = 0;

  /** @throws {Unindexable} when the archive is damaged, or has what no TOC can hold */
  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && this.#zeroBlocks < 2; ) at += this.#take(bytes, at);
  }

  /** @throws {Unindexable} when the archive is cut short; its end may be missing, with the last entry's padding */
  end(): Toc {
    if (this.#data > 0 || this.#collected > 0 || this.#about) throw new Unindexable("its tar is cut short");
    return { entries: this.#entries, size: this.#position };
  }

  /** Returns the number of bytes taken. */
  #take(bytes: Uint8Array, at: number): number {
    const left = bytes.length - at;
    if (this.#data > 0 || this.#padding > 0) return this.#pass(left);
    if (this.#collected === 0 && left >= this.#wanted)
      return this.#use(bytes.subarray(at, at + this.#wanted));
    const count = Math.min(this.#wanted - this.#collected, left);
    if (this.#collected === 0 && this.#piece.length < this.#wanted)
      this.#piece = new Uint8Array(this.#wanted);
    this.#piece.set(bytes.subarray(at, at + count), this.#collected);
    this.#collected += count;
    if (this.#collected === this.#wanted) this.#use(this.#piece.subarray(0, this.#wanted));
    return count;
  }

  #pass(left: number): number {
    const data = Math.min(this.#data, left);
    const padding = Math.min(this.#padding, left - data);
    this.#data -= data;
    this.#padding -= padding;
    this.#position += data + padding;
    return data + padding;
  }

  /** Returns the number of bytes of the piece. */
  #use(piece: Uint8Array): number {
    this.#position += piece.length;
    this.#collected = 0;
    if (this.#about) this.#useAbout(this.#about, piece);
    else this.#useHeader(piece);
    return piece.length;
  }

  #useHeader(block: Uint8Array): void {
    if (isZero(block)) {
      this.#zeroBlocks++;
      return;
    }
    if (this.#zeroBlocks > 0) throw new Unindexable("its tar goes on after a block of zeros");
    const header = tarHeader(block);
    if (header.type === "x" || header.type === "L" || header.type === "K")
      this.#expectAbout(header.type, header.size);
    else this.#add(this.#entryOf(header));
  }

  #expectAbout(type: About, size: number): void {
    if (size < 0 || size > longestAbout) throw new Unindexable("its tar has a header of over 1 MiB");
    this.#about = type;
    this.#wanted = size;
    if (size === 0) this.#useAbout(type, new Uint8Array(0));
  }

  #useAbout(type: About, piece: Uint8Array): void {
    this.#about = undefined;
    this.#wanted = blockSize;
    this.#padding = paddingAfter(piece.length);
    const bytes = piece.slice();
    if (type === "x") this.#records = paxRecords(bytes);
    else if (type === "L") this.#longName = textIn(bytes, 0, bytes.length);
    else this.#longLinkName = textIn(bytes, 0, bytes.length);
  }

  #entryOf(header: TarHeader): TarEntry {
    const records = this.#records;
    const number = (key: string, otherwise: number) => {
      const text = paxText(records, key);
      return text === undefined ? otherwise : decimal(text);
    };
    const name = nonEmpty(this.#longName) ?? nonEmpty(records.get("path")) ?? header.name;
    const entry = {
      type: typeOf(header, name),
      name,
      linkName: nonEmpty(this.#longLinkName) ?? nonEmpty(records.get("linkpath")) ?? header.linkName,
      userName: nonEmpty(records.get("uname")) ?? header.userName,
      groupName: nonEmpty(records.get("gname")) ?? header.groupName,
      offset: this.#position,
      size: number("size", header.size),
      mode: header.mode,
      userId: number("uid", header.userId),
      groupId: number("gid", header.groupId),
      major: header.major,
      minor: header.minor,
      modified: timeOf(records, "mtime") ?? { seconds: header.modified, nanoseconds: 0 },
      records,
    };
    for (const key of ["atime", "ctime"]) timeOf(records, key);
    return entry;
  }

  #add(entry: TarEntry): void {
    const { name, records, size, offset } = entry;
    if (records !== noRecords && [...records.keys()].some((key) => key.startsWith("GNU.sparse.")))
      throw new Unindexable(`its tar has ${shown(name)}, a GNU sparse file`);
    if (size < 0) throw new Unindexable(`its tar has ${shown(name)} with a negative size`);
    // AWS's tool writes such a TOC, which its snapshotter refuses to read.
    if (offset < this.#nextHeader)
      throw new Unindexable(`its tar has ${shown(name)} within what the entry before it claims`);
    this.#entries.add(entry);
    if (this.#entries.size > mostBytes) throw new Unindexable("its tar has too many entries");
    this.#nextHeader = offset + size + paddingAfter(size);
    this.#data = entry.type === "reg" ? size : 0;
    this.#padding = paddingAfter(this.#data);
    this.#records = noRecords;
    this.#longName = undefined;
    this.#longLinkName = undefined;
  }
}

/** Old archives have no type for directories, but a slash after their names. */
function typeOf({ type }: TarHeader, name: Uint8Array): TarEntry["type"] {
  if (type === "\0") return name.at(-1) === slash ? "dir" : "reg";
  const known = types[type];
  if (known) return known;
  throw new Unindexable(`its tar has ${others[type] ?? `an entry of type ${quoted(type)}, ${shown(name)}`}`);
}

const slash = 47;

const shown = (name: Uint8Array) => quoted(Buffer.from(name).toString());

const paddingAfter = (size: number) => (blockSize - (size % blockSize)) % blockSize;

const nonEmpty = (text: Uint8Array | undefined) => (text?.length ? text : undefined);

function timeOf(records: PaxRecords, key: string) {
  const text = paxText(records, key);
  return text === undefined ? undefined : paxTime(text);
}
