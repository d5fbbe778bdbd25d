import type { TarEntry } from "../tar/entries.ts";
import type { Time } from "../tar/pax.ts";
import type { Toc } from "../tar/tar-reader.ts";
import type { CompressionInfo } from "./compression-info.ts";
import { FlatBuffer, type Offset } from "./flat-buffer.ts";

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
  const text = (value: string) => buffer.text(Buffer.from(value));
  const version = text(formatVersion);
  const buildTool = text(content.buildTool);
  const toc = yield* writeToc(buffer, content.toc);
  const compression = writeCompression(buffer, content.compression);
  buffer.begin();
  buffer.addOffset(0, version);
  buffer.addOffset(1, buildTool);
  buffer.addOffset(4, toc);
  buffer.addInteger(2, 8, content.layerSize);
  buffer.addInteger(3, 8, content.toc.size);
  buffer.addOffset(5, compression);
  return buffer.finish(buffer.end());
}

function* writeToc(buffer: FlatBuffer, { entries }: Toc): Generator<void, Offset> {
  const offsets = new Array<Offset>(entries.count);
  for (let index = entries.count - 1; index >= 0; index--) {
    offsets[index] = writeEntry(buffer, entries.at(index));
    if (index % entriesAtOnce === 0) yield;
  }
  const vector = buffer.offsets(offsets);
  buffer.begin();
  buffer.addOffset(0, vector);
  return buffer.end();
}

function writeEntry(buffer: FlatBuffer, entry: TarEntry): Offset {
  const name = buffer.text(entry.name);
  const type = buffer.text(Buffer.from(entry.type));
  const linkName = buffer.text(entry.linkName);
  const userName = buffer.text(entry.userName);
  const groupName = buffer.text(entry.groupName);
  const modified = buffer.text(Buffer.from(timeText(entry.modified)));
  const records = buffer.offsets(
    Array.from(entry.records, ([key, value]) => writeRecord(buffer, Buffer.from(key, "latin1"), value)),
  );
  buffer.begin();
  buffer.addOffset(0, name);
  buffer.addOffset(1, type);
  buffer.addInteger(2, 8, entry.offset);
  buffer.addInteger(3, 8, entry.size);
  buffer.addOffset(4, linkName);
  buffer.addInteger(5, 8, entry.mode);
  buffer.addInteger(6, 4, entry.userId >>> 0);
  buffer.addInteger(7, 4, entry.groupId >>> 0);
  buffer.addOffset(8, userName);
  buffer.addOffset(9, groupName);
  buffer.addOffset(10, modified);
  buffer.addInteger(11, 8, entry.major);
  buffer.addInteger(12, 8, entry.minor);
  buffer.addOffset(13, records);
  return buffer.end();
}

function writeRecord(buffer: FlatBuffer, keyBytes: Uint8Array, valueBytes: Uint8Array): Offset {
  const key = buffer.text(keyBytes);
  const value = buffer.text(valueBytes);
  buffer.begin();
  buffer.addOffset(0, key);
  buffer.addOffset(1, value);
  return buffer.end();
}

function writeCompression(buffer: FlatBuffer, compression: CompressionInfo): Offset {
  const checkpoints = buffer.bytes(compression.checkpoints);
  const digests = buffer.offsets(compression.digests.map((digest) => buffer.text(Buffer.from(digest))));
  buffer.begin();
  buffer.addInteger(1, 4, compression.digests.length - 1);
  buffer.addOffset(2, digests);
  buffer.addOffset(3, checkpoints);
  buffer.addInteger(0, 1, compression.algorithm, usualAlgorithm);
  return buffer.end();
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
