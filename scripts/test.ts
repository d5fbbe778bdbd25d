// Runs the tests, names the files that took longest and what was skipped and why, and ends with a line such as
// "12 passed, 0 failed", counted from vitest's JSON report. Arguments go to vitest. When it is ended by a signal, so is
// all that the tests have started.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { startSession } from "./processes/session.ts";

/** How many of the files that took longest are named. */
const mostNamed = 5;

interface Report {
  testResults: {
    name: string;
    status: string;
    message: string;
    startTime: number;
    endTime: number;
    assertionResults: { status: string; ancestorTitles: string[]; title: string }[];
  }[];
}

const folder = mkdtempSync(join(tmpdir(), "imgpub-report-"));
const file = join(folder, "report.json");
const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
const vitest = startSession(["node_modules/vitest/vitest.mjs", ...args, ...process.argv.slice(2)], {
  stdio: ["ignore", "pipe", "inherit"],
  env: { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: "1" }) },
});
// The report is ours alone, and gone when one could look for it; how to be faster is for us to know.
const noise = /JSON report written to|workers spawned|isolate: false/;
createInterface({ input: vitest.process.stdout as Readable }).on("line", (line) => {
  if (!noise.test(line)) console.log(line);
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => vitest.end(signal));

vitest.process.on("close", (code) => {
  const report: Report = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { testResults: [] };
  rmSync(folder, { recursive: true, force: true });

  let passed = 0;
  let failed = 0;
  const skipped = new Map<string, number>();
  for (const { name, status, assertionResults } of report.testResults) {
    // A file that cannot be loaded has no tests to fail.
    if (status === "failed" && !assertionResults.some((test) => test.status === "failed")) failed++;
    for (const test of assertionResults) {
      if (test.status === "passed") passed++;
      else if (test.status === "failed") failed++;
      else {
        const reason = test.ancestorTitles.find((title) => title.includes("[skipped: "));
        const what = `${relative(".", name)}: ${reason ?? test.ancestorTitles[0] ?? test.title}`;
        skipped.set(what, (skipped.get(what) ?? 0) + 1);
      }
    }
  }
  // Such as an error outside every test, or no test at all.
  if (code !== 0 && failed === 0) failed = 1;

  const longest = report.testResults
    .map(({ name, startTime, endTime }) => ({ name, seconds: (endTime - startTime) / 1000 }))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, mostNamed);
  if (longest.length > 0) console.log("Took longest:");
  for (const { name, seconds } of longest) console.log(`  ${relative(".", name)} (${seconds.toFixed(1)} s)`);
  const skips = [...skipped.values()].reduce((sum, count) => sum + count, 0);
  if (skips > 0) console.log("Skipped:");
  for (const [what, count] of skipped) console.log(`  ${what} (${count} ${count === 1 ? "test" : "tests"})`);
  console.log(`${passed} passed, ${failed} failed${skips > 0 ? `, ${skips} skipped` : ""}`);
  process.exitCode = failed > 0 ? 1 : 0;
});
