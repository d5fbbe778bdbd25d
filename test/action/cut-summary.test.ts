import { expect, test } from "vitest";
import { cutSummary } from "../../src/action/cut-summary.ts";

const row = (n: number) => `| ✅ | row ${n} ${"x".repeat(40)} |`;
const table = (rows: number) =>
  ["| | Name |", "| --- | --- |", ...Array.from({ length: rows }, (_, n) => row(n))].join("\n");
const bytes = Buffer.byteLength;
const note = (left: string) => `\n\n_A step's summary holds 1 MiB: ${left} left out here._\n`;

test("a summary that fits stays as it is", () => {
  expect(cutSummary(table(3), bytes(table(3)))).toBe(table(3));
});

test("it is cut at a row, and says how many are left out", () => {
  const cut = cutSummary(`# Title\n\n${table(100)}\n`, 1_500);
  expect(bytes(cut)).toBeLessThanOrEqual(1_500);
  const shown = cut.match(/^\| ✅/gm)?.length ?? 0;
  expect(shown).toBe(18);
  expect(cut).toBe(`# Title\n\n${table(18)}${note("82 rows are")}`);
});

test("a row is one, and where none is left out, the rest is", () => {
  const text = `${table(20)}\n`;
  expect(cutSummary(text, bytes(text) + 400 - bytes(`${row(19)}\n`))).toBe(text);
  expect(cutSummary(`${text}${"y".repeat(900)}`, bytes(text) + 400)).toBe(
    `${table(20)}${note("the rest is")}`,
  );
  const one = `${table(20)}\n${"y".repeat(900)}`;
  expect(cutSummary(one, bytes(`${table(19)}\n`) + 400)).toBe(`${table(19)}${note("1 row is")}`);
});

test("no head stands without a row", () => {
  const before = "a paragraph\n\n";
  for (const head of ["| | Name |\n", "| | Name |\n| --- | --- |\n"])
    expect(cutSummary(before + table(100), bytes(before + head) + 400)).toBe(
      `a paragraph\n${note("100 rows are")}`,
    );
});

test("what is open where it is cut is closed", () => {
  const folded = `<details><summary>a</summary>\n\n<details><summary>b</summary>\n\n${table(100)}\n\n</details>\n\n</details>`;
  expect(cutSummary(folded, 2_000)).toMatch(/\|\n\n<\/details>\n\n<\/details>\n\n_A step's/);
  const fenced = `\`\`\`mermaid\n${"line\n".repeat(1_000)}\`\`\``;
  expect(cutSummary(fenced, 2_000)).toMatch(/line\n```\n\n_A step's/);
});

test("where not even the sentence fits, nothing is left", () => {
  expect(cutSummary(table(100), 100)).toBe("");
});
