import { type Descriptor, digestOf, type Registry } from "../registry/index.ts";
import { dockerList, dockerManifest, ociIndex, ociManifest } from "../registry/store/manifest-document.ts";
import { generatedBytes, gzipOf, tarOf } from "./layer.ts";

export { type PullSummary, pullOverHttp, pushOverHttp, type TransferOptions } from "./image-transfer.ts";

export type Platform = NonNullable<Descriptor["platform"]>;

export interface BlobFixture {
  readonly descriptor: Descriptor;
  readonly bytes: Buffer;
}

/** A manifest or index with everything below it. */
export interface Fixture {
  /** As an index would list it: with platform, and for an attestation with its annotations. */
  readonly descriptor: Descriptor;
  readonly manifest: Buffer;
  readonly config: BlobFixture | undefined;
  readonly layers: readonly BlobFixture[];
  readonly children: readonly Fixture[];
}

export interface ImageFixture extends Fixture {
  readonly config: BlobFixture;
}

/** What `docker buildx build --push` leaves behind for one platform. */
export interface BuildxFixture extends Fixture {
  readonly image: ImageFixture;
  readonly attestation: ImageFixture;
}

export interface ImageOptions {
  /** `linux/arm/v7`, or the object; default linux/amd64. */
  readonly platform?: string | Platform;
  /** How many layers, default 10. */
  readonly layers?: number;
  /** Bytes of the one file in each layer, default 64. */
  readonly layerSize?: number;
  /** Images of different seeds share nothing, images of one seed and platform everything. */
  readonly seed?: string;
  readonly mediaTypes?: "oci" | "docker";
  readonly annotations?: Readonly<Record<string, string>>;
  /** How many of the layers, from the first, do not depend on the platform; default 0. */
  readonly sharedLayers?: number;
}

const types = {
  oci: {
    manifest: ociManifest,
    config: "application/vnd.oci.image.config.v1+json",
    layer: "application/vnd.oci.image.layer.v1.tar+gzip",
  },
  docker: {
    manifest: dockerManifest,
    config: "application/vnd.docker.container.image.v1+json",
    layer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
  },
} as const;

/** An image that a real engine can pull: layers are gzipped tar archives and the config names them. */
export function imageFixture(options: ImageOptions = {}): ImageFixture {
  const { layers: count = 10, layerSize = 64, seed = "image", sharedLayers = 0 } = options;
  const platform = platformOf(options.platform ?? "linux/amd64");
  const type = types[options.mediaTypes ?? "oci"];
  const archives = Array.from({ length: count }, (_, index) => {
    const label = `${seed}/${index < sharedLayers ? "shared" : platformText(platform)}/${index}`;
    return tarOf(`layer-${index}.bin`, Buffer.concat([...generatedBytes(layerSize, label)]));
  });
  const layers = archives.map((archive) => blob(type.layer, gzipOf(archive)));
  const config = json(type.config, {
    created: "1970-01-01T00:00:00Z",
    ...platform,
    config: { Env: ["PATH=/bin"], Labels: { seed } },
    rootfs: { type: "layers", diff_ids: archives.map(digestOf) },
    history: archives.map((_, index) => ({ created: "1970-01-01T00:00:00Z", created_by: `layer ${index}` })),
  });
  const { descriptor, bytes } = json(type.manifest, {
    schemaVersion: 2,
    mediaType: type.manifest,
    config: config.descriptor,
    layers: layers.map((layer) => layer.descriptor),
    ...(options.annotations ? { annotations: options.annotations } : {}),
  });
  return { descriptor: { ...descriptor, platform }, manifest: bytes, config, layers, children: [] };
}

/** The attestation manifest BuildKit writes beside an image, with one in-toto statement. */
export function attestationFixture(image: Fixture): ImageFixture {
  const statement = json("application/vnd.in-toto+json", {
    _type: "https://in-toto.io/Statement/v0.1",
    predicateType: "https://slsa.dev/provenance/v0.2",
    subject: [{ name: "image", digest: { sha256: image.descriptor.digest.slice("sha256:".length) } }],
    predicate: { buildType: "https://mobyproject.org/buildkit@v1" },
  });
  const layer = {
    bytes: statement.bytes,
    descriptor: {
      ...statement.descriptor,
      annotations: { "in-toto.io/predicate-type": "https://slsa.dev/provenance/v0.2" },
    },
  };
  const unknown = { architecture: "unknown", os: "unknown" };
  const config = json(types.oci.config, {
    ...unknown,
    config: {},
    rootfs: { type: "layers", diff_ids: [layer.descriptor.digest] },
  });
  const { descriptor, bytes } = json(ociManifest, {
    schemaVersion: 2,
    mediaType: ociManifest,
    config: config.descriptor,
    layers: [layer.descriptor],
  });
  const annotations = {
    "vnd.docker.reference.digest": image.descriptor.digest,
    "vnd.docker.reference.type": "attestation-manifest",
  };
  return {
    descriptor: { ...descriptor, annotations, platform: unknown },
    manifest: bytes,
    config,
    layers: [layer],
    children: [],
  };
}

