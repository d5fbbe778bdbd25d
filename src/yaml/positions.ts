import type { Position } from "./tree.ts";

/** Line and column of an offset; lines are found at the first question. */
export function positions(text: string): (offset: number) => Position {
  let starts: number[] | undefined;
  return (offset) => {
    starts ??= [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), (end) => end.index + end[0].length)];
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const before = text.slice(starts[low], offset).replace(/[\uD800-\uDBFF](?=[\uDC00-\uDFFF])/g, "");
    return { line: low + 1, column: before.length + 1 };
  };
}
