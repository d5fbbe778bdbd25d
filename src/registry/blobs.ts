import { algorithmOf, type Digest, hasher } from "../image/digest.ts";
import type { ImageRepository } from "../image/reference.ts";
import type { ApiRequest, Client } from "./client.ts";
import { contentError } from "./http/transport.ts";
import type { RequestContext } from "./request-context.ts";

/**
 * Fetches a small blob, such as a configuration, and compares its hash.
 *
 * @throws {RegistryError} with the verdict `absent` when it is not there
 */
export function getBlob(
  client: Client,
  at: ImageRepository,
  digest: Digest,
  context: RequestContext,
): Promise<Uint8Array> {
  const request = blobRequest(at, digest, undefined);
  return client.request(request, context, ({ bytes, url }) => {
    const hash = hasher(algorithmOf(digest));
    hash.update(bytes);
    if (hash.digest() !== digest) throw contentError("digest mismatch", request, url);
    return bytes;
  });
}

/** The request for a blob; `deadline` in milliseconds. */
export function blobRequest(
  { registry, repository }: ImageRepository,
  digest: Digest,
  deadline: number | undefined,
): ApiRequest {
  return {
    registry,
    access: [{ repository, actions: ["pull"] }],
    method: "GET",
    path: `${repository}/blobs/${digest}`,
    phase: "read",
    // A compressed answer would not have the bytes that the digest covers.
    headers: { "accept-encoding": "identity" },
    ...(deadline !== undefined && { deadline }),
  };
}
