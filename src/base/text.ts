/** Control and format characters, line separators and what Unicode assigns to nothing. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/u;

/** Whether a text holds nothing but characters that can be seen, and blanks. */
export function isPrintable(text: string): boolean {
  return !unprintable.test(text);
}

/** A text of unknown origin as one line of printable characters, at most `most` of them. */
export function bounded(text: string, most: number): string {
  // What is cut off need not be looked at; a character may be two units.
  const characters = [...text.slice(0, 2 * most + 2)].map((one) => (unprintable.test(one) ? "\uFFFD" : one));
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : characters.join("");
}

/** A text in quotation marks, for a sentence. */
export function quoted(text: string, most = 80): string {
  return JSON.stringify(bounded(text, most));
}
