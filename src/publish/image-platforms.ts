import type { Manifest } from "../image/descriptor.ts";
import type { Digest } from "../image/digest.ts";
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

/** Reads the platforms of images from their configs, each of which is fetched once, however many want it. */
export class ImagePlatforms {
  readonly #client: Client;
  readonly #configs = new Map<string, Promise<Uint8Array>>();

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * The platform of an image by its config, as that spells it; undefined for artifacts and attestations, which have
   * none.
   *
   * @param configs the media types of the configs that name a platform
   * @throws {NotReadable} when the time is up; {@link RegistryError} or {@link RegistryRefusal} for what is final
   */
  async of(
    manifest: Manifest,
    at: ImageRepository,
    context: RequestContext,
    patience: Patience,
    configs: ReadonlySet<string> = imageConfigs,
  ): Promise<Platform | undefined> {
    const { mediaType, digest } = readImage(manifest).config;
    if (!configs.has(mediaType)) return undefined;
    const key = `${this.#client.origin(at.registry)}/${at.repository} ${digest}`;
    const config = this.#configs.get(key) ?? this.#untilRead(at, digest, context, patience);
    this.#configs.set(key, config);
    return platformIn(await config);
  }

  /** Waits for a config: blobs lag as manifests do. */
  #untilRead(
    at: ImageRepository,
    digest: Digest,
    context: RequestContext,
    patience: Patience,
  ): Promise<Uint8Array> {
    const config = {
      at,
      name: `${repositoryOf(at)}@${digest}`,
      ask: async (attempt: RequestContext) => ({ value: await getBlob(this.#client, at, digest, attempt) }),
    };
    return new Poll(this.#client, config, context, patience).untilAnswered();
  }
}
