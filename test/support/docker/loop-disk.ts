import { mkdir, open, rm } from "node:fs/promises";
import { run } from "../programs.ts";

/** A file system of its own, with a size of its own. */
export interface LoopDisk extends AsyncDisposable {
  /** Where it is mounted. */
  readonly path: string;
  close(): Promise<void>;
}

/**
 * Makes an ext4 in a file beside `path` and mounts it there, which needs root. What is mounted within it is unmounted with
 * it.
 *
 * @param bytes of the whole; ext4 keeps some for itself, and 5 % for root
 */
export async function mountLoopDisk(path: string, bytes: number): Promise<LoopDisk> {
  const image = `${path}.ext4`;
  await mkdir(path, { recursive: true });
  const file = await open(image, "wx");
  await file.truncate(bytes).finally(() => file.close());
  const remove = async () => {
    await rm(image, { force: true });
    await rm(path, { recursive: true, force: true });
  };
  try {
    await run("/usr/sbin/mkfs.ext4", ["-q", "-E", "nodiscard", image]);
    await run("mount", ["-o", "loop", image, path]);
  } catch (error) {
    await remove();
    throw error;
  }
  let mounted = true;
  const close = async () => {
    if (!mounted) return;
    mounted = false;
    // At once or as soon as nobody uses it any more; the loop device goes with it.
    await run("umount", ["--lazy", "--recursive", path]);
    await remove();
  };
  return { path, close, [Symbol.asyncDispose]: close };
}
