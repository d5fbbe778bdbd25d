import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { allFigures } from "../../scripts/bench/figures.ts";
import { cells, head } from "../../scripts/bench/table.ts";

const page = readFileSync(new URL("../../docs/figures.md", import.meta.url), "utf8");
const [, table] = /<!-- bench -->\n+([\s\S]*?)\n+<!-- bench:end -->/.exec(page) ?? [];

/** What of a row does not depend on what was measured. */
const fixed = (row: readonly string[]) => [row[0], row[1], row[head.indexOf("limit")]];

test("the table in docs/figures.md has every figure of the bench with its limit", () => {
  const rows = (table ?? "").split("\n").filter((line) => line.startsWith("|"));
  const found = rows.map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
  const [own = [], ...wanted] = cells(allFigures().map((figure) => ({ figure, values: {} })));
  expect(found[0]).toEqual(own);
  expect(found.slice(2).map(fixed)).toEqual(wanted.map(fixed));
});
