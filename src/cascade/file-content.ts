import { bounded } from "../base/text.ts";

/** What the file holds when it pins a version: the version and one newline, in UTF-8. */
export function contentOf(version: string): Uint8Array {
  return new TextEncoder().encode(`${version}\n`);
}

/**
 * The first line that is not blank, without white space around it; `""` for a file of nothing else. For comparing:
 * it may be long, and is not fit to be shown.
 */
export function firstLine(bytes: Uint8Array): string {
  // A byte order mark is dropped, and what is not UTF-8 replaced.
  const text = new TextDecoder().decode(bytes.subarray(0, 4096)).trim();
  return (/^[^\r\n]*/.exec(text)?.[0] ?? "").trim();
}

/** The lines of a file that are not blank. */
export function countLines(bytes: Uint8Array): number {
  return new TextDecoder().decode(bytes).match(/^.*\S.*$/gm)?.length ?? 0;
}

/** What the file says, for people: one line of at most 80 printable characters; undefined where there is no file. */
export function versionIn(bytes: Uint8Array | undefined): string | undefined {
  return bytes && bounded(firstLine(bytes), 80);
}
