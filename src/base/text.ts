// The gate for text from outside: a registry's or a forge's words, names in files, what people wrote. Whatever is shown
// of it, in the log, an annotation, the summary, an output or an error, goes through here.

const esc = "\u001b";

/** What a terminal obeys (ECMA-48), the first two also by their 8-bit introducers. */
const sequences = new RegExp(
  [
    // Control sequences, such as colours.
    `(?:${esc}\\[|\u009b)[0-?]*[ -/]*[@-~]`,
    // Control strings with their ends, such as titles and links.
    `(?:${esc}[\\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007${esc}\u0080-\u009f]*(?:\u0007|${esc}\\\\|\u009c)`,
    `${esc}[ -/]*[0-~]`,
  ].join("|"),
  "g",
);

/** Control characters, and those that change the order in which a line is read. */
const unsafe = /[^\P{Cc}\t\n\r]|\p{Bidi_C}/gu;

/** Control and format characters, line separators and what Unicode assigns to nothing. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/u;

/** Characters of a text that are shown, with all its lines; nobody reads more, and it may have megabytes. */
const mostShown = 16_000;

/**
 * A text of unknown origin without escape sequences; other control characters, which could rewrite what is shown, and
 * those that change the order in which it is read become U+FFFD. Line ends and tabs stay.
 */
export function cleaned(text: string): string {
  return text.replace(sequences, "").replace(unsafe, "\uFFFD");
}

/** A text of unknown origin, {@link cleaned} and cut after `most` units, but never within a character. */
export function fit(text: string, most: number): string {
  const whole = cleaned(start(text, most));
  return whole.length > most ? `${whole.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…` : whole;
}

/** A text of unknown origin as its lines, which are {@link fit} to be shown together. */
export function linesOf(text: string, most = mostShown): string[] {
  return fit(text, most).split(/\r\n|[\n\r\u2028\u2029]/);
}

/** Whether a text holds nothing but characters that can be seen, and blanks. */
export function isPrintable(text: string): boolean {
  return !unprintable.test(text);
}

/** A text of unknown origin as one line of printable characters, at most `most` of them. */
export function bounded(text: string, most: number): string {
  const printable = [...start(text, most).replace(sequences, "")].map((one) =>
    unprintable.test(one) ? "\uFFFD" : one,
  );
  return printable.length > most ? `${printable.slice(0, most - 1).join("")}…` : printable.join("");
}

/** What a server said, as one line: white space and characters that cannot be seen become single blanks. */
export function oneLine(text: string): string {
  return text
    .replace(sequences, "")
    .replace(/[\s\p{C}]+/gu, " ")
    .trim();
}

/** A text in quotation marks, for a sentence about it. An escape sequence shows as one replacement character. */
export function quoted(text: string, most = 300): string {
  return JSON.stringify(bounded(start(text, most).replace(sequences, "\uFFFD"), most));
}

/** The part of a text that can be shown at all: a character may take two units, and some are removed. */
function start(text: string, most: number): string {
  return text.slice(0, 4 * most + 2);
}