/** An index over the given fixtures, their descriptors as they are. */
export function indexFixture(
  children: readonly Fixture[],
  options: { mediaTypes?: "oci" | "docker"; annotations?: Readonly<Record<string, string>> } = {},
): Fixture {
  const mediaType = options.mediaTypes === "docker" ? dockerList : ociIndex;
  const { descriptor, bytes } = json(mediaType, {
    schemaVersion: 2,
    mediaType,
    manifests: children.map((child) => child.descriptor),
    ...(options.annotations ? { annotations: options.annotations } : {}),
  });
  return { descriptor, manifest: bytes, config: undefined, layers: [], children };
}

/** An OCI index of an image and its attestation: a source as buildx pushes it by digest. */
export function buildxIndexFixture(options: ImageOptions = {}): BuildxFixture {
  const image = imageFixture(options);
  const attestation = attestationFixture(image);
  return { ...indexFixture([image, attestation]), image, attestation };
}

/** Everything the fixture is made of, children before parents, each digest once. */
export function partsOf(fixture: Fixture): { blobs: BlobFixture[]; manifests: Fixture[] } {
  const blobs = new Map<string, BlobFixture>();
  const manifests = new Map<string, Fixture>();
  const walk = (node: Fixture): void => {
    for (const child of node.children) walk(child);
    for (const part of [...(node.config ? [node.config] : []), ...node.layers])
      blobs.set(part.descriptor.digest, part);
    manifests.set(node.descriptor.digest, node);
  };
  walk(fixture);
  return { blobs: [...blobs.values()], manifests: [...manifests.values()] };
}

/**
 * Puts a fixture straight into the embedded registry's store, without a request and without lag.
 *
 * @param options.only leaves out the digests it says no to, for arranging a half-finished copy
 */
export function pushFixture(
  registry: Pick<Registry, "putBlob" | "putManifest">,
  repository: string,
  fixture: Fixture,
  options: { tag?: string; only?: (digest: string) => boolean } = {},
): Descriptor {
  const wanted = options.only ?? (() => true);
  const { blobs, manifests } = partsOf(fixture);
  for (const { descriptor, bytes } of blobs)
    if (wanted(descriptor.digest)) registry.putBlob(repository, bytes);
  for (const { descriptor, manifest } of manifests)
    if (wanted(descriptor.digest))
      registry.putManifest(repository, descriptor.digest, manifest, descriptor.mediaType);
  if (options.tag !== undefined)
    registry.putManifest(repository, options.tag, fixture.manifest, fixture.descriptor.mediaType);
  return fixture.descriptor;
}

/**
 * Puts an image with one layer of `size` bytes into the store without holding the layer in memory. The
 * layer is noise, so no engine can unpack it.
 */
export async function pushLargeImage(
  registry: Registry,
  repository: string,
  options: { size: number; platform?: string | Platform; seed?: string; tag?: string },
): Promise<Descriptor> {
  const platform = platformOf(options.platform ?? "linux/amd64");
  const noise = async function* (): AsyncGenerator<Buffer> {
    yield* generatedBytes(options.size, options.seed ?? "large");
  };
  const layer = { ...(await registry.putBlobStream(repository, noise())), mediaType: types.oci.layer };
  const config = json(types.oci.config, {
    ...platform,
    config: {},
    rootfs: { type: "layers", diff_ids: [layer.digest] },
  });
  registry.putBlob(repository, config.bytes);
  const { descriptor, bytes } = json(ociManifest, {
    schemaVersion: 2,
    mediaType: ociManifest,
    config: config.descriptor,
    layers: [layer],
  });
  registry.putManifest(repository, options.tag ?? descriptor.digest, bytes, ociManifest);
  return { ...descriptor, platform };
}

/** `linux/arm/v7` of a platform. */
export function platformText({ os, architecture, variant }: Platform): string {
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join("/");
}

function platformOf(platform: string | Platform): Platform {
  if (typeof platform !== "string") return platform;
  const [os = "", architecture = "", variant] = platform.split("/");
  return { architecture, os, ...(variant === undefined ? {} : { variant }) };
}

function blob(mediaType: string, bytes: Buffer): BlobFixture {
  return { descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length }, bytes };
}

function json(mediaType: string, value: unknown): BlobFixture {
  return blob(mediaType, Buffer.from(JSON.stringify(value)));
}
