import { isRecord } from "../../base/json.ts";
import { hasExpression, isMap, rest, textOf, Unknown, type Value } from "./value.ts";

/** The value of a named context such as `matrix`; undefined for one that only a run can tell. */
export type Contexts = (name: string) => Value | undefined;

/** An expression in a text, `${{` and `}}` included. */
interface Found {
  readonly start: number;
  readonly end: number;
  readonly inner: string;
}

/** The expressions in a text, in one look at it; undefined where one does not end. */
function expressionsIn(text: string): Found[] | undefined {
  const found: Found[] = [];
  for (let start = text.indexOf("${{"); start >= 0; ) {
    const end = endOf(text, start + 3);
    if (end === undefined) return undefined;
    found.push({ start, end: end + 2, inner: text.slice(start + 3, end) });
    start = text.indexOf("${{", end + 2);
  }
  return found;
}

/** Where the next `}}` stands that is in no quotes; a doubled quote ends a text and begins one, which comes to the same. */
function endOf(text: string, from: number): number | undefined {
  const mark = /'|\}\}/g;
  mark.lastIndex = from;
  for (let one = mark.exec(text); one; one = mark.exec(text)) {
    if (one[0] === "}}") return one.index;
    const close = text.indexOf("'", mark.lastIndex);
    if (close < 0) return undefined;
    mark.lastIndex = close + 1;
  }
  return undefined;
}

/**
 * Puts the values of expressions into a text. One that is nothing but an expression keeps the kind of its value, such
 * as a list. Resolved are literals, properties of known contexts and `fromJSON` of either; all else is unknown.
 */
export function interpolate(text: string, contexts: Contexts): Value {
  if (!hasExpression(text)) return text;
  const trimmed = text.trim();
  const found = expressionsIn(trimmed);
  if (!found) return new Unknown(text);
  const [only] = found;
  if (only?.start === 0 && only.end === trimmed.length) return evaluate(only.inner, contexts, trimmed);
  let filled = "";
  let at = 0;
  for (const { start, end, inner } of found) {
    const value = evaluate(inner, contexts, trimmed.slice(start, end));
    if (value instanceof Unknown) return new Unknown(text);
    filled += trimmed.slice(at, start) + textOf(value);
    at = end;
  }
  const [lead = ""] = /^\s*/.exec(text) ?? [];
  return lead + filled + trimmed.slice(at) + text.slice(lead.length + trimmed.length);
}

const used = /\bmatrix\b(?:\s*\.\s*([a-z_][\w-]*)|\s*\[\s*'((?:[^']|'')*)'\s*\])?/gi;

/**
 * The rows of the matrix that a text with expressions may use, in lower case; undefined for one that may use all. What
 * only looks like a use counts.
 */
export function usedRows(text: string): string[] | undefined {
  if (!hasExpression(text)) return [];
  const rows = [...text.matchAll(used)].map(([, plain, quoted]) => plain ?? quoted?.replaceAll("''", "'"));
  return rows.every((row) => row !== undefined) ? rows.map((row) => row.toLowerCase()) : undefined;
}

const property = /^([a-z_][\w-]*)((?:\s*\.\s*[a-z_][\w-]*|\s*\[\s*'(?:[^']|'')*'\s*\])*)$/i;
const step = /\.\s*([a-z_][\w-]*)|\[\s*'((?:[^']|'')*)'\s*\]/gi;

/** Nobody nests calls deeper. */
const mostDepth = 20;

function evaluate(inner: string, contexts: Contexts, whole: string, depth = 0): Value {
  const text = inner.trim();
  if (depth > mostDepth) return new Unknown(whole);
  if (/^'(?:[^']|'')*'$/.test(text)) return text.slice(1, -1).replaceAll("''", "'");
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (/^(true|false|null)$/.test(text)) return JSON.parse(text) as boolean | null;
  const [, argument] = /^fromJSON\s*\((.*)\)$/is.exec(text) ?? [];
  if (argument !== undefined) return parseJson(evaluate(argument, contexts, whole, depth + 1), whole);
  const [, name, path] = property.exec(text) ?? [];
  if (name === undefined) return new Unknown(whole);
  let value = contexts(name.toLowerCase());
  for (const [, plain, quoted] of (path ?? "").matchAll(step)) {
    if (value === undefined || value instanceof Unknown) break;
    value = propertyOf(value, plain ?? quoted?.replaceAll("''", "'") ?? "");
  }
  return value === undefined || value instanceof Unknown ? new Unknown(whole) : value;
}

/** Names of properties are compared without regard to case, as GitHub does; what is not there is null. */
function propertyOf(value: Value, key: string): Value {
  if (!isMap(value)) return null;
  const exact = value.get(key);
  if (exact !== undefined) return exact;
  const wanted = key.toLowerCase();
  for (const [name, found] of value) if (name.toLowerCase() === wanted) return found;
  return value.get(rest) ?? null;
}

function parseJson(value: Value, whole: string): Value {
  if (value instanceof Unknown) return value;
  try {
    return fromJson(JSON.parse(textOf(value)));
  } catch {
    return new Unknown(whole);
  }
}

function fromJson(value: unknown): Value {
  if (Array.isArray(value)) return value.map(fromJson);
  if (isRecord(value)) return new Map(Object.entries(value).map(([key, part]) => [key, fromJson(part)]));
  return value as string | number | boolean | null;
}
