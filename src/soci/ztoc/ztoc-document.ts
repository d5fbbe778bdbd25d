import type { TarEntry, Time } from "../tar/entries.ts";
import type { Toc } from "../tar/tar-reader.ts";
import type { CompressionInfo } from "./compression-info.ts";
import { FlatBuffer, integer, type Offset, reference } from "./flat-buffer.ts";

/** What a ztoc says. */
export interface ZtocContent {
  readonly buildTool: string;
  /** Bytes of the layer as it is stored. */
  readonly layerSize: number;
  readonly toc: Toc;
  readonly compression: CompressionInfo;
}

const formatVersion = "0.9";

/** The algorithm that the schema has for a ztoc that names none. */
const usualAlgorithm = 1;

/**
 * Writes a ztoc by the schema `ztoc/fbs/ztoc.fbs` of soci-snapshotter, in the order in which AWS's tool writes it, so
 * that the same content has the same bytes. Returns the pieces.
 */
export function ztocDocument(content: ZtocContent): Uint8Array[] {
  const buffer = new FlatBuffer();
  // What a table refers to is written before it: while its fields are listed.
  const root = buffer.table([
    reference(0, buffer.text(formatVersion)),
    reference(1, buffer.text(content.buildTool)),
    reference(4, writeToc(buffer, content.toc)),
    integer(2, 8, content.layerSize),
    integer(3, 8, content.toc.size),
    reference(5, writeCompression(buffer, content.compression)),
  ]);
  return buffer.finish(root);
}

function writeToc(buffer: FlatBuffer, { entries }: Toc): Offset {
  const offsets = new Array<Offset>(entries.count);
  for (let index = entries.count - 1; index >= 0; index--)
    offsets[index] = writeEntry(buffer, entries.at(index));
  return buffer.table([reference(0, buffer.offsets(offsets))]);
}

function writeEntry(buffer: FlatBuffer, entry: TarEntry): Offset {
  return buffer.table([
    reference(0, buffer.text(entry.name)),
    reference(1, buffer.text(entry.type)),
    integer(2, 8, entry.offset),
    integer(3, 8, entry.size),
    reference(4, buffer.text(entry.linkName)),
    integer(5, 8, entry.mode),
    integer(6, 4, entry.userId >>> 0),
    integer(7, 4, entry.groupId >>> 0),
    reference(8, buffer.text(entry.userName)),
    reference(9, buffer.text(entry.groupName)),
    reference(10, buffer.text(timeText(entry.modified))),
    integer(11, 8, entry.major),
    integer(12, 8, entry.minor),
    reference(13, buffer.offsets(entry.records.map((record) => writeRecord(buffer, record)))),
  ]);
}

function writeRecord(buffer: FlatBuffer, [key, value]: TarEntry["records"][number]): Offset {
  return buffer.table([reference(0, buffer.text(key)), reference(1, buffer.text(value))]);
}

function writeCompression(buffer: FlatBuffer, compression: CompressionInfo): Offset {
  const checkpoints = buffer.bytes(compression.checkpoints);
  const digests = buffer.offsets(compression.digests.map((digest) => buffer.text(digest)));
  return buffer.table([
    integer(1, 4, compression.digests.length - 1),
    reference(2, digests),
    reference(3, checkpoints),
    integer(0, 1, compression.algorithm, usualAlgorithm),
  ]);
}

const yearZero = -62_167_219_200;
const year10000 = 253_402_300_800;

/** A time as RFC 3339 has it, in UTC, whatever the machine's zone; nothing for one that it has no year for. */
function timeText({ seconds, nanoseconds }: Time): string {
  if (seconds < yearZero || seconds >= year10000) return "";
  const whole = new Date(1000 * seconds).toISOString().slice(0, "2026-01-31T00:00:00".length);
  const decimals = String(nanoseconds).padStart(9, "0").replace(/0+$/, "");
  return `${whole}${decimals && `.${decimals}`}Z`;
}
