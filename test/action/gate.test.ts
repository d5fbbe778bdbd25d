import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const files = ["src", "actions"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => join(folder, path)),
);
const filesWith = (pattern: RegExp) =>
  files.filter((path) => pattern.test(readFileSync(join(root, path), "utf8"))).sort();

// What else tells anything is handed a log, or goes by one of these, and so through the gate in src/base/text.ts.
test("nothing is printed past the gate for text from outside", () => {
  expect(filesWith(/\bfrom "@actions\/core"/)).toEqual([
    "src/action/annotate.ts",
    "src/action/log.ts",
    "src/action/mask.ts",
    "src/action/outputs.ts",
    "src/action/report-error.ts",
    "src/action/run.ts",
  ]);
  // The version of Node.js that is too old is told of before anything else is loaded.
  expect(filesWith(/\bconsole\.|\bstd(?:out|err)\.write\(/)).toEqual([
    "src/action/node-version.ts",
    // Programs of their own, which no runner reads.
    "src/docker/host/program.ts",
    "src/mirror/main.ts",
  ]);
});

test("the summary and the outputs have one place each where text becomes Markdown and JSON", () => {
  expect(filesWith(/\bGITHUB_STEP_SUMMARY\b/)).toEqual(["src/action/summary.ts"]);
  const outputs = filesWith(/\bjson: (?:outputJson|JSON\.stringify)\(/);
  expect(outputs).toEqual([
    "src/cascade/report.ts",
    "src/lane/report/outputs.ts",
    "src/lane/watch/outputs.ts",
    "src/publish/told/report.ts",
    "src/wait/report.ts",
  ]);
  for (const path of outputs) expect(readFileSync(join(root, path), "utf8")).not.toContain("JSON.stringify");
});
