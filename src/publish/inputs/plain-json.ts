import { parseJson } from "../../base/json.ts";

/** Characters: a longer text is not worth the shorter way. */
const longest = 1 << 20;

/** A map of a list of maps of lists. */
const deepest = 4;

/**
 * The value of a JSON text of which YAML makes the same: of printable ASCII, all scalars texts, and no key twice in a
 * map. Undefined for any other text, which YAML may take for something else, or refuse.
 */
export function plainJson(text: string): unknown {
  // YAML refuses an escaped half of a surrogate pair, and tabs outside of the brackets.
  if (text.length > longest || !/^[\n\r ]*[[{][\t\n\r -~]*[\]}][\n\r ]*$/.test(text) || text.includes("\\u"))
    return undefined;
  const value = parseJson(text);
  if (!isOfTexts(value, deepest)) return undefined;
  const written = text.replace(/"(?:[^"\\]+|\\.)*"/g, '""');
  // YAML takes a key for one only where its colon is near.
  if (/\s:/.test(written)) return undefined;
  // Every key has a colon, and outside of texts nothing else has.
  const keys = written.split(":").length - 1;
  return keysIn(value) === keys ? value : undefined;
}

function isOfTexts(value: unknown, levels: number): boolean {
  if (typeof value === "string") return true;
  if (typeof value !== "object" || value === null || levels === 0) return false;
  return Object.values(value).every((part: unknown) => isOfTexts(part, levels - 1));
}

function keysIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const parts: unknown[] = Object.values(value);
  return parts.reduce<number>((keys, part) => keys + keysIn(part), Array.isArray(value) ? 0 : parts.length);
}
