import { code, isBlank, isBreak, isBreakOrEnd, isFlowIndicator, isGap } from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import { blockValue, doubleQuotedValue, plainValue, singleQuotedValue } from "./scalar-values.ts";

/** A scalar's value, or how to make it, which is most often never asked for. */
export type ScalarValue = string | (() => string);

export interface PlainScalar {
  readonly value: ScalarValue;
  /** Where what is written ends; the cursor is at what comes next. */
  readonly end: number;
  /** Whether a line has ended since. */
  readonly broken: boolean;
}

/**
 * Goes past a scalar without quotes.
 *
 * @param flow whether it is in brackets
 * @param indent the column of the block that holds it; in brackets its lines may begin anywhere
 */
export function scanPlain(cursor: Cursor, flow: boolean, indent: number): PlainScalar {
  const { text, at: start } = cursor;
  let end = start;
  let broken = false;
  let lines = false;
  while (cursor.char() !== code.hash && !cursor.isAtDocumentMark()) {
    const at = endOfPlainWords(text, cursor.at, flow);
    if (at > cursor.at) {
      lines ||= broken;
      broken = false;
      end = at;
      cursor.at = at;
    }
    if (!isBlank(cursor.char()) && !isBreak(cursor.char())) break;
    for (let char = cursor.char(); ; char = cursor.char()) {
      if (isBreak(char)) {
        cursor.breakLine();
        broken = true;
      } else if (isBlank(char)) {
        if (broken && char === code.tab && cursor.column() <= indent) cursor.failToIndent();
        cursor.at++;
      } else break;
    }
    if (!flow && cursor.column() <= indent) break;
  }
  const written = text.slice(start, end);
  return { value: lines ? later(plainValue, written) : written, end, broken };
}

/** Where a blank, or what ends a plain scalar, comes next. */
function endOfPlainWords(text: string, start: number, flow: boolean): number {
  for (let at = start; ; at++) {
    const char = text.charCodeAt(at);
    if (flow && isFlowIndicator(char)) return at;
    // Most characters lie beyond all others that can end it.
    if (char > code.question) continue;
    if (isGap(char)) return at;
    if ((char === code.colon || (flow && char === code.question)) && isGap(text.charCodeAt(at + 1)))
      return at;
  }
}

/** Goes past a scalar in quotes, whose lines may begin anywhere. */
export function scanQuoted(cursor: Cursor, quote: number): ScalarValue {
  const start = cursor.at++;
  let asWritten = true;
  for (;;) {
    const char = cursor.char();
    if (char === quote) {
      if (quote === code.double || cursor.char(1) !== quote) break;
      asWritten = false;
      cursor.at += 2;
    } else if (isBreak(char)) {
      asWritten = false;
      cursor.breakLine();
      if (cursor.isAtDocumentMark())
        cursor.fail("a document begins or ends here, inside of quotes", cursor.at);
    } else if (char === code.backslash && quote === code.double) {
      asWritten = false;
      cursor.at += isBreakOrEnd(cursor.char(1)) ? 1 : 2;
    } else if (char === code.end) cursor.fail("nothing closes this quote", start);
    else cursor.at++;
  }
  const written = cursor.text.slice(start + 1, cursor.at);
  cursor.at++;
  if (asWritten) return written;
  if (quote === code.single) return later(singleQuotedValue, written);
  // At once, since an escape may be none.
  return doubleQuotedValue(written, (message, offset) => cursor.fail(message, start + 1 + offset));
}

/**
 * Goes past a scalar of whole lines, from the sign that it begins with.
 *
 * @param indent the column of the block that holds it
 */
export function scanBlock(cursor: Cursor, indent: number): ScalarValue {
  const folded = cursor.char() === code.greater;
  cursor.at++;
  const [head = ""] = /^(?:[+-]\d?|\d[+-]?)?/.exec(cursor.text.slice(cursor.at, cursor.at + 2)) ?? [];
  const [digit = ""] = /\d/.exec(head) ?? [];
  if (digit === "0") cursor.fail("a block is indented by 1 to 9", cursor.at);
  cursor.at += head.length;
  cursor.skipBlanks();
  if (cursor.char() === code.hash) cursor.skipToLineEnd();
  if (!isBreakOrEnd(cursor.char())) cursor.fail("the line ends after this, or after a comment", cursor.at);
  if (isBreak(cursor.char())) cursor.breakLine();
  const start = cursor.at;
  const asked = digit === "" ? undefined : Math.max(indent, 0) + Number(digit);
  const widest = skipEmptyLines(cursor, asked);
  const own = asked ?? Math.max(widest, indent + 1, 1);
  while (cursor.column() === own && cursor.char() !== code.end) {
    cursor.skipToLineEnd();
    if (isBreak(cursor.char())) cursor.breakLine();
    skipEmptyLines(cursor, own);
  }
  const chomping = head.includes("+") ? "keep" : head.includes("-") ? "strip" : "clip";
  const { text, at: end } = cursor;
  return () => blockValue(text, { start, end, indent: own, folded, chomping });
}

/**
 * Goes to the first line that is not empty, past its indentation.
 *
 * @param indent all that is indentation; any number of spaces where that is not known yet
 * @returns the largest indentation of a line
 */
function skipEmptyLines(cursor: Cursor, indent = Number.POSITIVE_INFINITY): number {
  for (let widest = 0; ; cursor.breakLine()) {
    while (cursor.column() < indent && cursor.char() === code.space) cursor.at++;
    widest = Math.max(widest, cursor.column());
    if (cursor.column() < indent && cursor.char() === code.tab) cursor.failToIndent();
    if (!isBreak(cursor.char())) return widest;
  }
}

function later(decode: (written: string) => string, written: string): () => string {
  return () => decode(written);
}
