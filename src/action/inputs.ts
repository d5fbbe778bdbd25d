import type { ActionTypes } from "../../action-types.d.ts";
import { inInput, UserError } from "../base/errors.ts";
import { quoted } from "../base/text.ts";

/** Reads the text of one input. Throws {@link UserError} without the input's name; `inputsOf` adds it. */
export type Parser<T> = (text: string) => T;

export type ActionName = keyof ActionTypes;
type Declared<A extends ActionName> = Required<ActionTypes[A]["inputs"]>;

/** `T`, read by a parser, if action-types.yml declares it as `D`; else a sentence for the compiler's error. */
type Fits<T, D> = [D] extends [readonly unknown[]]
  ? Parser<T>
  : string extends D
    ? Parser<T>
    : [Exclude<T, undefined>] extends [D]
      ? [D] extends [T]
        ? Parser<T>
        : { "does not accept": Exclude<D, T> }
      : { "accepts what action-types.yml does not": Exclude<T, D | undefined> };

type Exact<A extends ActionName, T> = {
  [K in keyof T]: K extends keyof Declared<A> ? Fits<T[K], Declared<A>[K]> : { "is no input of": A };
};

/**
 * Reads all inputs of the action `A`: `inputsOf<"wait-digests">()({ refs: required(list()), … })`.
 *
 * There must be exactly one parser an input. A missing, misspelt or surplus one does not compile, nor does one
 * that reads another type than action-types.yml declares, or other values of an enumeration. The result is
 * frozen.
 *
 * @throws UserError naming the first input that cannot be read.
 */
export function inputsOf<A extends ActionName>(env: NodeJS.ProcessEnv = process.env) {
  return <T extends { [K in keyof Declared<A>]: unknown }>(
    parsers: { readonly [K in keyof T]: Parser<T[K]> } & NoInfer<Exact<A, T>>,
  ): Readonly<T> => {
    const read = Object.entries<Parser<unknown>>(parsers).map(([name, parse]) => {
      const text = env[`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`] ?? "";
      return [name, inInput(name, () => parse(text))];
    });
    return Object.freeze(Object.fromEntries(read));
  };
}

/** The text without white space around it; `undefined` when nothing is left. */
export function text(): Parser<string | undefined> {
  return (raw) => raw.trim() || undefined;
}

/** What an input has that cannot be empty: of a list, at least one item. */
export type Given<T> = T extends readonly (infer I)[] ? readonly [I, ...I[]] : Exclude<T, undefined>;

/** `parse`, for an input that must be given and, when it is a list, must not be empty. */
export function required<T>(parse: Parser<T>): Parser<Given<T>> {
  return (raw) => {
    const value = raw.trim() === "" ? undefined : parse(raw);
    if (value === undefined || (Array.isArray(value) && value.length === 0))
      throw new UserError("is required, and nothing was given");
    return value as Given<T>;
  };
}

/**
 * `parse`, with the default of action.yml for an empty text, where nothing makes no sense. A runner fills in the default
 * where an input is not given, but hands an empty one on as it is (`ActionRunner.RunAsync` of GitHub's runner,
 * `populateEnvsFromInput` of act and of Gitea's): a list that may be empty is then the empty list, and has no fallback.
 */
export function withDefault<T>(parse: Parser<T>, fallback: string): Parser<Given<T>> {
  const given = required(parse);
  return (raw) => given(raw.trim() === "" ? fallback : raw);
}

/** The booleans of YAML 1.2's core schema, as `core.getBooleanInput` reads them. */
export function flag(): Parser<boolean> {
  return (raw) => {
    if (/^\s*(true|True|TRUE)\s*$/.test(raw)) return true;
    if (/^\s*(false|False|FALSE)\s*$/.test(raw)) return false;
    throw refused(raw, "is not a boolean", "true or false");
  };
}

/** `parse`, with 0 for the text `0`, which switches something off. */
export function orZero(parse: Parser<number>): Parser<number> {
  return (raw) => (raw.trim() === "0" ? 0 : parse(raw));
}

/** Lines without white space around them; blank ones are dropped. */
export function lines(): Parser<readonly string[]> {
  return (raw) => split(raw, /[\r\n]+/);
}

/** Words separated by lines or commas, without white space around them; blank ones are dropped. */
export function list(): Parser<readonly string[]> {
  return (raw) => split(raw, /[\r\n,]+/);
}

/** One of `values`, spelt exactly so. */
export function oneOf<const V extends string>(...values: readonly V[]): Parser<V> {
  return (raw) => {
    const found = values.find((value) => value === raw.trim());
    if (found === undefined) throw refused(raw, "is unknown", `one of ${values.join(", ")}`);
    return found;
  };
}

/** A whole number in decimal digits, from `min` to `max`. */
export function integer({ min, max }: { min: number; max: number }): Parser<number> {
  return (raw) => {
    const value = /^\s*[+-]?\d{1,15}\s*$/.test(raw) ? Number(raw) : Number.NaN;
    if (value >= min && value <= max) return value;
    const what = Number.isNaN(value) ? "is not a whole number" : "is out of range";
    throw refused(raw, what, `a whole number from ${min} to ${max}`);
  };
}

/** What `setTimeout` can count, 2³¹ − 1 ms, in whole hours. */
const longestHours = 596;

/**
 * A duration such as `500ms`, `90s`, `10m` or `1h30m` in ms; 596 h at most.
 *
 * @param options.zero whether none at all, such as `0s`, is one too
 */
export function duration({ zero = false }: { readonly zero?: boolean } = {}): Parser<number> {
  return (raw) => {
    const accepted = "a duration such as 90s, 10m or 1h30m";
    const trimmed = raw.trim();
    if (/^[+-]?\d+(\.\d+)?$/.test(trimmed)) throw refused(raw, "has no unit", accepted);
    const found = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(trimmed);
    if (trimmed === "" || !found) throw refused(raw, "is not a duration", accepted);
    const [hours = 0, minutes = 0, seconds = 0, ms = 0] = found.slice(1).map((digits) => Number(digits ?? 0));
    const value = ((hours * 60 + minutes) * 60 + seconds) * 1_000 + ms;
    if (value === 0 && !zero) throw refused(raw, "is zero", accepted);
    if (value > longestHours * 3_600_000)
      throw refused(raw, "is too long", `a duration of at most ${longestHours}h`);
    return value;
  };
}

function split(raw: string, separator: RegExp): readonly string[] {
  const parts = raw.split(separator).map((part) => part.trim());
  return Object.freeze(parts.filter((part) => part !== ""));
}

function refused(raw: string, what: string, accepted: string): UserError {
  return new UserError(`${quoted(raw.trim(), 60)} ${what}; expected ${accepted}`);
}
