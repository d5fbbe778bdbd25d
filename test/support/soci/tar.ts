const blockSize = 512;

/** A header of tar, ustar unless `magic` says otherwise. Texts are Latin-1, so each character is a byte. */
export interface HeaderFields {
  readonly name: string;
  readonly type?: string;
  readonly size?: number;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Seconds since 1970. */
  readonly mtime?: number;
  readonly linkName?: string;
  readonly userName?: string;
  readonly groupName?: string;
  readonly prefix?: string;
  readonly magic?: string;
}

/** Octal digits, or base 256 as GNU tar has it where they have no room. */
function writeNumber(block: Buffer, value: number, start: number, length: number): void {
  if (value >= 0 && value < 8 ** (length - 1)) {
    block.write(`${value.toString(8).padStart(length - 1, "0")}\0`, start, "latin1");
    return;
  }
  let rest = BigInt.asUintN(8 * length, BigInt(value));
  for (let at = start + length - 1; at >= start; at--, rest >>= 8n) block[at] = Number(rest & 0xffn);
  block[start] = (block[start] ?? 0) | 0x80;
}

export function tarHeaderOf(fields: HeaderFields): Buffer {
  const block = Buffer.alloc(blockSize);
  block.write(fields.name, 0, 100, "latin1");
  writeNumber(block, fields.mode ?? 0o644, 100, 8);
  writeNumber(block, fields.uid ?? 0, 108, 8);
  writeNumber(block, fields.gid ?? 0, 116, 8);
  writeNumber(block, fields.size ?? 0, 124, 12);
  writeNumber(block, fields.mtime ?? 0, 136, 12);
  block.write("        ", 148);
  block.write(fields.type ?? "0", 156, "latin1");
  block.write(fields.linkName ?? "", 157, 100, "latin1");
  block.write(fields.magic ?? "ustar\x0000", 257, "latin1");
  block.write(fields.userName ?? "", 265, 32, "latin1");
  block.write(fields.groupName ?? "", 297, 32, "latin1");
  block.write(fields.prefix ?? "", 345, 155, "latin1");
  return withChecksum(block);
}

/** Writes the checksum that a header has to have. */
export function withChecksum(block: Buffer): Buffer {
  block.write("        ", 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

/** A header with what follows it, padded. */
export function tarEntryOf(fields: HeaderFields, content: Uint8Array = Buffer.alloc(0)): Buffer {
  const padding = Buffer.alloc((blockSize - (content.length % blockSize)) % blockSize);
  return Buffer.concat([tarHeaderOf({ size: content.length, ...fields }), content, padding]);
}

/** A pax header about the entry that comes next; keys and values are Latin-1. */
export function paxHeaderOf(records: Readonly<Record<string, string>>): Buffer {
  const content = Object.entries(records).map(([key, value]) => paxRecordOf(key, value));
  return tarEntryOf({ name: "PaxHeaders/x", type: "x" }, Buffer.from(content.join(""), "latin1"));
}

function paxRecordOf(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  let length = rest.length;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return length + rest;
}

export const tarEnd = Buffer.alloc(2 * blockSize);
