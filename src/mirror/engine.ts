import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { messageOf, UserError } from "../base/errors.ts";
import { isRecord, parseJson } from "../base/json.ts";
import { isDigest } from "../image/digest.ts";
import type { MirrorConfig } from "./config.ts";
import { Mirror } from "./mirror.ts";
import { CountsFile } from "./store/counts.ts";
import { Journal } from "./store/journal.ts";
import { lockStore } from "./store/lock.ts";
import { ReadList } from "./store/read-list.ts";
import { partsOf } from "./store/room.ts";
import { Entry, makeFolders, Store } from "./store/store.ts";
import { type Clocks, Tags } from "./store/tags.ts";
import { Upstream } from "./upstream.ts";

export interface Engine {
  readonly port: number;
  close(): Promise<void>;
}

/** The file that says that a folder is a store of ours, since what is strange in it is removed. */
const marker = "imgpub-mirror.json";

/** Bytes of a record in a file, with room to spare. */
const recordBytes = 400;

/** How often the same complaint is told, in ms. */
const quietTime = 60_000;

const systemClocks: Clocks = { now: () => Date.now(), steady: () => performance.now() };

/**
 * Starts the engine. The upstream is not asked for anything: what the store has is served whatever becomes of it.
 *
 * @param tell is given single lines, about the disk for instance
 * @throws {UserError} where the store or the port cannot be had
 */
export async function startEngine(
  config: MirrorConfig,
  tell: (line: string) => void,
  clocks: Clocks = systemClocks,
): Promise<Engine> {
  await openStore(config.store);
  const unlock = await lockStore(config.store);
  const parts = partsOf(config.maxSize);
  let counts: CountsFile | undefined;
  let told = Number.NEGATIVE_INFINITY;
  const onFailure = (error: unknown) => {
    counts?.add("diskFailures");
    if (clocks.steady() - told < quietTime) return;
    told = clocks.steady();
    tell(`the store cannot be written as it should be: ${messageOf(error)}`);
  };
  const file = (name: string) => join(config.store, name);
  const counting = new CountsFile(file("counts"), clocks.now(), onFailure);
  counts = counting;
  const most = Math.floor(parts.records / 4);
  const mostRecords = Math.floor(most / recordBytes / 2);
  const tags = new Tags(new Journal(file("tags"), most, onFailure), clocks, mostRecords);
  const reads = new ReadList(new Journal(file("reads"), most, onFailure), mostRecords);
  const store = new Store({
    folder: config.store,
    parts,
    minFree: config.minFree,
    recoverTime: config.tuning.recoverTime,
    clocks,
    onFailure,
    onEvicted: ({ size }) => {
      counting.add("evicted");
      counting.add("evictedBytes", size);
    },
  });
  store.adopt(found(config.store));
  const upstream = new Upstream(config, (name, more) => counting.add(name, more));
  const onBug = (error: unknown) => tell(`a mistake in the engine: ${messageOf(error)}`);
  const mirror = new Mirror({ config, store, tags, reads, counts: counting, upstream, clocks, onBug });
  const server = createServer((request, response) => {
    void mirror.handle(request, response);
  });
  server.setTimeout(config.tuning.clientTime);
  const release = () => {
    counting.close();
    unlock();
  };
  try {
    await listen(server, config.port);
  } catch (error) {
    release();
    throw error;
  }
  const looking = setInterval(() => store.relieve(), config.tuning.lookTime);
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : config.port,
    async close() {
      clearInterval(looking);
      mirror.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      clear(file("tmp"));
      release();
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const reasons: Record<string, string> = {
        EADDRINUSE: "is taken by another program",
        EACCES: "may not be listened on by this user",
      };
      const reason = reasons[error.code ?? ""];
      reject(
        reason ? new UserError(`port ${port} of 127.0.0.1 ${reason}; expected one that is free`) : error,
      );
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}

/** Makes a store where there is none; never of a folder with something else in it. */
async function openStore(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const isOurs = existsSync(join(folder, marker));
    const others = readdirSync(folder).filter((name) => name !== "lost+found");
    if (!isOurs && others.length > 0)
      throw new UserError(
        `the store ${folder} holds other files, and no ${marker}; expected an empty folder`,
      );
    makeFolders(folder);
    if (!isOurs) writeFileSync(join(folder, marker), '{"store":1}\n');
    const mark = parseJson(readFileSync(join(folder, marker), "utf8"));
    if (isRecord(mark) && typeof mark.store === "number" && mark.store > 1)
      throw new UserError(`the store ${folder} is that of a newer engine; expected one of this engine's`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `the store ${folder} cannot be used (${messageOf(error)}); expected a folder to write to`,
    );
  }
}

/** The content of a store, the least recently used first; what is no content is removed. */
function found(folder: string): Entry[] {
  clear(join(folder, "tmp"));
  const entries: Entry[] = [];
  for (const algorithm of ["sha256", "sha512"])
    for (const name of readdirSync(join(folder, "blobs", algorithm))) {
      const digest = `${algorithm}:${name}`;
      const path = join(folder, "blobs", algorithm, name);
      const stat = lstatSync(path, { throwIfNoEntry: false });
      if (isDigest(digest) && stat?.isFile())
        entries.push(new Entry(folder, digest, stat.size, stat.mtimeMs));
      else rmSync(path, { recursive: true, force: true });
    }
  return entries.sort((one, other) => one.used - other.used);
}

function clear(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
}
