import type { Manifest } from "../../image/descriptor.ts";
import type { Digest } from "../../image/digest.ts";
import { readIndex } from "../../image/documents.ts";
import { isIndex } from "../../image/media-types.ts";
import type { ZtocBlob } from "../../image/merge-index.ts";
import type { ImageRepository } from "../../image/reference.ts";
import { hasBlob } from "../../registry/blobs.ts";
import type { Client } from "../../registry/client.ts";
import { getManifest } from "../../registry/manifests.ts";
import type { RequestContext } from "../../registry/request-context.ts";
import { sociIndexesIn, type ZtocMaking, ztocsIn } from "../../soci/convert/convert.ts";
import type { Destination } from "../plan.ts";

/** SOCI indexes of a destination that are looked into; an image has one a platform. */
const mostSociIndexes = 64;

/** A ztoc that is in a repository. */
export interface ReusableZtoc {
  readonly ztoc: ZtocBlob;
  readonly at: ImageRepository;
}

/**
 * The ztocs of layers that need not be read, as an index that a destination's tag holds names ztocs that were made alike,
 * and they are there. Whoever can push there could as well push another image. What cannot be looked at is not reused.
 *
 * @param layers the digests of the layers that are wanted
 * @throws the signal's reason when the run is cancelled
 */
export async function findReusable(
  destinations: readonly Destination[],
  layers: ReadonlySet<Digest>,
  making: ZtocMaking,
  client: Client,
  context: RequestContext,
): Promise<Map<Digest, ReusableZtoc>> {
  if (layers.size === 0) return new Map();
  const found = await Promise.all(destinations.map((at) => reusableAt(at, layers, making, client, context)));
  context.signal.throwIfAborted();
  return new Map(found.toReversed().flatMap((one) => [...one]));
}

async function reusableAt(
  at: Destination,
  layers: ReadonlySet<Digest>,
  making: ZtocMaking,
  client: Client,
  context: RequestContext,
): Promise<Map<Digest, ReusableZtoc>> {
  const get = (reference: string) => orNothing(getManifest(client, at, reference, "read", context));
  const held = await Promise.all(at.tags.map(({ reference }) => get(reference.tag ?? "")));
  const digests = new Set(held.flatMap((index) => (index ? sociIndexesOf(index) : [])));
  const sociIndexes = await Promise.all([...digests].slice(0, mostSociIndexes).map(get));
  const named = new Map(sociIndexes.flatMap((one) => (one ? [...ztocsOf(one, making)] : [])));
  const checks = [...named].map(async ([layer, ztoc]) => {
    if (!layers.has(layer)) return [];
    const there = await orNothing(hasBlob(client, at, ztoc.digest, context));
    return there ? [[layer, { ztoc, at }] as const] : [];
  });
  return new Map((await Promise.all(checks)).flat());
}

function sociIndexesOf(index: Manifest): Digest[] {
  if (!isIndex(index.mediaType)) return [];
  return orNone(() => sociIndexesIn(readIndex(index)).map(({ digest }) => digest));
}

function ztocsOf(sociIndex: Manifest, making: ZtocMaking): (readonly [Digest, ZtocBlob])[] {
  return orNone(() => [...ztocsIn(sociIndex, making)]);
}

/** What a document lists, which may be anybody's; nothing where it is not what it should be. */
function orNone<T>(read: () => T[]): T[] {
  try {
    return read();
  } catch {
    return [];
  }
}

function orNothing<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch(() => undefined);
}
