import { tarWith } from "../unindexable.ts";
import type { Time } from "./entries.ts";
import { decimal } from "./numbers.ts";

/** The records of a pax header by their keys. Texts are Latin-1, a character for each byte. */
export type PaxRecords = ReadonlyMap<string, string>;

/** Records whose values end at a zero byte where C reads them. */
const texts = /^(?:path|linkpath|uname|gname)$/;

const damaged = () => tarWith("a damaged pax header");

/**
 * Reads the records `LENGTH KEY=VALUE\n` of a pax header (POSIX, "pax Extended Header"). Of a key that is there twice,
 * the second value counts.
 *
 * @throws {Unindexable} when they are damaged
 */
export function paxRecords(text: string): PaxRecords {
  const records = new Map<string, string>();
  for (let start = 0; start < text.length; ) {
    const end = start + recordLength(text, start);
    const record = text.slice(text.indexOf(" ", start) + 1, end);
    const equals = record.indexOf("=");
    if (equals < 1 || !record.endsWith("\n")) throw damaged();
    const key = record.slice(0, equals);
    const value = record.slice(equals + 1, -1);
    if ((texts.test(key) ? value : key).includes("\0")) throw damaged();
    records.set(key, value);
    start = end;
  }
  return records;
}

function recordLength(text: string, start: number): number {
  const blank = text.indexOf(" ", start);
  const digits = text.slice(start, blank);
  const length = blank > start && /^\+?\d+$/.test(digits) ? Number(digits) : 0;
  if (length <= digits.length + 1 || start + length > text.length) throw damaged();
  return length;
}

/**
 * A time in a pax record: seconds since 1970, with decimals, of which nine count.
 *
 * @throws {Unindexable}
 */
export function paxTime(text: string): Time {
  const [, whole = "", decimals = ""] = /^([^.]*)\.?(.*)$/s.exec(text) ?? [];
  const seconds = decimal(whole);
  if (!/^\d*$/.test(decimals)) throw tarWith("a pax record with a damaged time");
  const nanoseconds = Number(decimals.slice(0, 9).padEnd(9, "0"));
  if (!whole.startsWith("-") || nanoseconds === 0) return { seconds, nanoseconds };
  return { seconds: seconds - 1, nanoseconds: 1e9 - nanoseconds };
}
