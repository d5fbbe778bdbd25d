import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

const digestOf = (bytes: Uint8Array) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

const blobPath = (folder: string, digest: string) => join(folder, "blobs", digest.replace(":", "/"));

/** Stores a blob as the OCI image layout has it. */
export async function storeBlob(folder: string, mediaType: string, bytes: Uint8Array): Promise<Descriptor> {
  const digest = digestOf(bytes);
  await mkdir(join(folder, "blobs", "sha256"), { recursive: true });
  await writeFile(blobPath(folder, digest), bytes);
  return { mediaType, digest, size: bytes.length };
}

/** Writes an image with these layers into a folder, as an OCI image layout. */
export async function writeLayout(folder: string, layers: readonly Uint8Array[]): Promise<void> {
  const store = (mediaType: string, document: unknown) =>
    storeBlob(folder, `application/vnd.oci.image.${mediaType}+json`, Buffer.from(JSON.stringify(document)));
  const diffs = layers.map(digestOf);
  const rootfs = { type: "layers", diff_ids: diffs };
  const config = await store("config.v1", { architecture: "amd64", os: "linux", rootfs });
  const stored: Descriptor[] = [];
  for (const layer of layers)
    stored.push(await storeBlob(folder, "application/vnd.oci.image.layer.v1.tar+gzip", layer));
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const manifest = await store("manifest.v1", { schemaVersion: 2, mediaType, config, layers: stored });
  await writeFile(join(folder, "index.json"), JSON.stringify({ schemaVersion: 2, manifests: [manifest] }));
  await writeFile(join(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
}

/** The digests of the ztocs in a layout, by those of their layers. */
export async function ztocsIn(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const visit = async (document: { manifests?: Descriptor[]; layers?: Descriptor[] }): Promise<void> => {
    for (const { digest, annotations } of document.layers ?? []) {
      const layer = annotations?.["com.amazon.soci.image-layer-digest"];
      if (layer !== undefined) found.set(layer, digest);
    }
    for (const { digest } of document.manifests ?? [])
      await visit(JSON.parse(await readFile(blobPath(folder, digest), "utf8")));
  };
  await visit(JSON.parse(await readFile(join(folder, "index.json"), "utf8")));
  return found;
}
