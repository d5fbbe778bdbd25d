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
