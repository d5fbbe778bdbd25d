import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A heading, and the lines that are indented below it. */
function sections(text: string): Map<string, string[]> {
  const all = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of text.split("\n").filter((one) => one !== "")) {
    if (line.startsWith(" ")) lines.push(line);
    else {
      lines = [];
      // Two sections may have the same heading.
      all.set(`${line} (${[...all.keys()].filter((known) => known.startsWith(line)).length + 1})`, lines);
    }
  }
  return all;
}

/** What a line of the transcript may be in another run: with other digests, ports, times and counts of retries. */
function pattern(line: string): RegExp {
  const text = line
    .replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")
    .replace(/\d{4}-\d\d-\d\dT[\d:]+\\\.\d+Z/g, "\\S+")
    .replace(/127\\\.0\\\.0\\\.1:\d+/g, "127\\.0\\.0\\.1:\\d+")
    .replace(/\b[0-9a-f]{4,}…/g, "[0-9a-f]+")
    .replace(/\d+(\\\.\d+)? (ms|s)\b/g, "[\\d.]+ m?s")
    .replace(/\d+ retries: HTTP 404 ×\d+/g, "\\d+ retries: .*")
    .replace(/waiting for \S+ and \d more/g, "waiting for \\S+( and \\d more)?")
    .replace(/\d+ bytes/g, "\\d+ bytes")
    // The last column of a table is a time, and the widths of others go with that of an address.
    .replace(/\d\\\.\d$/g, "[\\d.]+")
    .replace(/ {2,}/g, " +")
    .replaceAll("…", ".*");
  return new RegExp(`^${text}$`);
}

test("the demo ends well, and prints what docs/demo.md says", async () => {
  const [, transcript = ""] =
    /npm run demo\n[\s\S]*?```text\n([\s\S]*?)```/.exec(readFileSync(`${root}docs/demo.md`, "utf8")) ?? [];
  const { stdout } = await promisify(execFile)(process.execPath, ["scripts/demo.ts"], { cwd: root });
  const printed = sections(stdout);
  const shown = sections(transcript);
  expect([...printed.keys()].map((heading) => heading.replace(/\d+\.\d+\.\d+|\S+:\d+/g, ""))).toEqual(
    [...shown.keys()].map((heading) => heading.replace(/\d+\.\d+\.\d+|\S+:\d+/g, "")),
  );
  for (const [at, lines] of [...shown.values()].entries()) {
    const rest = [...([...printed.values()][at] ?? [])];
    for (const line of lines.filter((one) => one.trim() !== "…")) {
      const found = rest.findIndex((one) => pattern(line).test(one));
      expect(found, `${line}\nis not among\n${rest.join("\n")}`).toBeGreaterThanOrEqual(0);
      rest.splice(found, 1);
    }
    // Where nothing is left out, there is nothing more.
    if (!lines.some((line) => line.trim() === "…")) expect(rest).toEqual([]);
  }
});
