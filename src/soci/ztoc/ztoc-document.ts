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

/** Entries that are written without a pause: less than a millisecond's. */
const entriesAtOnce = 64;

/**
 * Writes a ztoc by the schema `ztoc/fbs/ztoc.fbs` of soci-snapshotter, in the order in which AWS's tool writes it, so
 * that the same content has the same bytes. It stops time and again, so that others get their turn. Returns the pieces.
 */
export function* ztocDocument(content: ZtocContent): Generator<void, Uint8Array[]> {
  const buffer = new FlatBuffer();
  const version = buffer.text(formatVersion);
  const buildTool = buffer.text(content.buildTool);
  const toc = yield* writeToc(buffer, content.toc);
  const compression = writeCompression(buffer, content.compression);
  const root = buffer.table([
    reference(0, version),
    reference(1, buildTool),
    reference(4, toc),
    integer(2, 8, content.layerSize),
    integer(3, 8, content.toc.size),
    reference(5, compression),
  ]);
  return buffer.finish(root);
}

function* writeToc(buffer: FlatBuffer, { entries }: Toc): Generator<void, Offset> {
  const offsets = new Array<Offset>(entries.count);
  for (let index = entries.count - 1; index >= 0; index--) {
    offsets[index] = writeEntry(buffer, entries.at(index));
    if (index % entriesAtOnce === 0) yield;
  }
  return buffer.table([reference(0, buffer.offsets(offsets))]);
}

function writeEntry(buffer: FlatBuffer, entry: TarEntry): Offset {
  const name = buffer.text(entry.name);
  const type = buffer.text(entry.type);
  const linkName = buffer.text(entry.linkName);
  const userName = buffer.text(entry.userName);
  const groupName = buffer.text(entry.groupName);
  const modified = buffer.text(timeText(entry.modified));
  const records = buffer.offsets(entry.records.map((record) => writeRecord(buffer, record)));
  return buffer.table([
    reference(0, name),
    reference(1, type),
    integer(2, 8, entry.offset),
    integer(3, 8, entry.size),
    reference(4, linkName),
    integer(5, 8, entry.mode),
    integer(6, 4, entry.userId >>> 0),
    integer(7, 4, entry.groupId >>> 0),
    reference(8, userName),
    reference(9, groupName),
    reference(10, modified),
    integer(11, 8, entry.major),
    integer(12, 8, entry.minor),
    reference(13, records),
  ]);
}

function writeRecord(buffer: FlatBuffer, [keyText, valueText]: TarEntry["records"][number]): Offset {
  const key = buffer.text(keyText);
  const value = buffer.text(valueText);
  return buffer.table([reference(0, key), reference(1, value)]);
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
