import { isRecord, parseJson } from "../base/json.ts";
import type { Descriptor, Manifest } from "./descriptor.ts";
import { isDigest } from "./digest.ts";
import { MalformedDocument } from "./errors.ts";

/** The blobs that a manifest names. */
export interface ImageManifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/**
 * Reads the documents that registries hand out. They are data from the network: what a later step relies on is
 * checked here, and the rest is kept as it came.
 *
 * @throws {MalformedDocument} when a document is not what its media type says
 */
export function readIndex({ digest, bytes }: Manifest): readonly Descriptor[] {
  const { manifests } = parseObject(bytes, digest);
  if (!Array.isArray(manifests) || !manifests.every(isDescriptor))
    throw new MalformedDocument(`index ${digest} does not list its manifests as the OCI image index says`);
  return manifests;
}

/** The annotations of an index itself; none where they are not texts. */
export function readAnnotations({ digest, bytes }: Manifest): Readonly<Record<string, string>> {
  const { annotations } = parseObject(bytes, digest);
  return isAnnotations(annotations) ? annotations : {};
}

/** Reads a single image's manifest; throws as {@link readIndex} does. */
export function readImage({ digest, bytes }: Manifest): ImageManifest {
  const { config, layers } = parseObject(bytes, digest);
  if (!isDescriptor(config) || !Array.isArray(layers) || !layers.every(isDescriptor))
    throw new MalformedDocument(`manifest ${digest} does not name its config and layers`);
  return { config, layers };
}

function parseObject(bytes: Uint8Array, what: string): Record<string, unknown> {
  const value = parseJson(new TextDecoder().decode(bytes));
  if (isRecord(value)) return value;
  throw new MalformedDocument(`${what} is not a JSON object`);
}

function isDescriptor(value: unknown): value is Descriptor {
  if (!isRecord(value)) return false;
  const { mediaType, digest, size, platform, annotations } = value;
  return (
    isText(mediaType) &&
    isText(digest) &&
    isDigest(digest) &&
    Number.isSafeInteger(size) &&
    Number(size) >= 0 &&
    (platform === undefined || isPlatform(platform)) &&
    (annotations === undefined || isAnnotations(annotations))
  );
}

function isAnnotations(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every(isText);
}

function isPlatform(value: unknown): boolean {
  if (!isRecord(value) || !isText(value.os) || !isText(value.architecture)) return false;
  const { variant = "", "os.version": version = "", "os.features": features = [] } = value;
  return isText(variant) && isText(version) && Array.isArray(features) && features.every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
