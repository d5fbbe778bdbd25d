import { markdownTable } from "../src/base/markdown.ts";

/**
 * A Markdown table whose columns are aligned in the source too, for pages that people edit.
 *
 * @param rows of cells that are Markdown already; the first is the head
 */
export function alignedTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(3, ...rows.map((row) => row[at]?.length ?? 0)));
  return markdownTable(rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0))));
}
