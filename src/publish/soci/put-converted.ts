import { ReportedError } from "../../base/errors.ts";
import { counted } from "../../base/words.ts";
import type { Manifest } from "../../image/descriptor.ts";
import { sha256 } from "../../image/digest.ts";
import type { ConvertedImage, SociIndex, ZtocBlob } from "../../image/merge-index.ts";
import type { ImageRepository } from "../../image/reference.ts";
import { allToTheEnd } from "../../jobs/jobs.ts";
import type { CopyCount } from "../../registry/copy.ts";
import { RegistryError, verdictOf } from "../../registry/errors.ts";
import { findManifest } from "../../registry/manifests.ts";
import { putManifest } from "../../registry/put-manifest.ts";
import type { RequestContext } from "../../registry/request-context.ts";
import { sociConfig } from "../../soci/convert/convert.ts";
import { type Kit, sameRegistry } from "../kit.ts";
import { tellLeft } from "../phases/copy.ts";
import { failuresOf } from "../phases/each.ts";
import { receiversOf } from "../phases/receivers.ts";
import { originFor } from "../plan.ts";
import { type DestinationProgress, type Progress, withErrors } from "../progress.ts";
import type { Recorder } from "../recorder.ts";

/** How often a SOCI index is put again after the registry missed something that it names. */
const healings = 2;

const config: ZtocBlob = { digest: sha256(sociConfig), size: sociConfig.byteLength };

/**
 * Puts converted images where they are to be held: ztocs and config, the SOCI index, and then the image that names it,
 * with its layers where it comes from elsewhere. Where a tag holds the index already they are looked for first.
 */
export function putConverted(
  progress: Progress,
  images: readonly ConvertedImage[],
  kit: Kit,
  recorder: Recorder,
): Promise<Progress> {
  const receivers = receiversOf(progress.destinations);
  if (receivers.length === 0) return Promise.resolve(progress);
  return recorder.phase("soci", async (context, say) => {
    const count: CopyCount = { manifests: 0, mounted: 0, uploaded: 0, present: 0, left: new Set() };
    const sociIndexes = new Map(
      images.flatMap(({ sociIndex }) => (sociIndex ? [[sociIndex.manifest.digest, sociIndex]] : [])),
    );
    const at = async (to: DestinationProgress) => {
      // Two platforms whose layers are the same share one.
      await allToTheEnd([...sociIndexes.values()].map((one) => putSociIndex(to, one, count, kit, context)));
      await allToTheEnd(images.map((image) => putImage(to, image, count, kit, context)));
    };
    const destinations = await Promise.all(
      progress.destinations.map(async (to) =>
        withErrors(to, receivers.includes(to) ? await failuresOf([at(to)]) : []),
      ),
    );
    if (destinations.every(({ error }) => error === undefined))
      (await kit.layers()).forget([...sociIndexes.values()].flatMap(({ ztocs }) => ztocs));
    tellLeft(count.left, say, recorder);
    const { manifests, mounted, uploaded, present } = count;
    const wrote = manifests + mounted + uploaded > 0;
    return {
      value: { ...progress, destinations, wrote: progress.wrote || wrote },
      outcome: wrote
        ? `${counted(manifests, "manifest")} put, blobs: ${mounted} mounted, ${uploaded} uploaded, ${present} present`
        : "every converted image is there",
    };
  });
}

async function putSociIndex(
  to: DestinationProgress,
  { manifest, ztocs }: SociIndex,
  count: CopyCount,
  kit: Kit,
  context: RequestContext,
): Promise<void> {
  const layers = await kit.layers();
  const isMade = ztocs.some(({ digest }) => layers.ztoc(digest)?.chunks !== undefined);
  // What it names was put before it. Where a ztoc was lost since, it was made again.
  if (to.begun && !isMade && !kit.options.heal && (await isThere(to, manifest, kit, context))) return;
  const blobs = [config, ...ztocs];
  for (let healed = 0; ; healed++) {
    const mode = healed === 0 ? "look" : "force";
    const copied = await allToTheEnd(blobs.map((blob) => putBlob(to, blob, mode, kit, context)));
    for (const how of copied) count[how]++;
    if (healed === 0 && to.begun && (await isThere(to, manifest, kit, context))) return;
    try {
      await putManifest(kit.client, to, manifest.digest, manifest, context);
      count.manifests++;
      return;
    } catch (error) {
      if (verdictOf(error)?.action === "heal" && healed < healings) continue;
      throw isRefused(error) ? refusal(to, error) : error;
    }
  }
}

/** Makes a ztoc or the config readable, from memory or from a repository that has it. */
async function putBlob(
  to: DestinationProgress,
  blob: ZtocBlob,
  mode: "look" | "force",
  kit: Kit,
  context: RequestContext,
): Promise<"mounted" | "uploaded" | "present"> {
  const copier = await kit.copier();
  if (blob === config) return copier.upload(to, blob, [sociConfig], mode, context);
  const layers = await kit.layers();
  const { chunks, at } = layers.ztoc(blob.digest) ?? {};
  const descriptor = { ...blob, mediaType: "application/octet-stream" };
  const copied = chunks
    ? await copier.upload(to, blob, chunks, mode, context)
    : await copier.blob(at ?? to, to, descriptor, "look", context);
  layers.found(blob, { registry: to.registry, repository: to.repository });
  return copied;
}

async function putImage(
  to: DestinationProgress,
  { manifest, from }: ConvertedImage,
  count: CopyCount,
  kit: Kit,
  context: RequestContext,
): Promise<void> {
  if (to.settled && (await isThere(to, manifest, kit, context))) return;
  const origin = originFor(to, from, sameRegistry(kit));
  if (origin) {
    const copier = await kit.copier();
    await copier.manifest(origin, to, manifest, to.begun ? "look" : "mount", count, context);
    return;
  }
  if (to.begun && (await isThere(to, manifest, kit, context))) return;
  await putManifest(kit.client, to, manifest.digest, manifest, context);
  count.manifests++;
}

async function isThere(
  at: ImageRepository,
  { digest }: Manifest,
  { client }: Kit,
  context: RequestContext,
): Promise<boolean> {
  return (await findManifest(client, at, digest, context)) !== undefined;
}

/** Whether a registry does not take what it is given, whoever gives it. */
function isRefused(error: unknown): error is RegistryError {
  if (!(error instanceof RegistryError) || error.failure.kind !== "http") return false;
  const { status } = error.failure;
  return error.verdict.action === "fail" && status >= 400 && status < 500 && status !== 401 && status !== 403;
}

function refusal({ registry }: ImageRepository, error: RegistryError): ReportedError {
  return new ReportedError(
    `input "soci": ${registry} refuses the SOCI index: ${error.message}; expected a registry that takes OCI artifacts, or "soci: false"`,
    { cause: error },
  );
}
