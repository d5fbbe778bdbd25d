import assert from "node:assert/strict";
import { counted } from "../../src/base/words.ts";
import { pullOverHttp, pushOverHttp } from "../../test/support/images/images.ts";
import { exchange } from "../../test/support/images/plain-client.ts";
import { type Descriptor, type Registry, startRegistry } from "../../test/support/registry/index.ts";
import { runAction } from "../../test/support/runner.ts";
import { builds } from "../../test/support/scenarios/publish.ts";
import { readZtoc } from "../../test/support/soci/ztoc.ts";
import { heading, say, show } from "./output.ts";

const repository = "acme/app";
const platforms = ["linux/amd64", "linux/arm64"];
const annotation = (name: string) => `com.amazon.soci.${name}`;

/** A registry with an image that is published already, its conversion for lazy loading, and what was indexed. */
export async function lazy(): Promise<void> {
  await using registry = await startRegistry();
  const image = `${registry.host}/${repository}`;
  const images = builds(platforms, { layers: 2, layerSize: 12_000_000, sharedLayers: 1 });
  for (const build of images) await pushOverHttp(registry.origin, repository, build);
  const sources = images.map(({ descriptor }) => `${image}@${descriptor.digest}`).join("\n");
  const plain = await runAction("publish-index", { inputs: { sources, tags: `${image}:1.2.3` } });
  assert.equal(plain.exitCode, 0, plain.stdout);
  heading("Another registry");
  say(`${image}:1.2.3 is ${plain.outputs.digest}, for ${platforms.join(" and ")}`);
  say("each has two layers of 12 MB, of which they share one, and its attestation");

  heading("Run publish-index with `soci: true` on what is published already");
  const inputs = { sources: `${image}:1.2.3`, tags: `${image}:1.2.3`, soci: "true" } as const;
  const converted = await runAction("publish-index", { inputs });
  show(converted);

  heading("Read what was indexed with another client");
  const pulled = await pullOverHttp(registry.origin, repository, "1.2.3");
  assert.equal(pulled.digest, converted.outputs.digest);
  assert.notEqual(pulled.digest, plain.outputs.digest);
  const { manifests = [] } = await documentAt(registry, "1.2.3");
  for (const [at, platform] of platforms.entries()) await tellIndexed(registry, platform, manifests[at]);
  for (const { attestation } of images)
    assert(manifests.some(({ digest }) => digest === attestation.descriptor.digest));
  assert.equal(pulled.attestations, platforms.length);
  say("✓ each attestation is as it was, byte for byte, and belongs to the converted image");
  say(
    `✓ ${pulled.manifests} manifests and ${pulled.blobs} blobs have the digest and size they are listed with`,
  );

  const layers = new Set(images.flatMap(({ image }) => image.layers.map((one) => one.descriptor.digest)));
  registry.clearRequests();
  const again = await runAction("publish-index", { inputs });
  assert.equal(again.exitCode, 0, again.stdout);
  assert.equal(again.outputs.digest, converted.outputs.digest);
  assert.equal(registry.writes().length, 0);
  assert(!registry.requests.some(({ kind, reference = "" }) => kind === "blob" && layers.has(reference)));
  say("✓ converting it again gives the same digest, reads no layer and writes nothing");
}

interface Document {
  readonly manifests?: readonly Descriptor[];
  readonly layers?: readonly Descriptor[];
}

async function documentAt({ origin }: Registry, reference: string): Promise<Document> {
  const types = ["index", "manifest"].map((kind) => `application/vnd.oci.image.${kind}.v1+json`);
  const headers = { accept: types.join(", ") };
  const { body } = await exchange("GET", `${origin}/v2/${repository}/manifests/${reference}`, { headers });
  return JSON.parse(body.toString());
}

/** Says of every layer of an image what its ztoc holds. */
async function tellIndexed(
  registry: Registry,
  platform: string,
  image: Descriptor | undefined,
): Promise<void> {
  const sociIndex = image?.annotations?.[annotation("index-digest")];
  assert(image && sociIndex, `${platform} has no SOCI index`);
  say(`${platform}  ${image.digest} has the SOCI index ${sociIndex}`);
  const { layers = [] } = await documentAt(registry, image.digest);
  const { layers: ztocs = [] } = await documentAt(registry, sociIndex);
  for (const { digest, annotations } of ztocs) {
    const layer = layers.find((one) => one.digest === annotations?.[annotation("image-layer-digest")]);
    assert(layer, `${digest} is the ztoc of no layer`);
    const { body } = await exchange("GET", `${registry.origin}/v2/${repository}/blobs/${digest}`);
    const { files, digests, tarSize, layerSize } = readZtoc([body]);
    assert.equal(layerSize, layer.size);
    const holds = `${counted(files.length, "file")} in ${counted(digests.length, "span")} of tar, ${tarSize} bytes`;
    say(`  layer ${layer.digest}: ${holds}; a ztoc of ${body.length} bytes`);
  }
  assert.equal(ztocs.length, layers.length);
}
