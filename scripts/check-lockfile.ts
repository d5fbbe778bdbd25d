// Whether package-lock.json has a hash for every package of every platform, and no address of a registry.
import { readFileSync } from "node:fs";
import { lockfileFaults } from "./lockfile/faults.ts";

const faults = lockfileFaults(JSON.parse(readFileSync("package-lock.json", "utf8")));
for (const fault of faults) console.error(fault);
if (faults.length > 0) {
  console.error("`npm run lockfile` completes it.");
  process.exitCode = 1;
}
