import { parseSize } from "../base/size.ts";
import { integer, type Parser } from "./inputs.ts";

/** `parse`, with `undefined` where nothing is left without white space. */
export function optional<T>(parse: Parser<T>): Parser<T | undefined> {
  return (raw) => (raw.trim() === "" ? undefined : parse(raw));
}

/** A size with its unit, such as `20GB` or `512MiB`, in bytes. */
export function size(): Parser<number> {
  return parseSize;
}

/**
 * A share of a whole such as `85` or `85%`, in percent.
 *
 * @param options.min and `max` are the least and the most that are accepted, whole numbers
 */
export function percent({ min, max }: { min: number; max: number }): Parser<number> {
  return (raw) => integer({ min, max })(raw.trim().replace(/\s*%$/, ""));
}
