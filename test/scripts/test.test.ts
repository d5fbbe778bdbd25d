import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Runs scripts/test.ts over the given test files. */
function runTests(files: Record<string, string>) {
  const root = mkdtempSync(join(tmpdir(), "imgpub-tests-"));
  try {
    for (const [name, code] of Object.entries(files)) writeFileSync(join(root, name), code);
    const args = ["scripts/test.ts", "--root", root, "--globals"];
    const { status, stdout } = spawnSync(process.execPath, args, {
      encoding: "utf8",
      env: { PATH: process.env.PATH },
    });
    const lines = stdout.trimEnd().split("\n");
    return { status, last: lines.at(-1), skipped: lines.slice(lines.indexOf("Skipped:") + 1, -1) };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const passing = 'test("one", () => {}); test("two", () => {});';

test("the closing line counts what passed", () => {
  expect(runTests({ "a.test.js": passing })).toMatchObject({ status: 0, last: "2 passed, 0 failed" });
});

test("skips are named with their reasons", () => {
  const skipping =
    'describe.skip("engine [skipped: dockerd is not installed]", () => { test("x", () => {}); test("y", () => {}); });';
  const { status, last, skipped } = runTests({ "a.test.js": passing + skipping });
  expect({ status, last }).toEqual({ status: 0, last: "2 passed, 0 failed, 2 skipped" });
  expect(skipped).toEqual([
    expect.stringMatching(/a\.test\.js: engine \[skipped: dockerd is not installed\] \(2 tests\)$/),
  ]);
});

test.each([
  ["a failed test", 'test("bad", () => { throw new Error("no"); });', "2 passed, 1 failed"],
  ["a file that cannot be loaded", 'throw new Error("no");', "2 passed, 1 failed"],
  [
    "an error outside every test",
    'test("late", () => { void Promise.reject(new Error("no")); });',
    "3 passed, 1 failed",
  ],
])("%s counts as failed", (_, code, last) => {
  expect(runTests({ "a.test.js": passing, "b.test.js": code })).toMatchObject({ status: 1, last });
});

test("no tests at all is a failure", () => {
  expect(runTests({})).toMatchObject({ status: 1, last: "0 passed, 1 failed" });
});

test("npm run test:e2e runs the tests on runners, or those of them that are named", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
  const [, own = ""] = scripts["test:e2e"]?.split("scripts/test.ts ") ?? [];
  const list = (...filters: string[]) =>
    spawnSync("vitest", ["list", "--filesOnly", ...own.split(" "), ...filters], { encoding: "utf8" })
      .stdout.trim()
      .split("\n");
  const files = readdirSync("test/e2e").filter((name) => name.endsWith(".test.ts"));
  expect(list().toSorted()).toEqual(files.map((name) => `test/e2e/${name}`).toSorted());
  expect(list("masks")).toEqual(["test/e2e/masks.test.ts"]);
});
