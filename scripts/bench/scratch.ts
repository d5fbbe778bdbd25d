import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Bytes that the registries of the largest scenario hold at a time, and some to spare. */
const room = 4 * 2 ** 30;

/**
 * A folder for the registries' files, in memory where there is room, as a disk has moods of its own. It is removed when
 * the process ends.
 */
export function scratch(): string {
  const folder = mkdtempSync(join(hasRoom("/dev/shm") ? "/dev/shm" : tmpdir(), "imgpub-bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  // Without listeners these end the process at once, and what is in memory stays.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
  return folder;
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= room;
  } catch {
    return false;
  }
}
