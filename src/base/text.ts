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

/** Some words as an enumeration: `a, b and c`. */
export function enumerated(words: readonly string[], most = 5): string {
  const shown = words.length > most ? [...words.slice(0, most), `${words.length - most} more`] : words;
  const last = shown.at(-1) ?? "";
  return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${last}` : last;
}

/** What bytes say in UTF-8, without a byte order mark; undefined when they are something else. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  return decode(bytes, "utf-8");
}

/**
 * What the bytes of a file say: in UTF-8, or in UTF-16 after a byte order mark, as Windows PowerShell's `>` writes.
 * Without the mark; undefined when they are something else.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const mark = `${bytes[0]} ${bytes[1]}`;
  return decode(bytes, mark === "255 254" ? "utf-16le" : mark === "254 255" ? "utf-16be" : "utf-8");
}

function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
