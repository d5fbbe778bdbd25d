import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { type Fixture, imageFixture, pushOverHttp } from "../../test/support/images/images.ts";
import { generatedBytes } from "../../test/support/images/layer.ts";
import { exchange } from "../../test/support/images/plain-client.ts";
import { type Descriptor, digestOf } from "../../test/support/registry/index.ts";

/** An image with one layer of noise, of which everything but the layer is at hand. */
export interface LargeImage {
  readonly digest: string;
  readonly layer: Descriptor;
}

/** Pushes an image with one layer of `size` bytes, without holding the layer in memory, under the tag `1` too. */
export async function pushLargeImage(origin: string, repository: string, size: number): Promise<LargeImage> {
  const layer: Descriptor = {
    mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
    digest: digestOfNoise(size),
    size,
  };
  await pushLayer(origin, repository, layer, noise(size));
  const fixture = withLayers(imageFixture({ layers: 0 }), [layer]);
  return { digest: await pushOverHttp(origin, repository, fixture, { tag: "1" }), layer };
}

const noise = (size: number) => generatedBytes(size, "large");

function digestOfNoise(size: number): string {
  const hash = createHash("sha256");
  for (const chunk of noise(size)) hash.update(chunk);
  return `sha256:${hash.digest("hex")}`;
}

/** Pushes a layer as it comes. @throws Error when the registry does not take it */
export async function pushLayer(
  origin: string,
  repository: string,
  { digest }: Descriptor,
  bytes: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<void> {
  const opened = await exchange("POST", `${origin}/v2/${repository}/blobs/uploads/`);
  const session = new URL(String(opened.headers.location), origin);
  session.searchParams.set("digest", digest);
  const answer = await fetch(session, {
    method: "PUT",
    headers: { "content-type": "application/octet-stream" },
    body: Readable.toWeb(Readable.from(bytes)) as ReadableStream,
    duplex: "half",
  } as RequestInit);
  if (answer.status !== 201) throw new Error(`PUT of the layer: ${answer.status} ${await answer.text()}`);
}

/** The image with layers that are in the registry already. */
export function withLayers(image: Fixture, layers: readonly Descriptor[]): Fixture {
  const document = { ...JSON.parse(image.manifest.toString()), layers };
  const manifest = Buffer.from(JSON.stringify(document));
  const descriptor = { ...image.descriptor, digest: digestOf(manifest), size: manifest.length };
  return { ...image, manifest, descriptor };
}

/** @throws Error unless the tag `1` of a repository is the image, with all of its layer */
export async function expectLargeImage(origin: string, repository: string, image: LargeImage): Promise<void> {
  const accept = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json";
  const top = await exchange("GET", `${origin}/v2/${repository}/manifests/1`, { headers: { accept } });
  const layer = await exchange("HEAD", `${origin}/v2/${repository}/blobs/${image.layer.digest}`);
  // publish-index lists the image in an index, and the others copy it.
  const found = digestOf(top.body) === image.digest || top.body.includes(`"${image.digest}"`);
  if (!found || Number(layer.headers["content-length"]) !== image.layer.size)
    throw new Error(`${repository} has not got the image: ${top.body}, layer ${layer.status}`);
}
