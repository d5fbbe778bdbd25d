import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, linkSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { join } from "node:path";
import { UserError } from "../../base/errors.ts";

/** Times that a lock is tried for which others are about, too. */
const mostTries = 20;

/**
 * Makes a store that of this process alone: a socket in it that somebody listens on is one that is in use, across
 * containers too. What a process that was killed has left behind refuses connections, and is taken over.
 *
 * @returns what lets go of it
 * @throws {UserError} where another engine has it
 */
export async function lockStore(store: string): Promise<() => void> {
  // By way of the folder's descriptor, since the path of a socket is short.
  const folder = openSync(store, "r");
  const through = (name: string) => join(`/proc/self/fd/${folder}`, name);
  const own = `lock-${randomBytes(8).toString("hex")}`;
  const server = createServer((socket) => socket.destroy());
  server.listen(through(own));
  await once(server, "listening");
  const release = () => {
    if (isSame(join(store, "lock"), join(store, own))) rmSync(join(store, "lock"), { force: true });
    rmSync(join(store, own), { force: true });
    server.close();
    closeSync(folder);
  };
  try {
    for (let tries = 0; tries < mostTries; tries++) {
      if (isLinked(join(store, own), join(store, "lock"))) return release;
      if (await isListening(through("lock"))) break;
      clear(store);
    }
  } catch (error) {
    release();
    throw error;
  }
  release();
  throw new UserError(
    `the store ${store} is in use by another engine; expected one that is this engine's alone`,
  );
}

function isLinked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Removes a lock that nobody has any more, but none that was taken meanwhile. */
function clear(store: string): void {
  const lock = join(store, "lock");
  const aside = join(store, `lock-${randomBytes(8).toString("hex")}`);
  const found = inode(lock);
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  if (inode(aside) !== found) isLinked(aside, lock);
  rmSync(aside, { force: true });
}

function inode(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}

function isSame(one: string, other: string): boolean {
  const found = inode(one);
  return found !== undefined && found === inode(other);
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
