/** Says what is wrong with a text, at an offset. */
export type Fail = (message: string, offset: number) => never;

/** What {@link String.charCodeAt} gives for the characters that YAML has a use for. */
export const code = {
  end: 0x00,
  tab: 0x09,
  lineFeed: 0x0a,
  carriageReturn: 0x0d,
  space: 0x20,
  exclamation: 0x21,
  double: 0x22,
  hash: 0x23,
  percent: 0x25,
  ampersand: 0x26,
  single: 0x27,
  asterisk: 0x2a,
  plus: 0x2b,
  comma: 0x2c,
  minus: 0x2d,
  dot: 0x2e,
  colon: 0x3a,
  greater: 0x3e,
  question: 0x3f,
  at: 0x40,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  backtick: 0x60,
  openBrace: 0x7b,
  pipe: 0x7c,
  closeBrace: 0x7d,
} as const;

/** A space or a tab. */
export const isBlank = (char: number): boolean => char === code.space || char === code.tab;

/** A line feed or a carriage return, which two are one break. */
export const isBreak = (char: number): boolean => char === code.lineFeed || char === code.carriageReturn;

export const isBreakOrEnd = (char: number): boolean => isBreak(char) || char === code.end;

/** What stands around a token; no text is longer than one end, past which nothing is a character. */
export const isGap = (char: number): boolean => isBlank(char) || isBreakOrEnd(char);

/** One of `[]{},`. */
export const isFlowIndicator = (char: number): boolean =>
  char === code.comma ||
  char === code.openBracket ||
  char === code.closeBracket ||
  char === code.openBrace ||
  char === code.closeBrace;

/** Where a line break ends that begins at an offset. */
export function afterBreak(text: string, at: number): number {
  const pair = text.charCodeAt(at) === code.carriageReturn && text.charCodeAt(at + 1) === code.lineFeed;
  return pair ? at + 2 : at + 1;
}

/** Where a number of characters ends, of which those beyond U+FFFF take two units. */
export function afterCharacters(text: string, start: number, count: number): number {
  let at = start;
  for (let left = count; left > 0; left--) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
}
