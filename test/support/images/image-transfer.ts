import { createHash } from "node:crypto";
import type { Descriptor } from "../registry/index.ts";
import { type Fixture, partsOf } from "./images.ts";
import { type Credentials, PlainClient } from "./plain-client.ts";

export interface TransferOptions extends Credentials {
  readonly tag?: string;
}

/** What a pull has seen and verified. */
export interface PullSummary {
  readonly digest: string;
  readonly mediaType: string;
  /** `linux/arm64`, in the index's order; for a bare image from its config. */
  readonly platforms: readonly string[];
  /** Attestation manifests, each of which names a sibling. */
  readonly attestations: number;
  readonly manifests: number;
  /** Configs and layers, each once. */
  readonly blobs: number;
  /** Bytes of manifests and blobs. */
  readonly bytes: number;
  readonly annotations: Readonly<Record<string, string>>;
}

interface Document {
  readonly mediaType?: string;
  readonly manifests?: readonly Descriptor[];
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly annotations?: Readonly<Record<string, string>>;
}

const accept = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** Pushes a fixture over plain HTTP, with POST and PUT for each blob; returns the top digest. */
export async function pushOverHttp(
  origin: string,
  repository: string,
  fixture: Fixture,
  options: TransferOptions = {},
): Promise<string> {
  const client = new PlainClient(origin, options);
  const { blobs, manifests } = partsOf(fixture);
  for (const { descriptor, bytes } of blobs) {
    const started = await client.call("POST", `/v2/${repository}/blobs/uploads/`, [202]);
    const session = new URL(started.headers.location ?? "", origin);
    session.searchParams.set("digest", descriptor.digest);
    const headers = { "content-type": "application/octet-stream" };
    await client.call("PUT", `${session.pathname}${session.search}`, [201], { headers, body: bytes });
  }
  for (const node of manifests) await putManifest(client, repository, node.descriptor.digest, node);
  if (options.tag !== undefined) await putManifest(client, repository, options.tag, fixture);
  return fixture.descriptor.digest;
}

async function putManifest(
  client: PlainClient,
  repository: string,
  reference: string,
  { descriptor, manifest }: Fixture,
): Promise<void> {
  const headers = { "content-type": descriptor.mediaType };
  await client.call("PUT", `/v2/${repository}/manifests/${reference}`, [201], { headers, body: manifest });
}

/**
 * Pulls everything a reference leads to, over plain HTTP, and verifies every digest, size and media type,
 * and that every attestation names an image beside it.
 *
 * @throws Error naming the first thing that is absent or not what it should be
 */
export async function pullOverHttp(
  origin: string,
  repository: string,
  reference: string,
  credentials: Credentials = {},
): Promise<PullSummary> {
  const client = new PlainClient(origin, credentials);
  const blobs = new Set<string>();
  const manifests = new Set<string>();
  let bytes = 0;
  let attestations = 0;
  const platforms: string[] = [];

  async function manifest(name: string, expected?: Descriptor): Promise<Fetched> {
    const path = `/v2/${repository}/manifests/${name}`;
    const { body, headers } = await client.call("GET", path, [200], { headers: { accept } });
    const digest = `sha256:${createHash("sha256").update(body).digest("hex")}`;
    const mediaType = headers["content-type"]?.split(";")[0] ?? "";
    const said = headers["docker-content-digest"];
    require(said === undefined ||
      said === digest, `${path}: Docker-Content-Digest ${said}, but body ${digest}`);
    require(!name.startsWith("sha256:") || name === digest, `${path}: body has ${digest}`);
    if (expected) check(path, expected, { digest, size: body.length });
    if (expected)
      require(expected.mediaType === mediaType, `${path}: ${mediaType}, not ${expected.mediaType}`);
    const document = JSON.parse(body.toString()) as Document;
    require(document.mediaType === undefined ||
      document.mediaType === mediaType, `${path}: mediaType differs`);
    if (!manifests.has(digest)) bytes += body.length;
    manifests.add(digest);
    return { digest, mediaType, document };
  }

  async function blob(descriptor: Descriptor): Promise<void> {
    if (blobs.has(descriptor.digest)) return;
    const path = `/v2/${repository}/blobs/${descriptor.digest}`;
    check(path, descriptor, await client.measure(path));
    blobs.add(descriptor.digest);
    bytes += descriptor.size;
  }

  async function walk({ document }: Fetched): Promise<void> {
    const children = document.manifests ?? [];
    for (const child of children) {
      if (child.annotations?.["vnd.docker.reference.type"] === "attestation-manifest") {
        const image = child.annotations["vnd.docker.reference.digest"];
        require(children.some(
          ({ digest }) => digest === image,
        ), `attestation ${child.digest} names ${image}, which is not beside it`);
        attestations += 1;
      } else if (child.platform) {
        platforms.push(platformOf(child.platform));
      }
      await walk(await manifest(child.digest, child));
    }
    for (const part of [...(document.config ? [document.config] : []), ...(document.layers ?? [])])
      await blob(part);
  }

  const top = await manifest(reference);
  await walk(top);
  if (top.document.config) {
    const path = `/v2/${repository}/blobs/${top.document.config.digest}`;
    platforms.push(platformOf(JSON.parse((await client.call("GET", path, [200])).body.toString())));
  }
  return {
    digest: top.digest,
    mediaType: top.mediaType,
    platforms,
    attestations,
    manifests: manifests.size,
    blobs: blobs.size,
    bytes,
    annotations: top.document.annotations ?? {},
  };
}

interface Fetched {
  readonly digest: string;
  readonly mediaType: string;
  readonly document: Document;
}

function platformOf({
  os,
  architecture,
  variant,
}: {
  os: string;
  architecture: string;
  variant?: string;
}): string {
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join("/");
}

function check(path: string, expected: Descriptor, found: { digest: string; size: number }): void {
  require(found.size === expected.size, `${path}: ${found.size} bytes, not ${expected.size}`);
  require(found.digest === expected.digest, `${path}: ${found.digest}`);
}

function require(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Error(otherwise);
}
