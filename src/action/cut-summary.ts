import { counted } from "../base/words.ts";

/** Bytes for what stands at the end: the sentence, and the ends of what was open. */
const reserve = 400;

/**
 * The start of a summary that is too large: cut at the end of a line, which ends a table's row, with what is open there
 * closed, and a sentence that says how many rows are left out.
 *
 * @param markdown whose tables have a row in each line, and `<details>` and fences in lines of their own
 * @param bytes that the result may take; where not even the sentence fits, nothing is left
 */
export function cutSummary(markdown: string, bytes: number): string {
  const text = Buffer.from(markdown);
  if (text.length <= bytes) return markdown;
  if (bytes < reserve) return "";
  const lines = markdown.split("\n");
  const start = text.subarray(0, bytes - reserve).toString("utf8");
  const kept = withoutHead(lines.slice(0, start.split("\n").length - 1), lines);
  const rows = rowsIn(lines) - rowsIn(kept);
  const left = rows === 0 ? "the rest is" : counted(rows, "row is", "rows are");
  const note = `_A step's summary holds 1 MiB: ${left} left out here._`;
  return [...kept, ...endsOf(kept), "", note, ""].join("\n");
}

const isRow = (line: string | undefined) => line?.startsWith("| ") === true;
const isRule = (line: string | undefined) => line?.startsWith("| ---") === true;

/** Rows of tables, apart from their heads. */
function rowsIn(lines: readonly string[]): number {
  return lines.filter((line, at) => isRow(line) && !isRule(line) && !isRule(lines[at + 1])).length;
}

/** The first of all lines, without the head of a table that has no row among them. */
function withoutHead(kept: readonly string[], all: readonly string[]): readonly string[] {
  if (isRule(kept.at(-1))) return kept.slice(0, -2);
  return isRule(all[kept.length]) ? kept.slice(0, -1) : kept;
}

/** What closes the fence and the details that lines leave open. */
function endsOf(lines: readonly string[]): string[] {
  const fences = lines.filter((line) => line.startsWith("```")).length;
  const opened = lines.filter((line) => line.startsWith("<details>")).length;
  const closed = lines.filter((line) => line.startsWith("</details>")).length;
  return [
    ...(fences % 2 === 1 ? ["```"] : []),
    ...Array.from({ length: opened - closed }, () => "\n</details>"),
  ];
}
