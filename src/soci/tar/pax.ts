import { Unindexable } from "../unindexable.ts";
import { decimal } from "./numbers.ts";

/** The records of a pax header by their keys, each byte of which is a character. */
export type PaxRecords = ReadonlyMap<string, Uint8Array>;

/** Records with a text where C's texts end at a zero byte. */
const texts = new Set(["path", "linkpath", "uname", "gname"]);

/** The shortest record is `5 a=` with its line end. */
const shortest = 5;

const damaged = () => new Unindexable("its tar has a damaged pax header");

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

/**
 * Reads the records `LENGTH KEY=VALUE\n` of a pax header (POSIX, "pax Extended Header"). Of a key that is there twice,
 * the second value counts.
 *
 * @throws {Unindexable} when they are damaged
 */
export function paxRecords(bytes: Uint8Array): PaxRecords {
  const records = new Map<string, Uint8Array>();
  for (let start = 0; start < bytes.length; ) {
    const end = start + recordLength(bytes, start);
    const from = bytes.indexOf(blank, start) + 1;
    const equals = bytes.indexOf(equalsSign, from);
    if (equals < from || equals >= end - 1 || bytes[end - 1] !== lineEnd) throw damaged();
    const key = latin1(bytes.subarray(from, equals));
    const value = bytes.subarray(equals + 1, end - 1);
    if (key === "" || (texts.has(key) ? value.includes(0) : key.includes("\0"))) throw damaged();
    records.set(key, value);
    start = end;
  }
  return records;
}

const blank = 32;
const equalsSign = 61;
const lineEnd = 10;

function recordLength(bytes: Uint8Array, start: number): number {
  const end = bytes.indexOf(blank, start);
  if (end < 0) throw damaged();
  const digits = latin1(bytes.subarray(start, end));
  const length = /^\+?\d+$/.test(digits) ? Number(digits) : 0;
  if (length < shortest || length <= digits.length + 1 || start + length > bytes.length) throw damaged();
  return length;
}

/** A time, in whole seconds since 1970 and nanoseconds after them. */
export interface Time {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/**
 * A time in a pax record: seconds since 1970, with decimals, of which nine count.
 *
 * @throws {Unindexable}
 */
export function paxTime(text: string): Time {
  const [whole = "", ...rest] = text.split(".");
  const decimals = rest.join(".");
  const seconds = decimal(whole);
  if (!/^\d*$/.test(decimals)) throw new Unindexable("its tar has a pax record with a damaged time");
  const nanoseconds = Number(decimals.slice(0, 9).padEnd(9, "0"));
  if (!whole.startsWith("-") || nanoseconds === 0) return { seconds, nanoseconds };
  return { seconds: seconds - 1, nanoseconds: 1e9 - nanoseconds };
}

/** The value of a record as a text of one character a byte, undefined where it is missing or empty. */
export function paxText(records: PaxRecords, key: string): string | undefined {
  const value = records.get(key);
  return value === undefined || value.length === 0 ? undefined : latin1(value);
}
