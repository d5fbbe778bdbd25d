import { algorithmOf, type Digest, hasher } from "../image/digest.ts";
import type { ImageRepository } from "../image/reference.ts";
import type { ApiRequest, Client } from "./client.ts";
import { unlessAbsent } from "./errors.ts";
import { contentError, isForeign } from "./http/transport.ts";
import type { RequestContext } from "./request-context.ts";

/**
 * Fetches a small blob, such as a configuration, and compares its hash, and its size in bytes where that is known.
 *
 * @throws {RegistryError} with the verdict `absent` when it is not there
 */
export function getBlob(
  client: Client,
  at: ImageRepository,
  digest: Digest,
  context: RequestContext,
  size?: number,
): Promise<Uint8Array> {
  const request = { ...blobRequest(at, digest, undefined), ...(size !== undefined && { most: size }) };
  return client.request(request, context, ({ bytes, url }) => {
    if (size !== undefined && bytes.byteLength !== size) throw contentError("size mismatch", request, url);
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
    ...(deadline !== undefined && { deadline }),
  };
}

/** Whether a repository holds a blob. */
export async function hasBlob(
  client: Client,
  at: ImageRepository,
  digest: Digest,
  context: RequestContext,
): Promise<boolean> {
  const request: ApiRequest = {
    registry: at.registry,
    access: [{ repository: at.repository, actions: ["pull"] }],
    method: "HEAD",
    path: `${at.repository}/blobs/${digest}`,
    phase: "read",
  };
  const found = client.request(request, context, ({ headers, url }) => {
    if (isForeign(headers)) throw contentError("wrong content type", request, url);
    return true;
  });
  return (await unlessAbsent(found)) === true;
}
