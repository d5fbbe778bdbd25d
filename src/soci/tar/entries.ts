/** An entry of a tar archive. Texts are Latin-1, a character for each byte, as they need not be UTF-8. */
export interface TarEntry {
  readonly type: "reg" | "hardlink" | "symlink" | "char" | "block" | "dir" | "fifo";
  readonly name: string;
  readonly linkName: string;
  readonly userName: string;
  readonly groupName: string;
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
  /** All pax records, in the order of their keys. */
  readonly records: readonly (readonly [key: string, value: string])[];
}

/** A time, in whole seconds since 1970 and nanoseconds after them. */
export interface Time {
  readonly seconds: number;
  readonly nanoseconds: number;
}

const blockSize = 2 ** 18;

/** Entries as text, packed into large blocks of memory: as objects they would take several times as much. */
export class Entries {
  readonly #blocks: Buffer[] = [];
  /** Of each entry, its block, and where it begins and ends there. */
  readonly #places: number[] = [];
  #end = blockSize;
  #size = 0;

  get count(): number {
    return this.#places.length / 3;
  }

  /** Bytes that they take. */
  get size(): number {
    return this.#size;
  }

  add(entry: TarEntry): void {
    const text = JSON.stringify(entry);
    if (this.#end + text.length > blockSize) {
      this.#blocks.push(Buffer.alloc(Math.max(blockSize, text.length)));
      this.#end = 0;
    }
    const start = this.#end;
    this.#end += this.#blocks.at(-1)?.write(text, start, "latin1") ?? 0;
    this.#places.push(this.#blocks.length - 1, start, this.#end);
    this.#size += text.length;
  }

  /** An entry by its number. */
  at(index: number): TarEntry {
    const [block = 0, start, end] = this.#places.slice(3 * index, 3 * index + 3);
    return JSON.parse(this.#blocks[block]?.toString("latin1", start, end) ?? "");
  }
}
