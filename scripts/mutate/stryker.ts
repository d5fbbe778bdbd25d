// Runs Stryker for the parent process: over the files that are named, with the tests of one folder.
import { fileURLToPath } from "node:url";
import type { LogLevel } from "@stryker-mutator/api/core";
import { Stryker } from "@stryker-mutator/core";

const [tests = "", concurrency = "2", ...mutate] = process.argv.slice(2);
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

await new Stryker({
  mutate,
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner", path("reporter.ts")],
  reporters: ["parent"],
  vitest: { dir: tests, configFile: "vitest.config.ts" },
  coverageAnalysis: "perTest",
  concurrency: Number(concurrency),
  // It reads no TypeScript of version 7; vitest leaves the types out.
  tsconfigFile: "no-such-file.json",
  checkers: [],
  // Not below .cache, where vitest looks for no tests.
  tempDirName: ".stryker-tmp",
  ignorePatterns: ["/dist", "/.cache", "/coverage", "/.stryker-tmp"],
  cleanTempDir: "always",
  allowConsoleColors: false,
  logLevel: "error" as LogLevel,
  timeoutMS: 20_000,
}).runMutationTest();
