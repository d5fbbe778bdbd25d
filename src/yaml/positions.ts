import type { Position } from "./tree.ts";

/**
 * Line and column of an offset, the column in characters; lines are found at the first question. Any number of questions
 * takes time in proportion to the text and to their number, however long its lines are.
 */
export function positions(text: string): (offset: number) => Position {
  let starts: number[] | undefined;
  let pairs: number[] | undefined;
  return (offset) => {
    starts ??= [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), (end) => end.index + end[0].length)];
    // Where the characters beyond U+FFFF begin, which take two units.
    pairs ??= Array.from(text.matchAll(/[\uD800-\uDBFF](?=[\uDC00-\uDFFF])/g), ({ index }) => index);
    const line = countBefore(starts, offset + 1);
    const start = starts[line - 1] ?? 0;
    const twice = countBefore(pairs, offset) - countBefore(pairs, start);
    return { line, column: offset - start - twice + 1 };
  };
}

/** How many of some numbers in rising order are less than another. */
function countBefore(numbers: readonly number[], most: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < most) low = middle + 1;
    else high = middle;
  }
  return low;
}
