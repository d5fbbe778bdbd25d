import { recordIn } from "../base/json.ts";
import { imageIndex, imageManifest, isManifest } from "../image/media-types.ts";

/** The first schema of Docker's, which has a signature in it and no type. */
const signed = "application/vnd.docker.distribution.manifest.v1+prettyjws";

/**
 * The media type of a manifest by its bytes alone, so that it is the same whoever asks and whatever a server said of them
 * once; undefined for what is no manifest. OCI's may leave it out, and are told by their members.
 */
export function typeOfManifest(bytes: Uint8Array): string | undefined {
  const document = recordIn(bytes);
  if (document === undefined) return undefined;
  const { mediaType, manifests, layers, config, schemaVersion } = document;
  if (typeof mediaType === "string" && mediaType !== "") return isManifest(mediaType) ? mediaType : undefined;
  if (schemaVersion === 1) return signed;
  if (schemaVersion !== 2) return undefined;
  if (Array.isArray(manifests)) return imageIndex;
  return config !== undefined && Array.isArray(layers) ? imageManifest : undefined;
}
