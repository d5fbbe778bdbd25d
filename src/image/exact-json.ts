/** Numbers as they are written, which V8 has had since 11.4 (ECMAScript's "JSON.parse source text access"). */
interface RawJson {
  rawJSON(text: string): unknown;
  isRawJSON(value: unknown): boolean;
  parse(
    text: string,
    revive: (name: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
}
const json = JSON as unknown as RawJson;

/**
 * The value of a JSON text, in which a number that JavaScript would write otherwise stays as it is written: whoever puts
 * the value into another document changes nothing. Undefined when it is none.
 */
export function parseExactly(text: string): unknown {
  try {
    return json.parse(text, (_, value, { source }) =>
      typeof value === "number" && source !== undefined && String(value) !== source
        ? json.rawJSON(source)
        : value,
    );
  } catch {
    return undefined;
  }
}

/** Whether a part of such a value is a number as it was written. */
export function isExactNumber(value: unknown): boolean {
  return json.isRawJSON(value);
}
