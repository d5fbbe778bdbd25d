import { bounded } from "./text.ts";

/**
 * Rows of text from anywhere as lines with aligned columns; the first row is the head, and nothing without others.
 * Trailing blanks are left out.
 *
 * @param most characters of a cell, as one that is long widens its column in every row
 */
export function textTable(texts: readonly (readonly string[])[], most = 300): string[] {
  if (texts.length < 2) return [];
  const rows = texts.map((row) => row.map((cell) => bounded(cell, most)));
  const widths: number[] = [];
  for (const row of rows)
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
