import { enumerated } from "../../base/enumerated.ts";
import { counted } from "../../base/words.ts";
import { readIndex } from "../../image/documents.ts";
import { isIndex } from "../../image/media-types.ts";
import type { MergedIndex } from "../../image/merge-index.ts";
import { type ImageRepository, repositoryOf } from "../../image/reference.ts";
import type { Found, Referrers } from "../../registry/referrers/referrers.ts";
import type { RequestContext } from "../../registry/request-context.ts";
import { type Kit, sameRegistry } from "../kit.ts";
import { patienceOf } from "../patience.ts";
import type { DestinationProgress } from "../progress.ts";
import type { Recorder } from "../recorder.ts";
import type { Resolver } from "../resolver.ts";
import type { Target } from "../target.ts";
import type { Batch, FoundReferrers, Luggage } from "./luggage.ts";
import { type SourceManifest, type Subject, type Subjects, subjectsFor } from "./subjects.ts";
import { toTell } from "./words.ts";

/**
 * Finds what refers to a target's index and to its images, for the destinations that they are copied to, and says what
 * stays behind.
 *
 * @throws the signal's reason when the run is cancelled
 */
export function findReferrers(
  target: Target,
  destinations: readonly DestinationProgress[],
  index: MergedIndex,
  kit: Kit,
  recorder: Recorder,
): Promise<FoundReferrers> {
  return recorder.phase("copy", async (context, say) => {
    const referrers = await kit.referrers();
    const resolver = { ...kit, context, patience: patienceOf(kit, context, say) };
    const { keptAt, digest } = index;
    const kept = keptAt ? [{ at: keptAt, digest }] : [];
    const sources = [...kept, ...(await sourceManifests(target, resolver))];
    const parts = await Promise.all(
      destinations.map(async (to) => {
        const subjects = subjectsFor(to, index, sources, sameRegistry(kit));
        return findFor(to, subjects, index, referrers, context);
      }),
    );
    context.signal.throwIfAborted();
    const luggage = parts.map((part) => part.luggage);
    const unfit = [...new Set(parts.flatMap((part) => part.unfit))];
    const left = [...new Set(parts.flatMap((part) => part.left))];
    for (const sentence of toTell(unfit)) recorder.notice(sentence);
    for (const sentence of toTell(left)) recorder.warning(sentence);
    const found = { luggage, left: [...unfit, ...left] };
    if (kit.options.dryRun) for (const line of intentions(found.luggage)) say(line);
    return { value: found, outcome: inWords(found.luggage) };
  });
}

/** The sources of a target as they were read, with the indexes below them: nothing is asked for again. */
async function sourceManifests({ sources }: Target, resolver: Resolver): Promise<SourceManifest[]> {
  const all = await Promise.all(
    sources.map((source) => indexesFrom(source, source.digest ?? source.tag ?? "", resolver)),
  );
  return all.flat();
}

async function indexesFrom(
  at: ImageRepository,
  reference: string,
  resolver: Resolver,
): Promise<SourceManifest[]> {
  const { waiter, context, patience } = resolver;
  const manifest = await waiter.read(at, reference, context, patience);
  const nested = isIndex(manifest.mediaType)
    ? readIndex(manifest).filter(({ mediaType }) => isIndex(mediaType))
    : [];
  const below = await Promise.all(nested.map(({ digest }) => indexesFrom(at, digest, resolver)));
  return [{ at, digest: manifest.digest }, ...below.flat()];
}

/** What goes along to one destination, and what does not. */
async function findFor(
  to: DestinationProgress,
  { kept, attestations, replaced }: Subjects,
  index: MergedIndex,
  referrers: Referrers,
  context: RequestContext,
): Promise<{ luggage: Luggage; left: string[]; unfit: string[] }> {
  const look = (subjects: readonly Subject[]) =>
    Promise.all(
      subjects.map(async ({ from, digest }) => ({
        from,
        digest,
        found: await referrers.find(from, digest, context),
      })),
    );
  const [ofKept, ofReplaced] = await Promise.all([look(kept), look(replaced)]);
  const isSigned = [...ofKept, ...ofReplaced].some(({ found }) => found.referrers.length > 0);
  const worthALook = isSigned || (await areTagged(attestations, referrers, context));
  const all = [...ofKept, ...(worthALook ? await look(attestations) : [])];
  return {
    luggage: {
      to: repositoryOf(to),
      batches: all.flatMap(({ from, found }) =>
        found.referrers.length > 0 ? [{ from, referrers: found.referrers }] : [],
      ),
      ofIndex: all.some(({ digest, found }) => digest === index.digest && found.referrers.length > 0),
    },
    left: [...all, ...ofReplaced].flatMap(({ found }) => found.left),
    unfit: ofReplaced.flatMap(({ from, digest, found }) => noLongerFitting(from, digest, found, index)),
  };
}

async function areTagged(
  subjects: readonly Subject[],
  referrers: Referrers,
  context: RequestContext,
): Promise<boolean> {
  const seen = await Promise.all(
    subjects.map(({ from, digest }) => referrers.isTagged(from, [digest], context)),
  );
  return seen.some(Boolean);
}

/** Says of an index that is published as another one what refers to it. */
function noLongerFitting(
  from: ImageRepository,
  digest: string,
  { referrers }: Found,
  index: MergedIndex,
): string[] {
  const names = referrers.map(({ tag, manifest }) => tag ?? manifest.digest);
  if (names.length === 0) return [];
  const what = names.length === 1 ? "refers" : "refer";
  return [
    `${enumerated(names, 3)} ${what} to ${repositoryOf(from)}@${digest}, which is published as ${index.digest}: left behind, as it would not fit`,
  ];
}

function intentions(luggage: readonly Luggage[]): string[] {
  return luggage.flatMap(({ to, batches }) => {
    const count = countOf(batches);
    return count > 0 ? [`${to}: ${counted(count, "referrer")} would be copied there`] : [];
  });
}

function countOf(batches: readonly Batch[]): number {
  return batches.reduce((sum, { referrers }) => sum + referrers.length, 0);
}

function inWords(luggage: readonly Luggage[]): string {
  const most = Math.max(0, ...luggage.map(({ batches }) => countOf(batches)));
  if (most === 0) return "nothing refers to these images";
  return `${counted(most, "referrer")} found`;
}
