// Reads a ztoc by its schema (ztoc/fbs/ztoc.fbs of soci-snapshotter), apart from what writes it.

const windowSize = 32_768;

/** What a ztoc says. */
export interface ReadZtoc {
  readonly version: string;
  readonly buildTool: string;
  readonly layerSize: number;
  readonly tarSize: number;
  readonly files: readonly ReadFile[];
  readonly algorithm: number;
  readonly maxSpan: number;
  readonly digests: readonly string[];
  readonly checkpoints: Buffer;
}

export interface ReadFile {
  readonly name: string;
  readonly type: string;
  readonly offset: number;
  readonly size: number;
  readonly linkName: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly userName: string;
  readonly groupName: string;
  readonly modified: string;
  readonly major: number;
  readonly minor: number;
  readonly records: Readonly<Record<string, string>>;
}

export interface Checkpoint {
  readonly in: number;
  readonly out: number;
  readonly bits: number;
  readonly window: Buffer;
}

/** A table of a FlatBuffer, whose fields are found by their slots. Texts are Latin-1. */
class Table {
  readonly #bytes: Buffer;
  readonly #start: number;

  constructor(bytes: Buffer, start: number) {
    this.#bytes = bytes;
    this.#start = start;
  }

  static root(bytes: Buffer): Table {
    return new Table(bytes, bytes.readUInt32LE(0));
  }

  #field(slot: number): number | undefined {
    const shape = this.#start - this.#bytes.readInt32LE(this.#start);
    if (4 + 2 * slot >= this.#bytes.readUInt16LE(shape)) return undefined;
    return this.#bytes.readUInt16LE(shape + 4 + 2 * slot) || undefined;
  }

  #referred(slot: number): number {
    const field = this.#field(slot);
    if (field === undefined) throw new Error(`slot ${slot} is missing`);
    return this.#start + field + this.#bytes.readUInt32LE(this.#start + field);
  }

  int8(slot: number, otherwise: number): number {
    const field = this.#field(slot);
    return field === undefined ? otherwise : this.#bytes.readInt8(this.#start + field);
  }

  uint32(slot: number): number {
    const field = this.#field(slot);
    return field === undefined ? 0 : this.#bytes.readUInt32LE(this.#start + field);
  }

  int64(slot: number): number {
    const field = this.#field(slot);
    return field === undefined ? 0 : Number(this.#bytes.readBigInt64LE(this.#start + field));
  }

  table(slot: number): Table {
    return new Table(this.#bytes, this.#referred(slot));
  }

  bytes(slot: number): Buffer {
    const start = this.#referred(slot);
    return this.#bytes.subarray(start + 4, start + 4 + this.#bytes.readUInt32LE(start));
  }

  text(slot: number): string {
    return this.bytes(slot).toString("latin1");
  }

  #elements(slot: number): number[] {
    const start = this.#referred(slot);
    const places = Array.from(
      { length: this.#bytes.readUInt32LE(start) },
      (_, index) => start + 4 + 4 * index,
    );
    return places.map((place) => place + this.#bytes.readUInt32LE(place));
  }

  /** The number of elements of a vector. */
  count(slot: number): number {
    return this.#bytes.readUInt32LE(this.#referred(slot));
  }

  tables(slot: number): Table[] {
    return this.#elements(slot).map((start) => new Table(this.#bytes, start));
  }

  texts(slot: number): string[] {
    return this.#elements(slot).map((start) =>
      this.#bytes.toString("latin1", start + 4, start + 4 + this.#bytes.readUInt32LE(start)),
    );
  }
}

/** How many spans and files a ztoc has, without reading them. */
export function countsOf(chunks: readonly Uint8Array[]): { spans: number; files: number } {
  const root = Table.root(Buffer.concat(chunks));
  return { spans: root.table(5).count(2), files: root.table(4).count(0) };
}

export function readZtoc(chunks: readonly Uint8Array[]): ReadZtoc {
  const root = Table.root(Buffer.concat(chunks));
  const compression = root.table(5);
  return {
    version: root.text(0),
    buildTool: root.text(1),
    layerSize: root.int64(2),
    tarSize: root.int64(3),
    files: root.table(4).tables(0).map(readFile),
    algorithm: compression.int8(0, 1),
    maxSpan: compression.uint32(1),
    digests: compression.texts(2),
    checkpoints: compression.bytes(3),
  };
}

function readFile(file: Table): ReadFile {
  return {
    name: file.text(0),
    type: file.text(1),
    offset: file.int64(2),
    size: file.int64(3),
    linkName: file.text(4),
    mode: file.int64(5),
    uid: file.uint32(6),
    gid: file.uint32(7),
    userName: file.text(8),
    groupName: file.text(9),
    modified: file.text(10),
    major: file.int64(11),
    minor: file.int64(12),
    records: Object.fromEntries(file.tables(13).map((record) => [record.text(0), record.text(1)])),
  };
}

/** The checkpoints of a gzip layer. */
export function gzipCheckpoints({ checkpoints: bytes }: ReadZtoc): Checkpoint[] {
  const count = bytes.readInt32LE(0);
  return Array.from({ length: count }, (_, index) => {
    const at = 12 + index * (17 + windowSize);
    return {
      in: Number(bytes.readBigInt64LE(at)),
      out: Number(bytes.readBigInt64LE(at + 8)),
      bits: bytes.readUInt8(at + 16),
      window: bytes.subarray(at + 17, at + 17 + windowSize),
    };
  });
}

/** What `TarZinfo` says, the checkpoints of a layer that is not compressed. */
export function tarCheckpoints({ checkpoints }: ReadZtoc) {
  const root = Table.root(checkpoints);
  return { version: root.uint32(0), spanSize: root.int64(1), size: root.int64(2) };
}
