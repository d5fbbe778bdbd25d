import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { Log } from "../../base/log.ts";
import { formatSize } from "../../base/size.ts";
import { counted } from "../../base/words.ts";
import { createContainer, removeContainer } from "../../docker/containers.ts";
import { type DockerEngine, nameInPath } from "../../docker/engine.ts";
import { type HostSession, hasFailed } from "../../docker/host/ask-host.ts";
import type { Job } from "../../docker/job.ts";
import { ours } from "../../docker/labels.ts";
import { withNodeImage } from "../../docker/node-image.ts";
import { tarOf } from "../../docker/tar.ts";
import { parseConfig } from "../../mirror/config.ts";
import type { Read, Reads } from "../../mirror/reads.ts";
import type { CacheService } from "./service.ts";
import { contentIn, hashed } from "./unpack.ts";

/** What the archive is; another form of it gets another version, and does not meet this one. */
const version = createHash("sha256").update("imgpub image-cache store 1").digest("hex");

const prefix = (arch = process.arch) => `imgpub-image-cache-${arch}-`;

/** How long a registry may take to say whether anybody may read something, in ms. */
const patience = 15_000;

/** What was brought back. */
export interface Restored {
  readonly key: string;
  readonly bytes: number;
  /** Digests without `sha256:`. */
  readonly files: readonly string[];
}

const short = (text: string) => createHash("sha256").update(text).digest("hex");

/** What the keys of a job's archives begin with: another job pulls other images. */
const prefixOf = (job: string) => `${prefix()}${short(job).slice(0, 8)}-`;

/** The key of an archive: of the job, and of what it holds, so that the same is never kept twice. */
export function keyOf(job: string, digests: readonly string[]): string {
  return prefixOf(job) + short([...digests].sort().join("\n")).slice(0, 32);
}

const nameOf = (hex: string) => `blobs/sha256/${hex}`;

/** What else lies in a store is not to come from elsewhere: tags say what a mirror gives when it cannot ask. */
const isBlob = (name: string) => /^blobs\/sha256\/[0-9a-f]{64}$/.test(name);

interface Given {
  readonly engine: DockerEngine;
  readonly job: Pick<Job, "job">;
  readonly log: Pick<Log, "info">;
  readonly signal: AbortSignal;
}

/**
 * Works on the files of the store through a container that is never started, as they belong to root, and the job may be in
 * a container of its own.
 */
async function withStore<T>(store: string, given: Given, work: (path: string) => Promise<T>): Promise<T> {
  const { engine, signal } = given;
  const id = await withNodeImage(engine, given, (image) =>
    createContainer(
      engine,
      {
        Image: image.reference,
        Entrypoint: image.entrypoint,
        Labels: { [ours]: "host" },
        HostConfig: { Binds: [`${store}:/store`], NetworkMode: "none", UsernsMode: "host" },
      },
      { signal },
    ),
  );
  try {
    return await work(`/containers/${nameInPath(id ?? "")}/archive`);
  } finally {
    await removeContainer(engine, id ?? "", AbortSignal.timeout(60_000));
  }
}

/**
 * Brings back what an earlier job pulled into a store that no mirror runs on. Each file is hashed on its way; one that is
 * not what its name says is removed again before any mirror reads it.
 *
 * @returns undefined where nothing is kept, or there is a folder already
 */
