import { counted } from "../../base/words.ts";
import type { Digest } from "../../image/digest.ts";
import type { MergedIndex, ZtocBlob } from "../../image/merge-index.ts";
import { allToTheEnd } from "../../jobs/jobs.ts";
import type { RequestContext } from "../../registry/request-context.ts";
import { buildTool } from "../../soci/build-tool.ts";
import { convert, type ZtocMaking } from "../../soci/convert/convert.ts";
import { type Kit, sameRegistry } from "../kit.ts";
import { look } from "../phases/look.ts";
import { type Destination, destinationsOf } from "../plan.ts";
import type { PhaseEnd, Recorder } from "../recorder.ts";
import type { SociOptions, SociResult, Target } from "../target.ts";
import type { LayerToIndex } from "./layers.ts";
import { suffixedTarget } from "./suffixed-target.ts";
import { type PlannedLayer, type Survey, survey } from "./survey.ts";
import { bytesInWords, outcomeOf, provenanceNotice } from "./words.ts";

/** What an index was converted to. */
export interface Conversion {
  /** The converted index; of a dry run, and where there is nothing to index, the one that was to be converted. */
  readonly index: MergedIndex;
  readonly result: SociResult;
  /** The target of the converted index, where that has tags of its own. */
  readonly suffixed?: Target | undefined;
}

type Converted = Omit<Conversion, "suffixed">;

/**
 * Converts a target's index for lazy loading: reads each large layer that no ztoc is known of, and writes the manifests
 * and the index anew. Nothing is written to a registry, unless a layer is to be copied to another one anyway.
 *
 * @param mayCopy whether layers may be copied while they are read
 * @throws {UserError} when the index lacks a platform that is to be converted; {@link RegistryError} when a layer cannot
 *   be read, or its bytes do not have its digest
 */
export async function convertIndex(
  target: Target,
  options: SociOptions,
  index: MergedIndex,
  kit: Kit,
  recorder: Recorder,
  mayCopy: boolean,
): Promise<Conversion> {
  const making = { ...options, buildTool };
  const suffixed = options.tagSuffix === "" ? undefined : suffixedTarget(target, options.tagSuffix);
  const plain = destinationsOf(target, kit.options.movingTags);
  const destinations = suffixed ? destinationsOf(suffixed, kit.options.movingTags) : plain;
  const converted = await recorder.phase<Converted>("soci", async (context, say) => {
    const seen = await survey(index, making, destinations, kit, context, say);
    if (kit.options.dryRun) return wouldConvert(index, seen);
    const isReading = seen.toRead.length > 0;
    const copies = mayCopy && isReading && (await isCertain([...plain, ...destinations], kit, context));
    const made = await indexLayers(seen.toRead, copies ? destinations : [], making, kit, context);
    return converting(index, making, seen, made);
  });
  if (!kit.options.dryRun) tell(converted, recorder);
  return { ...converted, suffixed };
}

/** What a dry run says of a conversion, for which it reads no layer. */
function wouldConvert(index: MergedIndex, { counts, toRead }: Survey): PhaseEnd<Converted> {
  const bytes = toRead.reduce((sum, { layer }) => sum + layer.size, 0);
  const result = {
    ...{ indexed: 0, ...counts, plainDigest: index.digest },
    toRead: { layers: toRead.length, bytes },
  };
  return {
    value: { index, result },
    outcome: `${counted(toRead.length, "layer")} would be read, ${bytesInWords(bytes)}; ${outcomeOf(result)}`,
  };
}

/** Converts an index, now that there is a ztoc of every layer that can have one. */
function converting(
  index: MergedIndex,
  making: SociOptions & ZtocMaking,
  { counts, manifests, reusable }: Survey,
  made: readonly MadeZtoc[],
): PhaseEnd<Converted> {
  const fresh = made.flatMap((one) => ("ztoc" in one ? [[one.layer, one.ztoc] as const] : []));
  const reused = [...reusable].map(([layer, { ztoc }]) => [layer, ztoc] as const);
  const ztocs = new Map<Digest, ZtocBlob>([...reused, ...fresh]);
  const converted = convert(index, manifests, making, ({ digest }) => ztocs.get(digest));
  const failed = made.flatMap((one) => ("reason" in one ? [{ layer: one.layer, reason: one.reason }] : []));
  const result = {
    ...{ indexed: fresh.length, ...counts, skipped: [...counts.skipped, ...failed] },
    ...{ plainDigest: index.digest, digest: converted.digest },
  };
  const bytes = made.reduce((sum, one) => sum + one.bytes, 0);
  return {
    value: { index: converted, result },
    outcome: `${bytesInWords(bytes)} read, ${outcomeOf(result)} → ${converted.digest}`,
  };
}

/** A layer, its ztoc or why it has none, and how many bytes were read for that. */
type MadeZtoc = { readonly layer: Digest; readonly bytes: number } & (
  | { readonly ztoc: ZtocBlob }
  | { readonly reason: string }
);

/** Indexes layers; each that is not at one of the destinations is copied to the first of those where it is not. */
async function indexLayers(
  layers: readonly PlannedLayer[],
  destinations: readonly Destination[],
  making: ZtocMaking,
  kit: Kit,
  context: RequestContext,
): Promise<MadeZtoc[]> {
  if (layers.length === 0) return [];
  const store = await kit.layers();
  const same = sameRegistry(kit);
  const one = async ({ layer, plan, from: [from] }: PlannedLayer): Promise<MadeZtoc> => {
    if (plan.what !== "index" || !from) throw new Error(`layer ${layer.digest} is not to be read`);
    const to = destinations.find(({ registry }) => !same(registry, from.registry));
    const wanted: LayerToIndex = { layer, compression: plan.compression, from, to };
    const { indexed, bytes } = await store.index(wanted, making, context);
    return { ...indexed, layer: layer.digest, bytes };
  };
  return allToTheEnd(layers.map(one));
}

/**
 * Whether an index is certain to be published at all destinations, so that layers may be copied while they are read: with
 * `if-exists: skip` or `fail` where none of the tags that do not move is there.
 */
async function isCertain(
  destinations: readonly Destination[],
  { client, options }: Kit,
  context: RequestContext,
): Promise<boolean> {
  if (options.ifExists === "overwrite") return true;
  const version = destinations.flatMap(({ tags }) => tags.filter(({ moving }) => !moving));
  const looks = await Promise.allSettled(version.map((tag) => look(tag, client, context, "get")));
  context.signal.throwIfAborted();
  return looks.every((one) => one.status === "fulfilled" && one.value === undefined);
}

/** Says what people should know of a conversion, in one sentence each. */
function tell({ index, result }: Converted, recorder: Recorder): void {
  for (const { layer, reason } of result.skipped)
    recorder.warning(`layer ${layer} is published without a ztoc: ${reason}`);
  const withSoci = (index.converted ?? []).filter(({ sociIndex }) => sociIndex);
  if (withSoci.length === 0) {
    const sentence = "no image has a layer to index for lazy loading, so the plain index is published";
    recorder.notice(sentence);
    recorder.notes.push(sentence);
    return;
  }
  const notice = provenanceNotice(index);
  if (notice !== undefined) recorder.notice(notice);
}
