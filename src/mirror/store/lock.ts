import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, linkSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../base/errors.ts";

/** ms in which two who have found the same lock to be nobody's are done with it. */
const settleTime = 25;

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
      const found = identity(join(store, "lock"));
      if (isLinked(join(store, own), join(store, "lock"))) {
        // Somebody who took over the one before may have taken this one with it.
        await sleep(settleTime);
        if (isSame(join(store, "lock"), join(store, own))) return release;
      } else if (await isListening(through("lock"))) break;
      else clear(store, found);
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

/** Removes the lock that was found to be nobody's, and none that was taken meanwhile. */
function clear(store: string, found: string | undefined): void {
  const lock = join(store, "lock");
  const aside = join(store, `lock-${randomBytes(8).toString("hex")}`);
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  if (identity(aside) !== found) isLinked(aside, lock);
  rmSync(aside, { force: true });
}

/** What tells a file from one that has got its number later. */
function identity(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat && `${stat.ino} ${stat.birthtimeMs}`;
}

function isSame(one: string, other: string): boolean {
  const found = identity(one);
  return found !== undefined && found === identity(other);
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
