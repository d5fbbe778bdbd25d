import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of its own, which is gone with it. */
export interface Disk extends Disposable {
  readonly path: string;
}

/**
 * Mounts a file system of so many MiB: one in memory, or ext4 in a file, as runners have it.
 *
 * @throws where this user may not
 */
export function mountDisk(size: number, kind: "tmpfs" | "ext4" = "tmpfs"): Disk {
  const folder = mkdtempSync(join(tmpdir(), "imgpub-disk-"));
  const path = join(folder, "disk");
  mkdirSync(path);
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { stdio: "ignore", env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` } });
  try {
    if (kind === "tmpfs") run("mount", "-t", "tmpfs", "-o", `size=${size}m`, "imgpub", path);
    else {
      const image = join(folder, "image");
      run("truncate", "-s", `${size}M`, image);
      run("mkfs.ext4", "-q", "-m", "0", image);
      run("mount", "-o", "loop", image, path);
      rmSync(join(path, "lost+found"), { recursive: true });
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    path,
    [Symbol.dispose]() {
      run("umount", "-l", path);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether this user may mount such a file system. */
export function mayMount(kind: "tmpfs" | "ext4" = "tmpfs"): boolean {
  try {
    mountDisk(8, kind)[Symbol.dispose]();
    return true;
  } catch {
    return false;
  }
}

/** What is said where one may not. */
export const noMount = "this user may not mount a file system";