export async function restore(
  service: CacheService,
  host: HostSession,
  store: string,
  given: Given,
): Promise<Restored | undefined> {
  const marker = `${store}/imgpub-mirror.json`;
  const [own, folder] = await host.ask([
    { do: "read", path: marker },
    { do: "make-folder", path: store, mode: 0o700 },
  ]);
  // A folder that is there already is a store, which keeps what it has, or somebody else's.
  if (!hasFailed(own) && own.text !== undefined) return undefined;
  if (hasFailed(folder) || !folder.made) return undefined;
  const kept = await service.find([prefixOf(given.job.job), prefix()], version);
  if (!kept) return undefined;
  // Without it the mirror takes a folder that is not empty for somebody else's.
  await host.ask([{ do: "write", path: marker, text: '{"store":1}\n', mode: 0o600 }]);
  const good: { hex: string; size: number }[] = [];
  const bad: string[] = [];
  const checked = hashed(kept.body, isBlob, ({ name, size, sha256 }) => {
    if (name === nameOf(sha256)) good.push({ hex: sha256, size });
    else bad.push(name);
  });
  try {
    await withStore(store, given, async (path) => {
      await given.engine.call({
        method: "PUT",
        path,
        query: { path: "/store" },
        body: Readable.from(checked, { objectMode: false }),
        contentType: "application/x-tar",
        signal: given.signal,
      });
    });
  } catch (error) {
    // What has come so far was not looked at to its end.
    await host.ask([{ do: "remove", path: `${store}/blobs`, recursive: true }]);
    throw error;
  }
  for (const name of bad) await host.ask([{ do: "remove", path: `${store}/${name}` }]);
  const bytes = good.reduce((sum, { size }) => sum + size, 0);
  if (bad.length > 0)
    given.log.info(`${counted(bad.length, "file")} of the archive were not what their names say`);
  given.log.info(`brought back ${counted(good.length, "file")} with ${formatSize(bytes)} (${kept.key})`);
  return { key: kept.key, bytes, files: good.map(({ hex }) => hex) };
}

/** What a job read that anybody may read, each digest once. */
export async function publicReads(reads: Reads, upstream: string, signal: AbortSignal): Promise<Read[]> {
  const byRepository = Map.groupBy(reads.reads, ({ repository }) => repository);
  const isPublic = new Map<string, boolean>();
  if (!reads.anonymous) {
    const { Upstream } = await import("../../mirror/upstream.ts");
    const anonymous = new Upstream(parseConfig(JSON.stringify({ upstream })), () => {});
    for (const [repository, own] of byRepository) {
      signal.throwIfAborted();
      const manifest = own.find(({ kind }) => kind === "manifest");
      const asked = manifest && anonymous.head(repository, manifest.digest, patience);
      isPublic.set(repository, (await asked?.then(Boolean, () => false)) ?? false);
    }
  }
  const found = reads.reads.filter(({ repository }) => reads.anonymous || isPublic.get(repository) === true);
  return [...new Map(found.map((read) => [read.digest, read])).values()];
}

/**
 * Keeps what a job read, under a key of its digests.
 *
 * @param most bytes of an archive
 * @returns the bytes that were sent; undefined where the same is kept already, or there is nothing to keep
 */
export async function keep(
  service: CacheService,
  store: string,
  reads: readonly Read[],
  most: number,
  given: Given,
): Promise<{ readonly key: string; readonly bytes: number } | undefined> {
  let total = 0;
  const wanted = reads
    .filter(({ digest }) => digest.startsWith("sha256:"))
    .filter(({ size }) => {
      const fits = total + size <= most;
      if (fits) total += size;
      return fits;
    })
    .map(({ digest, size }) => ({ hex: digest.slice("sha256:".length), size }))
    .sort((a, b) => (a.hex < b.hex ? -1 : 1));
  if (wanted.length === 0) return undefined;
  const key = keyOf(
    given.job.job,
    wanted.map(({ hex }) => hex),
  );
  const bytes = await withStore(store, given, (path) =>
    service.keep(key, version, archiveOf(wanted, path, given)),
  );
  return bytes === undefined ? undefined : { key, bytes };
}

/** The archive of some files of the store. One that was thrown out meanwhile is left out. */
async function* archiveOf(
  files: readonly { readonly hex: string; readonly size: number }[],
  path: string,
  { engine, signal }: Given,
): AsyncGenerator<Uint8Array> {
  for (const { hex, size } of files) {
    const { status, body } = await engine.open({
      method: "GET",
      path,
      query: { path: `/store/${nameOf(hex)}` },
      expected: [404],
      signal,
    });
    if (status === 404) {
      body.destroy();
      continue;
    }
    yield* tarOf(
      [{ name: nameOf(hex), mode: 0o600, content: { stream: contentIn(body, size), size } }],
      false,
    );
  }
  yield* tarOf([]);
}
