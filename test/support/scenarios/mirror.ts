import { readFileSync, statSync } from "node:fs";
import { get } from "node:http";
import { imageFixture, pushFixture } from "../images/images.ts";
import { mayMount, mountDisk, noMount } from "../mirror/disk.ts";
import { program, startTestEngine, type TestEngine } from "../mirror/engine.ts";
import { hashed, pull } from "../mirror/pull.ts";
import { pushStorm, storm } from "../mirror/storm.ts";
import { asked, blobBytes, credential, type Hub, startHub } from "../mirror/upstream.ts";
import { type DockerRegistry, startDockerRegistry } from "../real/docker-registry.ts";

/** Bytes of the program in the release. */
export const bundleBytes = (): number => statSync(program).size;

/** What pulls through the engine cost upstream. */
export interface PullCosts {
  /** Bytes of blobs that a cold pull has taken from upstream ÷ those of the image. */
  readonly coldBytes: number;
  /** Requests and bytes of blobs of a second pull by tag, and requests of one by digest. */
  readonly warm: string;
  readonly warmRequests: number;
  readonly warmBytes: number;
  readonly byDigest: number;
  /** Bytes of blobs of an image with the same layers in another repository. */
  readonly otherBytes: number;
  /** Downloads of one cold blob for four clients. */
  readonly downloads: number;
}

export async function pullCosts(): Promise<PullCosts> {
  await using hub = await startHub();
  const { registry, image, multi } = hub;
  await using engine = await startTestEngine({ upstream: registry.origin, ...credential });
  const bytes = () => blobBytes(registry.requests);
  await pull(engine.origin, "library/app", "1");
  const size = [image.config, ...image.layers].reduce((sum, blob) => sum + (blob?.bytes.length ?? 0), 0);
  const coldBytes = bytes() / size;
  registry.clearRequests();
  await pull(engine.origin, "library/app", "1");
  const warm = { warm: asked(registry.requests), warmRequests: registry.count(), warmBytes: bytes() };
  registry.clearRequests();
  await pull(engine.origin, "library/app", image.descriptor.digest);
  const byDigest = registry.count();
  await pull(engine.origin, "acme/other", "1");
  const otherBytes = bytes();
  registry.clearRequests();
  const layer = multi.children[0]?.layers[0]?.descriptor;
  const url = `${engine.origin}/v2/acme/multi/blobs/${layer?.digest}`;
  await Promise.all([1, 2, 3, 4].map(() => hashed(url)));
  const downloads = registry.count(({ kind, status }) => kind === "blob" && status === 200);
  return { coldBytes, ...warm, byDigest, otherBytes, downloads };
}

/** Bytes of each layer of the image that warm pulls are timed with. */
const timedLayer = 100_000_000;
const timedLayers = 2;

/** What warm pulls take: seconds that elapse, and of processor time, each of them a cache's. */
export interface Timed {
  readonly seconds: number;
  readonly processor: number;
}

/** Warm pulls of 200 MB through the engine and through distribution 3, in turns. */
export async function warmPulls(rounds: number): Promise<{ engine: Timed[]; distribution: Timed[] }> {
  await using hub = await startHub();
  const image = imageFixture({ layers: timedLayers, layerSize: timedLayer, seed: "timed" });
  pushFixture(hub.registry, "acme/timed", image, { tag: "1" });
  const upstream = hub.registry.origin;
  await using engine = await startTestEngine({ upstream, ...credential });
  await using other = await startDockerRegistry({ program: "distribution", proxy: upstream, credential });
  const taken = { engine: [] as Timed[], distribution: [] as Timed[] };
  for (const cache of [engine, other]) await pull(cache.origin, "acme/timed", "1");
  const digests = image.layers.map(({ descriptor }) => descriptor.digest);
  for (let round = 0; round < rounds; round++)
    for (const [name, cache] of [
      ["engine", engine],
      ["distribution", other],
    ] as const)
      taken[name].push(await timedPull(cache, digests));
  return taken;
}

async function timedPull(cache: TestEngine | DockerRegistry, digests: readonly string[]): Promise<Timed> {
  const before = { at: performance.now(), processor: processorOf(cache.pid) };
  // Two engines at a time, each with all layers at a time.
  await Promise.all(
    [...digests, ...digests].map((digest) => taken(`${cache.origin}/v2/acme/timed/blobs/${digest}`)),
  );
  return {
    seconds: (performance.now() - before.at) / 1_000,
    processor: processorOf(cache.pid) - before.processor,
  };
}

/** Takes a body in, and makes nothing of it. */
function taken(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, (answer) => answer.on("error", reject).on("end", resolve).resume()).on(
      "error",
      reject,
    );
  });
}

/** Seconds of processor time that a process has taken (proc(5), utime and stime). */
function processorOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** What a storm has done: bytes over the cap at its worst, pulls, those that were not good, and the memory in MB. */
export interface StormFigures {
  readonly over: number;
  readonly samples: number;
  readonly pulls: number;
  readonly failed: number;
  readonly memory: number;
}

const stormCap = 80_000_000;

/** Storms an engine for so many ms; undefined where there can be no disk of its own. */
export async function stormFor(ms: number): Promise<StormFigures | string> {
  if (!mayMount()) return noMount;
  await using hub: Hub = await startHub();
  pushStorm(hub.registry);
  using disk = mountDisk(256);
  const upstream = hub.registry.origin;
  await using engine = await startTestEngine({
    upstream,
    ...credential,
    maxSize: stormCap,
    store: disk.path,
  });
  const end = performance.now() + ms;
  const { pulls, failed, samples, most } = await storm(
    engine.origin,
    disk.path,
    () => performance.now() < end,
  );
  const status = readFileSync(`/proc/${engine.pid}/status`, "utf8");
  const memory = (Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) * 1_024) / 1e6;
  return { over: Math.max(0, most - stormCap), samples, pulls, failed: failed.length, memory };
}
