import { createHash } from "node:crypto";
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { coded, resolveOnHost } from "./paths.ts";
import type {
  FileAnswer,
  FileSystemAnswer,
  MakeFolderRequest,
  RemoveRequest,
  ReserveRequest,
  WriteRequest,
} from "./requests.ts";

/** Bytes of a file that is read whole; what is asked for is a configuration or a ledger. */
const mostOfFile = 32 << 20;

export function readOnHost(root: string, path: string): FileAnswer {
  const resolved = resolveOnHost(root, path);
  const at = join(root, resolved);
  const found = statOf(at);
  if (!found) return { resolved, writable: isWritable(existingAbove(at)) };
  if (!found.isFile()) throw coded("EINVAL", `${resolved} is no file`);
  if (found.size > mostOfFile) throw coded("EFBIG", `${resolved} has ${found.size} bytes`);
  return {
    text: readFileSync(at, "utf8"),
    mode: found.mode & 0o7777,
    uid: found.uid,
    gid: found.gid,
    resolved,
    writable: isWritable(at) && isWritable(dirname(at)),
  };
}

/** @returns whether it was written: not where the file is another than was expected */
export function writeOnHost(root: string, { path, text, mode, ifSha256, backup }: WriteRequest): boolean {
  const at = join(root, resolveOnHost(root, path));
  const found = statOf(at);
  const before = found ? readFileSync(at) : undefined;
  if (ifSha256 !== undefined) {
    const hash = before ? createHash("sha256").update(before).digest("hex") : null;
    if (hash !== ifSha256) return false;
  }
  const owner = found ?? { mode: mode ?? 0o644, uid: 0, gid: 0 };
  mkdirSync(dirname(at), { recursive: true, mode: 0o755 });
  if (backup !== undefined && before) replaceFile(join(root, resolveOnHost(root, backup)), before, owner);
  replaceFile(at, text, owner);
  return true;
}

/** Writes beside the file and moves it there: whoever reads it has the old text or the new one. */
function replaceFile(
  at: string,
  content: string | Uint8Array,
  owner: { readonly mode: number; readonly uid: number; readonly gid: number },
): void {
  removeBeside(at);
  const beside = `${at}.imgpub-${process.pid}`;
  try {
    const file = openSync(beside, "wx", 0o600);
    try {
      const bytes = Buffer.from(content);
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    chownSync(beside, owner.uid, owner.gid);
    chmodSync(beside, owner.mode & 0o7777);
    renameSync(beside, at);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  syncFolder(dirname(at));
}

/** Removes what programs have left beside a file that were ended while they wrote: all see the host's processes. */
function removeBeside(at: string): void {
  const left = `${basename(at)}.imgpub-`;
  for (const name of readdirSync(dirname(at))) {
    const pid = name.startsWith(left) ? name.slice(left.length) : "";
    if (/^\d+$/.test(pid) && (Number(pid) === process.pid || !isRunning(Number(pid))))
      rmSync(join(dirname(at), name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** @returns whether there was anything to remove */
export function removeOnHost(root: string, { path, recursive = false }: RemoveRequest): boolean {
  // The link itself, where it is one: what it leads to was not named.
  const named = path.replace(/\/+$/, "");
  const name = basename(named);
  if (["", ".", ".."].includes(name)) throw coded("EINVAL", `${path} is removed by no such name`);
  const at = join(root, resolveOnHost(root, dirname(named)), name);
  try {
    lstatSync(at);
  } catch {
    return false;
  }
  rmSync(at, { recursive, force: false });
  return true;
}

export function makeFolderOnHost(root: string, { path, mode }: MakeFolderRequest): boolean {
  const at = join(root, resolveOnHost(root, path));
  if (statOf(at)?.isDirectory()) return false;
  mkdirSync(at, { recursive: true, mode });
  chmodSync(at, mode);
  return true;
}

/** @returns the bytes that the file has now */
export function reserveOnHost(root: string, { path, bytes }: ReserveRequest): number {
  const at = join(root, resolveOnHost(root, path));
  const has = statOf(at)?.size ?? 0;
  if (has >= bytes) return has;
  mkdirSync(dirname(at), { recursive: true, mode: 0o755 });
  const file = openSync(at, "w", 0o600);
  try {
    const block = Buffer.alloc(1 << 20);
    for (let left = bytes; left > 0; ) left -= writeSync(file, block, 0, Math.min(left, block.length));
    fsyncSync(file);
  } catch (error) {
    // Half of it is of no use, and takes what is short.
    rmSync(at, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return bytes;
}

export function statfsOnHost(root: string, path: string): FileSystemAnswer {
  const at = existingAbove(join(root, resolveOnHost(root, path)));
  const { blocks, bfree, bavail, bsize, files, ffree, type } = statfsSync(at);
  return {
    total: blocks * bsize,
    free: bfree * bsize,
    available: bavail * bsize,
    inodes: files,
    freeInodes: ffree,
    type,
    device: statSync(at).dev,
  };
}

/** The nearest path above that is there. */
function existingAbove(at: string): string {
  for (let path = at; ; path = dirname(path)) if (statOf(path) || path === dirname(path)) return path;
}

function statOf(path: string) {
  return statSync(path, { throwIfNoEntry: false });
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
