/** Lines of a file, as Stryker names them: `src/a.ts:3-5`. */
export interface Range {
  readonly file: string;
  readonly from: number;
  readonly to: number;
}

/** The lines that `git diff --unified=0` says are new or changed. */
export function changedLines(diff: string): readonly Range[] {
  const ranges: Range[] = [];
  let file = "";
  for (const line of diff.split("\n")) {
    const name = /^\+\+\+ b\/(.*)$/.exec(line)?.[1];
    if (name !== undefined) file = name;
    const [, first, count = "1"] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    const lines = Number(count);
    if (first !== undefined && lines > 0)
      ranges.push({ file, from: Number(first), to: Number(first) + lines - 1 });
  }
  return ranges;
}
