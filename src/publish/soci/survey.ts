import { inInput } from "../../base/errors.ts";
import type { Descriptor, Manifest } from "../../image/descriptor.ts";
import type { Digest } from "../../image/digest.ts";
import { readImage } from "../../image/documents.ts";
import type { Entry } from "../../image/index-entry.ts";
import type { MergedIndex } from "../../image/merge-index.ts";
import { requirePlatforms } from "../../image/platform-images.ts";
import { allReadable } from "../../registry/not-readable.ts";
import type { RequestContext } from "../../registry/request-context.ts";
import {
  convertedBefore,
  type ImageChoice,
  imagesToIndex,
  type LayerPlan,
  planLayer,
  type ZtocMaking,
} from "../../soci/convert/convert.ts";
import type { Kit } from "../kit.ts";
import { patienceOf } from "../patience.ts";
import type { Destination } from "../plan.ts";
import type { SociResult } from "../target.ts";
import { findReusable, type ReusableZtoc } from "./reuse.ts";

/** A layer of the images that are to be converted, and what is to be done about it. */
export interface PlannedLayer {
  readonly layer: Descriptor;
  readonly plan: LayerPlan;
  readonly from: Entry["from"];
}

/** What is known of an index before any layer is read. */
export interface Survey {
  /** The manifests of the images, by their digests. */
  readonly manifests: ReadonlyMap<Digest, Manifest>;
  /** Ztocs that are there, by their layers. */
  readonly reusable: ReadonlyMap<Digest, ReusableZtoc>;
  /** The layers that no ztoc is known of. */
  readonly toRead: readonly PlannedLayer[];
  readonly counts: Pick<SociResult, "reused" | "small" | "skipped">;
}

/**
 * Looks at what there is to convert, and which ztocs are there already. No layer is read.
 *
 * @throws {UserError} when the index lacks a platform that is to be converted
 */
export async function survey(
  index: MergedIndex,
  options: ImageChoice & ZtocMaking & { readonly minLayerSize: number },
  destinations: readonly Destination[],
  kit: Kit,
  context: RequestContext,
  say: (line: string) => void,
): Promise<Survey> {
  inInput("soci-platforms", () => requirePlatforms(index, options.platforms));
  const patience = patienceOf(kit, context, say);
  const images = imagesToIndex(index, options);
  const read = async ({ descriptor: { digest }, from: [at] }: Entry) =>
    at ? [[digest, await kit.waiter.read(at, digest, context, patience)] as const] : [];
  const all = new Set([...images, ...convertedBefore(index)]);
  const manifests = new Map((await allReadable([...all].map(read))).flat());
  const layers = plannedLayers(images, manifests, options.minLayerSize);
  const wanted = layers.filter(({ plan }) => plan.what === "index");
  const digests = new Set(wanted.map(({ layer }) => layer.digest));
  const reusable = await findReusable(destinations, digests, options, kit.client, context);
  const store = await kit.layers();
  for (const { ztoc, at } of reusable.values()) store.found(ztoc, at);
  return {
    ...{ manifests, reusable },
    toRead: wanted.filter(({ layer }) => !reusable.has(layer.digest)),
    counts: {
      reused: reusable.size,
      small: layers.filter(({ plan }) => plan.what === "small").length,
      skipped: layers.flatMap(({ layer, plan }) =>
        plan.what === "skip" ? [{ layer: layer.digest, reason: plan.reason }] : [],
      ),
    },
  };
}

/** The layers of images, each once, in their order. */
function plannedLayers(
  images: readonly Entry[],
  manifests: ReadonlyMap<Digest, Manifest>,
  minLayerSize: number,
): PlannedLayer[] {
  const layers = images.flatMap(({ descriptor, from }) => {
    const manifest = manifests.get(descriptor.digest);
    return manifest ? readImage(manifest).layers.map((layer) => ({ layer, from })) : [];
  });
  const distinct = new Map(layers.map((one) => [one.layer.digest, one]));
  return [...distinct.values()].map((one) => ({ ...one, plan: planLayer(one.layer, minLayerSize) }));
}
