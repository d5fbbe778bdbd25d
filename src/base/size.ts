import { UserError } from "./errors.ts";
import { quoted } from "./text.ts";

const units: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{ B: 1, kB: 1000, MB: 1000 ** 2, GB: 1000 ** 3 },
    ...{ KiB: 1 << 10, MiB: 1 << 20, GiB: 1 << 30 },
  }),
);

const expected = `expected a number with one of ${[...units.keys()].join(", ")}, such as 10MiB`;

/**
 * Reads a size with its unit, such as `10MiB` or `1.5 GB`, in whole bytes.
 *
 * @throws {UserError} when it has no unit, or is none
 */
export function parseSize(text: string): number {
  const [, digits, unit = ""] = /^\s*(\d{1,15}(?:\.\d{1,15})?)\s*([A-Za-z]*)\s*$/.exec(text) ?? [];
  const bytes = units.get(unit);
  if (digits !== undefined && unit === "")
    throw new UserError(`${quoted(text, 60)} has no unit; ${expected}`);
  if (digits === undefined || bytes === undefined)
    throw new UserError(`${quoted(text, 60)} is not a size; ${expected}`);
  const size = Math.round(Number(digits) * bytes);
  if (!Number.isSafeInteger(size)) throw new UserError(`${quoted(text, 60)} is too large; ${expected}`);
  return size;
}

/** A number of bytes as one reads it, by powers of 1,000: `0 B`, `750 kB`, `12.3 MB`, `120 MB`, `1.25 GB`. */
export function formatSize(bytes: number): string {
  const sign = bytes < 0 ? "-" : "";
  const amount = Math.abs(bytes);
  if (amount < 1_000) return `${sign}${Math.round(amount)} B`;
  const names = ["kB", "MB", "GB", "TB"];
  let value = amount / 1_000;
  let unit = 0;
  // What would be rounded to 1000 belongs to the next unit.
  while (value >= 999.5 && unit < names.length - 1) {
    value /= 1_000;
    unit++;
  }
  return `${sign}${value >= 99.95 ? Math.round(value) : Number(value.toPrecision(3))} ${names[unit]}`;
}
