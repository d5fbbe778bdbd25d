import { algorithmOf, type Digest, hasher } from "../image/digest.ts";
import type { ImageRepository } from "../image/reference.ts";
import type { Answer, Ask, Client } from "./client.ts";
import type { RequestContext } from "./request-context.ts";
import { contentError } from "./transport.ts";

/**
 * Fetches a small blob, such as a configuration, and compares its hash.
 *
 * @param only milliseconds for the only attempt, while polling, where the poll is the retry
 * @throws {RegistryError} with the verdict `absent` when it is not there
 */
export async function getBlob(
  client: Client,
  at: ImageRepository,
  digest: Digest,
  context: RequestContext,
  only?: number,
): Promise<Uint8Array> {
  const question = blobQuestion(at, digest, undefined);
  const check = ({ bytes, url }: Answer) => {
    const hash = hasher(algorithmOf(digest));
    hash.update(bytes);
    if (hash.digest() !== digest) throw contentError("digest mismatch", question, url);
  };
  const { bytes } = await client.request(question, context, check, only);
  return bytes;
}

/** The request for a blob; `deadline` in milliseconds. */
export function blobQuestion(
  { registry, repository }: ImageRepository,
  digest: Digest,
  deadline: number | undefined,
): Ask {
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
