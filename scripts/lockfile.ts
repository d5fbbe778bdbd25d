// npm run lockfile
//
// Completes package-lock.json after an `npm install`. npm leaves out the packages of other platforms as soon as there is
// a node_modules (npm/cli#4828), and `npm ci` then refuses the file on those. In a folder without one it finds them all,
// with their hashes, and keeps every version that the file names.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Lockfile, lockfileFaults, unhashed } from "./lockfile/faults.ts";

const folder = mkdtempSync(join(tmpdir(), "imgpub-lockfile-"));
const made = join(folder, "package-lock.json");
try {
  for (const file of ["package.json", ".npmrc"]) copyFileSync(file, join(folder, file));
  const lock: Lockfile = JSON.parse(readFileSync("package-lock.json", "utf8"));
  // npm looks up what is not there, and leaves alone what is there without a hash.
  for (const key of unhashed(lock)) delete lock.packages[key];
  writeFileSync(made, JSON.stringify(lock));
  const { status, error } = spawnSync("npm", ["install", "--package-lock-only", "--loglevel=error"], {
    cwd: folder,
    shell: process.platform === "win32",
    stdio: "inherit",
  });
  if (status !== 0) throw error ?? new Error("npm could not make the lockfile");
  const faults = lockfileFaults(JSON.parse(readFileSync(made, "utf8")));
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
  else copyFileSync(made, "package-lock.json");
} finally {
  rmSync(folder, { recursive: true, force: true });
}
