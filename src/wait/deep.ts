import type { Digest } from "../image/digest.ts";
import { readIndex } from "../image/documents.ts";
import { isIndex } from "../image/media-types.ts";
import type { ImageRepository } from "../image/reference.ts";
import { RegistryRefusal } from "../registry/errors.ts";
import type { ManifestHead } from "../registry/manifests.ts";
import { allReadable } from "../registry/not-readable.ts";
import type { Patience } from "../registry/patience.ts";
import type { RequestContext } from "../registry/request-context.ts";
import type { Waiter } from "../registry/waiter.ts";

const deepestNesting = 4;

/**
 * Waits for a manifest and, if it is an index, for every manifest below it.
 *
 * @throws {NotReadable} naming every child that is missing when the time is up
 * @throws {RegistryError} or {@link RegistryRefusal} for what is final
 */
export async function deepReady(
  waiter: Waiter,
  at: ImageRepository,
  reference: string,
  context: RequestContext,
  patience: Patience,
  nesting = 0,
): Promise<ManifestHead> {
  const head = await waiter.ready(at, reference, context, patience);
  if (!isIndex(head.mediaType)) return head;
  if (nesting >= deepestNesting)
    throw new RegistryRefusal(`${head.digest} nests indexes more than ${deepestNesting} deep`);
  const children = readIndex(await waiter.read(at, head.digest, context, patience));
  const below = (digest: Digest, mediaType: string) =>
    isIndex(mediaType)
      ? deepReady(waiter, at, digest, context, patience, nesting + 1)
      : waiter.ready(at, digest, context, patience);
  await allReadable(children.map(({ digest, mediaType }) => below(digest, mediaType)));
  return head;
}
