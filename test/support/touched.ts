import { once } from "node:events";
import { watch } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunOptions } from "./runner.ts";

/** Empty folders for an action to work in, which are watched. */
export interface WatchedFolders extends AsyncDisposable {
  /** Options for `runAction`: workspace, home and both temporary folders. */
  readonly options: { readonly cwd: string; readonly env: NonNullable<RunOptions["env"]> };
  /** What has been made in them so far. They were empty, so whatever lies deeper is below one of these. */
  touched(): Promise<string[]>;
}

export async function watchedFolders(): Promise<WatchedFolders> {
  const [cwd, HOME, TMPDIR, RUNNER_TEMP] = await Promise.all([1, 2, 3, 4].map(watchedFolder));
  const all = [cwd, HOME, TMPDIR, RUNNER_TEMP].filter((one) => one !== undefined);
  const env = { HOME: HOME?.path, TMPDIR: TMPDIR?.path, RUNNER_TEMP: RUNNER_TEMP?.path };
  return {
    options: { cwd: cwd?.path ?? "", env },
    touched: async () => (await Promise.all(all.map((one) => one.touched()))).flat(),
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map((one) => one.dispose()));
    },
  };
}

const mark = "mark";

async function watchedFolder() {
  const path = await mkdtemp(join(tmpdir(), "imgpub-watched-"));
  const names = new Set<string>();
  const watcher = watch(path).on("change", (_, name) => names.add(String(name)));
  return {
    path,
    /** Waits until a mark is seen: what was made before it has been seen by then. */
    async touched() {
      names.delete(mark);
      await writeFile(join(path, mark), "");
      while (!names.has(mark)) await once(watcher, "change");
      return [...names].filter((name) => name !== mark).map((name) => join(path, name));
    },
    async dispose() {
      watcher.close();
      await rm(path, { recursive: true, force: true });
    },
  };
}
