import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { alignedTable } from "../../scripts/aligned-table.ts";
import { escapeMarkdown, markdownCode, markdownLink, markdownTable } from "../../src/base/markdown.ts";

test("data is only read, never rendered", () => {
  expect(escapeMarkdown("ghcr.io/org/app:1.2-rc.1@sha256:ab")).toBe("ghcr.io/org/app:1.2-rc.1&#64;sha256:ab");
  expect(escapeMarkdown("a | b\r\n\n# c")).toBe("a &#124; b &#35; c");
  const hostile = '<img src=x onerror="a"> [x](https://y) `*_~$&\\!{}^\'';
  expect(escapeMarkdown(hostile)).not.toMatch(/[<>"'`*_{}[\]()!|~$\\^]|:\/\/|&(?!#\d+;)/);
  expect(markdownCode("a`b")).toBe("<code>a&#96;b</code>");
});

test("a table has a head, a rule and a row in each line, and none without rows", () => {
  const rows = [
    ["", "Name"],
    ["✅", "app"],
  ];
  expect(markdownTable(rows)).toBe("|  | Name |\n| --- | ---- |\n| ✅ | app |");
  expect(alignedTable(rows)).toBe("|     | Name |\n| --- | ---- |\n| ✅   | app  |");
  expect(markdownTable(rows.slice(0, 1))).toBe("");
});

test("a link leads to the web alone", () => {
  expect(markdownLink("run 1", "https://git.example.com/run/1")).toBe(
    '<a href="https&#58;//git.example.com/run/1">run 1</a>',
  );
  expect(markdownLink("<b>", "javascript:alert(1)")).toBe("&#60;b&#62;");
  expect(markdownLink("x", null)).toBe("x");
  expect(markdownLink("", "https://git.example.com/")).toBe("");
});

test("no other code makes a table of Markdown", () => {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const files = ["src", "actions", "scripts"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => /\.[cm]?[jt]s$/.test(path))
      .map((path) => `${folder}/${path}`),
  );
  // A rule between a head and its rows, cells that are joined, or another package that makes either.
  const own = files.filter((file) =>
    /\| ?:?-{3}|"-{3}"\.|"-"\.repeat|`\| ?\$\{|["']markdown-table["']/.test(read(file)),
  );
  expect(own).toEqual(["src/action/cut-summary.ts", "src/base/markdown.ts"]);
  // The one only knows a rule when it sees one.
  expect(read("src/action/cut-summary.ts").match(/-{3}/g)).toHaveLength(1);

  function read(file: string): string {
    return readFileSync(join(root, file), "utf8");
  }
});
