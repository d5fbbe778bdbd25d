import { escapeMarkdown, markdownCode, markdownTable } from "../../base/markdown.ts";
import type { Table } from "./tables.ts";

/** The columns with names and what is written in files; the others are words. */
const names = new Set(["workflow", "runner", "labels", "asks for", "depends on"]);
/** Characters of a cell. */
const mostOfCell = 500;

/**
 * A table under its title as Markdown, cut off where it grows too long; without rows there is nothing to show. A workflow
 * and its job share a cell, in which the line may end between them.
 *
 * @param leftOut what is said of so many rows that are left out
 */
export function sectionOf(
  title: string,
  { head, rows }: Table,
  mostRows: number,
  leftOut: (rows: number) => string,
): string[] {
  if (rows.length === 0) return [];
  const [first, second, ...others] = head;
  const sharesCell = first === "workflow" && second === "job";
  const cell = (text: string, at: number) => {
    if (text === "") return "";
    return names.has(head[at] ?? "") ? markdownCode(text, mostOfCell) : escapeMarkdown(text, mostOfCell);
  };
  const shown = rows.slice(0, mostRows).map((row) => {
    const cells = row.map(cell);
    return sharesCell ? [`${cells[0]} ${cells[1]}`, ...cells.slice(2)] : cells;
  });
  const titles = (sharesCell ? ["job", ...others] : head).map(capitalised);
  const left = rows.length - shown.length;
  return [`#### ${title}`, markdownTable([titles, ...shown]), ...(left > 0 ? [leftOut(left)] : [])];
}

const capitalised = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);
