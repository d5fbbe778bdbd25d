import { UserError } from "../../base/errors.ts";
import { quoted } from "../../base/text.ts";

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
