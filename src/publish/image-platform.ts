import type { Manifest } from "../image/descriptor.ts";
import { readImage } from "../image/documents.ts";
import { platformIn } from "../image/image-config.ts";
import { imageConfigs } from "../image/media-types.ts";
import type { Platform } from "../image/platform.ts";
import { type ImageRepository, repositoryOf } from "../image/reference.ts";
import { getBlob } from "../registry/blobs.ts";
import type { Client } from "../registry/client.ts";
import type { Patience } from "../registry/patience.ts";
import { Poll } from "../registry/poll.ts";
import type { RequestContext } from "../registry/request-context.ts";

/** Who asks, and how long they wait for an answer. */
export interface Asker {
  readonly client: Client;
  readonly context: RequestContext;
  readonly patience: Patience;
}

/** The platform of an image by its config; undefined for artifacts and attestations, which have none. */
export async function imagePlatform(
  manifest: Manifest,
  at: ImageRepository,
  { client, context, patience }: Asker,
): Promise<Platform | undefined> {
  const { mediaType, digest } = readImage(manifest).config;
  if (!imageConfigs.has(mediaType)) return undefined;
  // Blobs lag as manifests do.
  const config = {
    at,
    name: `${repositoryOf(at)}@${digest}`,
    ask: async (attempt: RequestContext) => ({ value: await getBlob(client, at, digest, attempt) }),
  };
  return platformIn(await new Poll(client, config, context, patience).untilAnswered());
}
