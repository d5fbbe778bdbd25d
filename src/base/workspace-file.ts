import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { decodeText } from "./utf8.ts";

/** Why a file of a workspace is not read. */
export type FileProblem = "outside" | "no file" | "too large" | "not text";

/**
 * The path of what is in a folder, after all symbolic links are followed; undefined where it lies outside.
 *
 * @param path absolute, or from the folder
 * @throws the system's error, such as `ENOENT`, where there is nothing, and where the folder is not there
 */
export async function realPathInside(folder: string, path: string): Promise<string | undefined> {
  const [root, real] = await Promise.all([realpath(folder), realpath(resolve(folder, path))]);
  const way = relative(root, real);
  return way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way) ? undefined : real;
}

/** What the file system gives; undefined where there is nothing at the path. */
export async function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes((error as NodeJS.ErrnoException).code ?? ""))
      return undefined;
    throw error;
  }
}

/**
 * Reads the text of a file in a folder, see {@link decodeText}. A pipe or a device is no file, and is not waited for.
 *
 * @param path absolute, or from the folder
 * @param most bytes
 * @throws the system's error where there is nothing, or it may not be read
 */
export async function readTextInside(
  folder: string,
  path: string,
  most: number,
): Promise<{ readonly text: string } | { readonly problem: FileProblem }> {
  const real = await realPathInside(folder, path);
  if (real === undefined) return { problem: "outside" };
  // A pipe would block, so it is opened without waiting for its other end.
  const file = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await file.stat();
    if (!found.isFile()) return { problem: "no file" };
    if (found.size > most) return { problem: "too large" };
    const text = decodeText(await file.readFile());
    return text === undefined ? { problem: "not text" } : { text };
  } finally {
    await file.close();
  }
}
