import { afterBreak, code, type Fail, isBlank, isBreak, isBreakOrEnd } from "./characters.ts";

/** Where a block scalar lies and what its head says. */
export interface BlockScalar {
  /** Where the line after the head begins. */
  readonly start: number;
  readonly end: number;
  /** Columns that all its lines are indented by. */
  readonly indent: number;
  readonly folded: boolean;
  /** What becomes of the line breaks at its end: all are left off, one stays, or all stay. */
  readonly chomping: "strip" | "clip" | "keep";
}

/** A blank stretch in a plain or quoted scalar: what it stands for, and where it ends. */
function folded(text: string, start: number): { readonly value: string; readonly end: number } {
  let breaks = 0;
  let at = start;
  for (;;) {
    const char = text.charCodeAt(at);
    if (isBreak(char)) {
      breaks++;
      at = afterBreak(text, at);
    } else if (isBlank(char)) at++;
    else break;
  }
  if (breaks === 0) return { value: text.slice(start, at), end: at };
  return { value: breaks === 1 ? " " : "\n".repeat(breaks - 1), end: at };
}

/** The value of a plain scalar of more than one line. */
export function plainValue(text: string): string {
  return unfolded(text, code.end);
}

/** The value of what stands between single quotes. */
export function singleQuotedValue(text: string): string {
  return unfolded(text, code.single);
}

/** A text whose lines are joined, and in which a quote is written twice. */
function unfolded(text: string, quote: number): string {
  let value = "";
  let from = 0;
  let at = 0;
  while (at < text.length) {
    const char = text.charCodeAt(at);
    if (char === quote) {
      value += text.slice(from, at + 1);
      at += 2;
      from = at;
    } else if (isBlank(char) || isBreak(char)) {
      const gap = folded(text, at);
      value += text.slice(from, at) + gap.value;
      from = gap.end;
      at = gap.end;
    } else at++;
  }
  return value + text.slice(from);
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["0", "\0"],
  ["a", "\x07"],
  ["b", "\b"],
  ["t", "\t"],
  ["\t", "\t"],
  ["n", "\n"],
  ["v", "\v"],
  ["f", "\f"],
  ["r", "\r"],
  ["e", "\x1B"],
  [" ", " "],
  ['"', '"'],
  ["'", "'"],
  ["/", "/"],
  ["\\", "\\"],
  ["N", "\u0085"],
  ["_", "\u00A0"],
  ["L", "\u2028"],
  ["P", "\u2029"],
]);
const digits: ReadonlyMap<string, number> = new Map([
  ["x", 2],
  ["u", 4],
  ["U", 8],
]);

/**
 * The value of what stands between double quotes.
 *
 * @param fail is told what is wrong with the escape at an offset in the text
 */
export function doubleQuotedValue(text: string, fail: Fail): string {
  let value = "";
  let from = 0;
  let at = 0;
  while (at < text.length) {
    const char = text.charCodeAt(at);
    if (char === code.backslash && isBreak(text.charCodeAt(at + 1))) {
      // An escaped line break is none, but those after it are.
      value += text.slice(from, at);
      at = afterBreak(text, at + 1);
      for (; ; at++) {
        const next = text.charCodeAt(at);
        if (isBreak(next)) {
          value += "\n";
          at = afterBreak(text, at) - 1;
        } else if (!isBlank(next)) break;
      }
      from = at;
    } else if (char === code.backslash) {
      const escaped = escapeAt(text, at, fail);
      value += text.slice(from, at) + escaped.value;
      at = escaped.end;
      from = at;
    } else if (isBlank(char) || isBreak(char)) {
      const gap = folded(text, at);
      value += text.slice(from, at) + gap.value;
      at = gap.end;
      from = at;
    } else at++;
  }
  return value + text.slice(from);
}

function escapeAt(text: string, at: number, fail: Fail) {
  const letter = text.charAt(at + 1);
  const value = escapes.get(letter);
  if (value !== undefined) return { value, end: at + 2 };
  const length = digits.get(letter);
  if (length === undefined) return fail("a backslash before this character means nothing", at);
  const end = at + 2 + length;
  const char = hexadecimal(text.slice(at + 2, end), length);
  if (char === undefined) return fail(`\\${letter} takes ${length} hexadecimal digits`, at);
  if (char < 0xd800 || (char > 0xdfff && char <= 0x10ffff)) return { value: String.fromCodePoint(char), end };
  // JSON writes what lies beyond U+FFFF as two surrogates.
  const second = text.startsWith("\\u", end) ? hexadecimal(text.slice(end + 2, end + 6), 4) : undefined;
  if (char <= 0xdbff && second !== undefined && second >= 0xdc00 && second <= 0xdfff)
    return { value: String.fromCharCode(char, second), end: end + 6 };
  return fail("this is the number of no character", at);
}

function hexadecimal(text: string, length: number): number | undefined {
  return text.length === length && /^[\da-f]+$/i.test(text) ? Number.parseInt(text, 16) : undefined;
}

/** The value of a block scalar. */
export function blockValue(text: string, { start, end, indent, folded, chomping }: BlockScalar): string {
  let value = "";
  let lineEnd = "";
  let empty = 0;
  let indentedMore = false;
  let at = start;
  while (at < end) {
    let column = 0;
    while (column < indent && text.charCodeAt(at) === code.space) {
      column++;
      at++;
    }
    if (at >= end) break;
    if (isBreak(text.charCodeAt(at))) {
      empty++;
      at = afterBreak(text, at);
      continue;
    }
    const wasIndentedMore = indentedMore;
    indentedMore = isBlank(text.charCodeAt(at));
    if (!folded || wasIndentedMore || indentedMore) value += lineEnd;
    else if (lineEnd !== "" && empty === 0) value += " ";
    value += "\n".repeat(empty);
    empty = 0;
    const from = at;
    while (at < end && !isBreakOrEnd(text.charCodeAt(at))) at++;
    value += text.slice(from, at);
    lineEnd = at < end ? "\n" : "";
    if (at < end) at = afterBreak(text, at);
  }
  if (chomping === "strip") return value;
  return value + lineEnd + (chomping === "keep" ? "\n".repeat(empty) : "");
}
