import { wellKnownFunctions } from "@actions/expressions/funcs";
import { isRecord } from "../../base/json.ts";
import { areEqual, foldedParts, isPrimitive, type Single, type Truth, toData } from "./operators.ts";
import { anything, isOpen, isSomeText, type Possible, partsOf, someText, sourcesOf } from "./possible.ts";
import {
  anyText,
  beginsWith,
  concatenated,
  endsIn,
  mayBeginWith,
  mayEndIn,
  mayHold,
  type Parts,
} from "./some-text.ts";
import { isMap, textOf, Unknown, type Value } from "./value.ts";

type Call = (args: readonly Single[]) => Possible;

const no = false;
const either: Possible = [true, false];
const possible = (truth: Truth): Possible => (truth === undefined ? either : [truth]);

/** Longer texts are left to a run, in characters: calls within calls could make them of any length. */
const longestText = 20_000;

/**
 * The functions of expressions over values that may be unknown, by their names in lower case. What is known is left to
 * GitHub's own functions. A call that fails gives anything, since runners do not fail alike.
 */
const functions: Readonly<Record<string, Call>> = {
  always: () => [true],
  success: () => either,
  failure: () => either,
  cancelled: () => either,
  case: ([...args]) => chosen(args),
  contains: ([search = null, item = null]) => possible(holds(search, item)),
  startswith: ([text = null, start = null]) => possible(startsWith(text, start)),
  endswith: ([text = null, end = null]) => possible(endsWith(text, end)),
  format: (args) => [formatted(args)],
  join: ([list = null, separator = ","]) => [joined(list, separator)],
  fromjson: ([text = null]) => fromJson(text),
  tojson: ([value = null]) => [toJson(value)],
  hashfiles: () => [someText(anyText, ["hashFiles()"])],
};

/** What a function gives for some arguments. */
export function call(name: string, args: readonly Single[]): Possible {
  try {
    return functions[name.toLowerCase()]?.(args) ?? anything;
  } catch {
    // GitHub's functions throw an Error for arguments that they refuse.
    return anything;
  }
}

/** Conditions and values in turn, and the value where no condition holds. */
function chosen(args: readonly Single[]): Possible {
  const found: Single[] = [];
  for (let at = 0; at + 1 < args.length; at += 2) {
    const [condition = null, value = null] = args.slice(at);
    if (condition === false) continue;
    found.push(value);
    if (condition === true) return found;
    if (!(condition instanceof Unknown) || isSomeText(condition)) return anything;
  }
  return [...found, args.at(-1) ?? null];
}

/** A text that may be unknown; undefined for a list and a map. */
const textIn = (value: Single): Parts | undefined =>
  isPrimitive(value) || isSomeText(value) ? partsOf(value) : undefined;

const isAnything = (value: Single): boolean => value instanceof Unknown && !isSomeText(value);

function holds(search: Single, item: Single): Truth {
  if (isAnything(search)) return undefined;
  if (Array.isArray(search)) return holdsItem(search as readonly Single[], item);
  if (isAnything(item)) return undefined;
  const lower = (parts: Parts | undefined) => parts?.map((part) => part.toLowerCase());
  const [text, part] = [lower(textIn(search)), lower(textIn(item))];
  if (text === undefined || part === undefined) return no;
  if (part.length === 1) {
    if (text.some((one) => one.includes(part[0] ?? ""))) return true;
    return text.length === 1 ? no : undefined;
  }
  return text.length > 1 || mayHold(text[0] ?? "", part) ? undefined : no;
}

function holdsItem(items: readonly Single[], item: Single): Truth {
  const found = new Set(items.map((one) => areEqual(item, one)));
  if (found.has(true)) return true;
  return found.has(undefined) ? undefined : no;
}

function startsWith(text: Single, start: Single): Truth {
  return ofTexts(text, start, (all, part) => {
    if (part.length === 1) return knownOr(all, beginsWith(all, part[0] ?? ""));
    if (all.length === 1) return mayBeginWith(all[0] ?? "", part) ? undefined : no;
    return beginsWith(all, part[0] ?? "") === false ? no : undefined;
  });
}

function endsWith(text: Single, end: Single): Truth {
  return ofTexts(text, end, (all, part) => {
    const last = part.at(-1) ?? "";
    if (part.length === 1) return knownOr(all, endsIn(all, last));
    if (all.length === 1) return mayEndIn(all[0] ?? "", part) ? undefined : no;
    return endsIn(all, last) === false ? no : undefined;
  });
}

/** A text that is known leaves nothing open. */
const knownOr = (all: Parts, truth: Truth): Truth => (all.length === 1 ? (truth ?? no) : truth);

function ofTexts(text: Single, part: Single, compare: (text: Parts, part: Parts) => Truth): Truth {
  if (isAnything(text) || isAnything(part)) return undefined;
  if (textIn(text) === undefined || textIn(part) === undefined) return no;
  return compare(foldedParts(text), foldedParts(part));
}

/** Stands for an argument while GitHub's function writes it into the text. */
const mark = (at: number) => `\0${at}\0`;

function formatted([pattern = null, ...args]: readonly Single[]): Value {
  const from = sourcesOf([pattern, ...args]);
  if (pattern instanceof Unknown) return someText(anyText, from);
  const text = textOf(pattern);
  const texts = args.map(partsOf);
  const lengths = texts.map((parts) => parts.join("").length);
  const isLarge = text.length + text.split("{").length * Math.max(0, ...lengths) > longestText;
  if (isLarge || text.includes("\0")) return someText(anyText, from);
  const made = wellKnownFunctions.format?.call(toData(text), ...args.map((_, at) => toData(mark(at))));
  const pieces = (made?.coerceString() ?? "").split("\0");
  return someText(
    concatenated(pieces.map((piece, at) => (at % 2 === 0 ? [piece] : (texts[Number(piece)] ?? anyText)))),
    from,
  );
}

function joined(list: Single, separator: Single): Value {
  const from = sourcesOf([list, separator]);
  if (list instanceof Unknown) return isSomeText(list) ? list : someText(anyText, from);
  if (isPrimitive(list)) return textOf(list);
  if (isMap(list)) return "";
  const between = isPrimitive(separator) || separator instanceof Unknown ? partsOf(separator) : [","];
  const texts = (list as readonly Single[]).flatMap((item, at) => [
    ...(at > 0 ? [between] : []),
    partsOf(item),
  ]);
  const length = texts.reduce((sum, parts) => sum + parts.join("").length, 0);
  return someText(length > longestText ? anyText : concatenated(texts), from);
}

function fromJson(text: Single): Possible {
  if (text instanceof Unknown) return [new Unknown("JSON", { from: text.from })];
  return [fromParsed(JSON.parse(textOf(text)))];
}

function fromParsed(value: unknown): Value {
  if (Array.isArray(value)) return value.map(fromParsed);
  if (isRecord(value)) return new Map(Object.entries(value).map(([key, part]) => [key, fromParsed(part)]));
  return value as string | number | boolean | null;
}

function toJson(value: Single): Value {
  if (isOpen(value)) return someText(anyText, sourcesOf([value]), true);
  const text = JSON.stringify(
    value,
    (_, part: unknown) => (part instanceof Map ? Object.fromEntries(part) : part),
    "  ",
  );
  return text.length > longestText ? someText(anyText, [], true) : text;
}
