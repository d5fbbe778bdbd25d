import { fileURLToPath } from "node:url";
import { pushFixture } from "../images/images.ts";
import { probed } from "../probe.ts";
import { startRegistry } from "../registry/index.ts";
import { type RunOptions, type RunResult, runAction } from "../runner.ts";
import { watchedFolders } from "../touched.ts";
import { builds, sourceLines } from "./publish.ts";

type Inputs = NonNullable<RunOptions<"publish-index">["inputs"]>;

const repository = "org/app";

/** Sizes that make layers of 100 kB large. */
export const asked: Inputs = { soci: "true", "soci-min-layer-size": "64KiB", "soci-span-size": "64KiB" };

/** Two builds with an attestation each, of which the images share one of two large layers. */
const twoBuilds = () =>
  builds(["linux/amd64", "linux/arm64"], { layers: 2, layerSize: 100_000, sharedLayers: 1 });

function expectEnd({ exitCode, stdout, stderr }: RunResult): void {
  if (exitCode !== 0) throw new Error(`publish-index failed\n${stdout}${stderr}`);
}

/** What a run with `soci: true` read of layers, wrote to the registry, and left on disk. */
export interface LazyRun {
  /** Bytes. */
  readonly layerBytes: number;
  /** Requests. */
  readonly writes: number;
  /** Files and folders that were made in its workspace, its home and its temporary folders. */
  readonly files: readonly string[];
}

/** A registry with two builds, and how large each of their layers is, by its digest. */
async function openScene() {
  const registry = await startRegistry();
  const images = twoBuilds();
  for (const image of images) pushFixture(registry, repository, image);
  const layers = new Map(
    images.flatMap(({ image }) => image.layers.map(({ descriptor: { digest, size } }) => [digest, size])),
  );
  const inputs: Inputs = {
    sources: sourceLines(registry.host, repository, images),
    tags: `${registry.host}/${repository}:1`,
  };
  return { registry, layers, inputs, [Symbol.asyncDispose]: () => registry.close() };
}

type Scene = Awaited<ReturnType<typeof openScene>>;

/** Publishes two builds for lazy loading, and the same again; `bytes` are those of their layers, each counted once. */
export async function twice(): Promise<{ bytes: number; first: LazyRun; again: LazyRun }> {
  await using scene = await openScene();
  const bytes = [...scene.layers.values()].reduce((sum, size) => sum + size, 0);
  return { bytes, first: await publishLazy(scene), again: await publishLazy(scene) };
}

async function publishLazy({ registry, layers, inputs }: Scene): Promise<LazyRun> {
  registry.clearRequests();
  await using folders = await watchedFolders();
  expectEnd(await runAction("publish-index", { inputs: { ...inputs, ...asked }, ...folders.options }));
  const reads = registry.requests.filter(
    ({ method, kind, reference = "" }) => method === "GET" && kind === "blob" && layers.has(reference),
  );
  return {
    layerBytes: reads.reduce((sum, { responseBytes }) => sum + responseBytes, 0),
    writes: registry.writes().length,
    files: await folders.touched(),
  };
}

const source = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** The modules of src/soci that a whole run of publish-index from its sources loads. */
export async function sociModules(inputs: Inputs = {}): Promise<string[]> {
  await using scene = await openScene();
  const { result, probe } = await probed(({ nodeArgs, env }) =>
    runAction("publish-index", {
      inputs: { ...scene.inputs, ...inputs },
      entry: source("actions/publish-index/main.ts"),
      nodeArgs,
      env,
    }),
  );
  expectEnd(result);
  return probe.modules.filter((file) => file.startsWith(source("src/soci/")));
}
