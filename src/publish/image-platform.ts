import { isRecord, parseJson } from "../json.ts";
import { getBlob } from "../registry/blobs.ts";
import type { Client } from "../registry/client.ts";
import { readImage } from "../registry/documents.ts";
import { imageConfigs } from "../registry/media-types.ts";
import type { Platform } from "../registry/platform.ts";
import type { Call, Manifest, Repository } from "../registry/types.ts";

/**
 * The platform of an image by its config, with variant and version of the system (OCI image configuration);
 * undefined for artifacts and attestations, which have none.
 */
export async function imagePlatform(
  manifest: Manifest,
  at: Repository,
  client: Client,
  call: Call,
): Promise<Platform | undefined> {
  const { config } = readImage(manifest);
  if (!imageConfigs.has(config.mediaType)) return undefined;
  const platform = readPlatform(await getBlob(client, at, config.digest, call));
  return platform?.os === "unknown" ? undefined : platform;
}

function readPlatform(config: Uint8Array): Platform | undefined {
  const parsed = parseJson(new TextDecoder().decode(config));
  if (!isRecord(parsed)) return undefined;
  const { os, architecture, variant } = parsed;
  if (typeof os !== "string" || typeof architecture !== "string" || !os || !architecture) return undefined;
  const version = parsed["os.version"];
  const features = parsed["os.features"];
  return {
    os,
    architecture,
    ...(typeof variant === "string" && variant && { variant }),
    ...(typeof version === "string" && version && { "os.version": version }),
    ...(Array.isArray(features) &&
      features.every((feature) => typeof feature === "string") &&
      features.length > 0 && { "os.features": features }),
  };
}
