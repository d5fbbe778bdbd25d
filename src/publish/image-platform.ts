import { isRecord, parseJson } from "../base/json.ts";
import type { Manifest } from "../image/descriptor.ts";
import type { Digest } from "../image/digest.ts";
import { readImage } from "../image/documents.ts";
import { imageConfigs } from "../image/media-types.ts";
import type { Platform } from "../image/platform.ts";
import type { ImageRepository } from "../image/reference.ts";
import { getBlob } from "../registry/blobs.ts";
import type { Client } from "../registry/client.ts";
import type { RequestContext } from "../registry/request-context.ts";
import { type Patience, triesFor, type Waiter } from "../registry/waiter.ts";

/** Who asks, and how long they wait for an answer. */
export interface Asker {
  readonly client: Client;
  readonly waiter: Waiter;
  readonly context: RequestContext;
  readonly patience: Patience;
}

/**
 * The platform of an image by its config, with variant and version of the system (OCI image configuration);
 * undefined for artifacts and attestations, which have none.
 */
export async function imagePlatform(
  manifest: Manifest,
  at: ImageRepository,
  { client, waiter, context, patience }: Asker,
): Promise<Platform | undefined> {
  const { config } = readImage(manifest);
  if (!imageConfigs.has(config.mediaType)) return undefined;
  const readConfig = async (digest: Digest): Promise<Uint8Array> => {
    for (let asked = 1; ; asked++)
      try {
        return await waiter.ask(at, digest, context, patience, (deadline) =>
          getBlob(client, at, digest, { ...context, oneAttempt: { deadline } }),
        );
      } catch (error) {
        if (asked >= triesFor(error)) throw error;
        // Blobs lag as manifests do.
        await waiter.pause(at, digest, asked, error, context, patience);
      }
  };
  const platform = readPlatform(await readConfig(config.digest));
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
