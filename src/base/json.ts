import { fit } from "./text.ts";

/** The value of a JSON text, without a byte order mark (RFC 8259, section 8.1); undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

/** The object that the bytes of a JSON text hold; undefined when they hold none. */
export function recordIn(bytes: Uint8Array): Record<string, unknown> | undefined {
  const value = parseJson(new TextDecoder().decode(bytes));
  return isRecord(value) ? value : undefined;
}

/** Whether a value is an object, in the sense of JSON. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Characters of a text in an output; what workflows go on with is shorter. */
const mostOfText = 4_000;

/** A value as JSON for an output, in which every text is fit to be shown. */
export function outputJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "string" ? fit(part, mostOfText) : part,
  );
}
