import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { processesLeft, processesWith } from "../support/processes.ts";

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
    const longest = lines.slice(lines.indexOf("Took longest:") + 1).filter((line) => / s\)$/.test(line));
    return { status, last: lines.at(-1), longest, skipped: lines.slice(lines.indexOf("Skipped:") + 1, -1) };
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

test("the five files that took longest are named, the longest first", () => {
  const waiting = (ms: number) => `test("x", () => new Promise((done) => setTimeout(done, ${ms})));`;
  const files = Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`${n}.test.js`, waiting(n * 300)]));
  const { longest } = runTests(files);
  expect(longest).toEqual(
    [6, 5, 4, 3, 2].map((n) =>
      expect.stringMatching(new RegExp(`/${n}\\.test\\.js \\(${(n * 0.3) | 0}\\.\\d s\\)$`)),
    ),
  );
});

/** One that ignores signals, and starts another in a session of its own, and one that outlives its parent. */
const family = `
const { spawn } = require("node:child_process");
const { writeFileSync } = require("node:fs");
process.on("SIGTERM", () => {}).on("SIGINT", () => {});
const forever = "setInterval(() => {}, 1000)";
const grandchild = spawn(process.execPath, ["-e", forever], { detached: true, stdio: "ignore", env: {} });
const orphaning = "require('node:child_process').spawn(process.execPath, ['-e', process.argv[1]], " +
  "{ stdio: 'ignore' }); setTimeout(() => process.exit(), 100)";
spawn(process.execPath, ["-e", orphaning, forever], { stdio: "ignore" }).on("exit", () =>
  process.stdout.write("up"));
setInterval(() => {}, 1000);
`;

test.each(["SIGINT", "SIGTERM"] as const)("%s leaves no process of the tests", async (signal) => {
  const root = mkdtempSync(join(tmpdir(), "imgpub-tests-"));
  const mark = `IMGPUB_FAMILY=${randomUUID()}`;
  const [name = "", value = ""] = mark.split("=");
  try {
    writeFileSync(join(root, "family.cjs"), family);
    writeFileSync(
      join(root, "a.test.js"),
      `import { spawn } from "node:child_process";
      test("hangs", async () => {
        const child = spawn(process.execPath, [${JSON.stringify(join(root, "family.cjs"))}]);
        await new Promise((up) => child.stdout.once("data", up));
        console.log("they are up");
        await new Promise(() => {});
      });`,
    );
    const args = ["scripts/test.ts", "--root", root, "--globals"];
    const env = { PATH: process.env.PATH, [name]: value };
    const script = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "ignore"] });
    const ended = once(script, "close");
    for await (const chunk of script.stdout) if (String(chunk).includes("they are up")) break;
    const before = await processesWith(mark);
    // That with an environment of its own is known by its parent.
    const alone = before.flatMap(childrenOf).filter((pid) => !before.includes(pid));
    expect(alone).toHaveLength(1);
    script.kill(signal);
    await ended;
    expect(await processesLeft(mark)).toEqual([]);
    expect(alone.filter((pid) => existsSync(`/proc/${pid}/exe`))).toEqual([]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
}

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
