// Everything that can be wrong without running the tests. Runs all checks, also after one has failed.
import { spawnSync } from "node:child_process";

const node = process.execPath;
const checks: [what: string, command: string, ...args: string[]][] = [
  ["types", "tsc", "--project", "."],
  ["format and lint", "biome", "check", "."],
  ["generated files", node, "scripts/generate.ts", "--check"],
  ["lockfile", node, "scripts/check-lockfile.ts"],
  ["dist", node, "scripts/check-dist.ts"],
];

for (const [what, command, ...args] of checks) {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${what} (${seconds} s)`);
  if (status !== 0) {
    console.log(`${stdout ?? ""}${stderr ?? ""}${error?.message ?? ""}`);
    process.exitCode = 1;
  }
}
