import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  type Fixture,
  imageFixture,
  indexFixture,
  pushOverHttp,
} from "../../../test/support/images/images.ts";
import { exchange } from "../../../test/support/images/plain-client.ts";
import { type DockerRegistry, startDockerRegistry } from "../../../test/support/real/docker-registry.ts";
import { hasRealPart } from "../../../test/support/real/real-part.ts";
import { runAction } from "../../../test/support/runner.ts";
import { watchedFolders } from "../../../test/support/touched.ts";
import { soci } from "../figures.ts";
import { pushLayer, withLayers } from "../large-image.ts";
import { median } from "../median.ts";
import { script } from "../peers.ts";
import { runTimed, taken } from "../process.ts";
import type { Row } from "../table.ts";
import { timedNode } from "../tools.ts";
import type { LayerFile } from "./layer-files.ts";
import { convertCommand, toolEnvironment } from "./soci.ts";

const rounds = 5;
const repository = "org/app";

/** What lies in a registry of its own, and is to get the tag `lazy` there. */
interface Place {
  readonly registry: DockerRegistry;
  readonly digest: string;
}

/**
 * Converts an image of two platforms beside where it is: publish-index alone, and in turns with it a pull by skopeo, soci
 * and a push by skopeo.
 *
 * @param folder for registries and layouts, 1.5 GB at a time
 */
export async function measureWholeImage(
  layers: readonly [LayerFile, LayerFile, LayerFile],
  folder: string,
): Promise<Row[]> {
  const missing = (["docker-registry", "skopeo", "soci"] as const).find((name) => !hasRealPart(name));
  if (missing !== undefined)
    return [soci.elapsed, soci.files].map((figure) => ({ figure, values: { imgpub: `no ${missing}` } }));
  const ours: Awaited<ReturnType<typeof publish>>[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await inPlace(layers, folder, publish));
    theirs.push(await inPlace(layers, folder, (place) => pullConvertPush(place, folder)));
  }
  const elapsed = median(ours.map(({ seconds }) => seconds)) / median(theirs);
  return [
    { figure: soci.elapsed, values: { imgpub: elapsed } },
    { figure: soci.files, values: { imgpub: Math.max(...ours.map(({ files }) => files)) } },
  ];
}

/** Works where the image has just been pushed to, so that no round finds what another has left. */
async function inPlace<Result>(
  layers: readonly [LayerFile, LayerFile, LayerFile],
  folder: string,
  work: (place: Place) => Promise<Result>,
): Promise<Result> {
  await using registry = await startDockerRegistry({ folder });
  for (const { path, descriptor } of layers)
    await pushLayer(registry.origin, repository, descriptor, createReadStream(path));
  const digest = await pushOverHttp(registry.origin, repository, imageOf(layers), { tag: "plain" });
  const result = await work({ registry, digest });
  await expectConverted(registry);
  return result;
}

/** An index of an image with two of the layers and one with the third. */
function imageOf([first, second, third]: readonly [LayerFile, LayerFile, LayerFile]): Fixture {
  const image = (platform: string, layers: readonly LayerFile[]) =>
    withLayers(
      imageFixture({ platform, layers: 0 }),
      layers.map(({ descriptor }) => descriptor),
    );
  return indexFixture([image("linux/amd64", [first, second]), image("linux/arm64", [third])]);
}

/** Seconds that it takes publish-index, and the number of files and folders that it makes. */
async function publish({ registry: { host }, digest }: Place) {
  await using folders = await watchedFolders();
  const run = await runAction("publish-index", {
    inputs: {
      ...{ sources: `${host}/${repository}@${digest}`, tags: `${host}/${repository}:lazy`, soci: "true" },
      referrers: "none",
    },
    ...folders.options,
    ...timedNode,
  });
  if (run.exitCode !== 0) throw new Error(`publish-index failed\n${run.stdout}${run.stderr}`);
  return { seconds: taken(run).seconds, files: (await folders.touched()).length };
}

/** Seconds that it takes skopeo and soci. */
async function pullConvertPush({ registry: { host } }: Place, folder: string): Promise<number> {
  const own = await mkdtemp(join(folder, "soci-"));
  try {
    const [from, to] = [join(own, "from"), join(own, "to")];
    const image = `docker://${host}/${repository}`;
    const copy = ["skopeo", "copy", "--all"];
    const steps = [
      [...copy, "--src-tls-verify=false", `${image}:plain`, `oci:${from}`],
      convertCommand(own, from, to),
      [...copy, "--dest-tls-verify=false", `oci:${to}`, `${image}:lazy`],
    ];
    return taken(await runTimed(["bash", "-c", script(steps)], { env: toolEnvironment(own) })).seconds;
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** @throws Error unless the tag has two images, and a SOCI index for each */
async function expectConverted({ origin }: DockerRegistry): Promise<void> {
  const headers = { accept: "application/vnd.oci.image.index.v1+json" };
  const { body } = await exchange("GET", `${origin}/v2/${repository}/manifests/lazy`, { headers });
  const { manifests = [] } = JSON.parse(body.toString());
  if (manifests.length !== 4) throw new Error(`the image has not been converted: ${body}`);
}
