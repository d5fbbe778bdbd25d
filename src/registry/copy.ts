import type { Descriptor, Manifest } from "../image/descriptor.ts";
import type { Digest } from "../image/digest.ts";
import { readImage } from "../image/documents.ts";
import type { ImageRepository } from "../image/reference.ts";
import { allToTheEnd } from "../jobs/jobs.ts";
import { hasBlob } from "./blobs.ts";
import type { Client } from "./client.ts";
import { verdictOf } from "./errors.ts";
import { findManifest } from "./manifests.ts";
import type { Patience } from "./patience.ts";
import { putManifest } from "./put-manifest.ts";
import type { RequestContext } from "./request-context.ts";
import { type BlobCopy, type CopyMode, copyBlob } from "./transfer/transfer.ts";
import { type Along, Uploads } from "./transfer/uploads.ts";
import type { Waiter } from "./waiter.ts";

/** What copying came to. */
export interface CopyCount {
  manifests: number;
  mounted: number;
  uploaded: number;
  present: number;
  /** Layers that may not be copied. */
  readonly left: Set<Digest>;
}

/** A manifest that was put. */
export interface Copied {
  /** The registry said that it keeps the list of what refers to the manifest's subject (`OCI-Subject`). */
  readonly keepsList: boolean;
}

/** How often a manifest is put again after the registry missed something that it names. */
const healings = 2;

/** Copies images with everything they reference; each blob once for each repository, however many share it. */
export class Copier {
  readonly #client: Client;
  readonly #waiter: Waiter;
  readonly #uploads: Uploads;
  readonly #blobs = new Map<string, Promise<BlobCopy>>();

  constructor(client: Client, waiter: Waiter) {
    this.#client = client;
    this.#waiter = waiter;
    this.#uploads = new Uploads(client);
  }

  /**
   * Copies one image or attestation manifest with its config and layers, but for those that may not be copied.
   *
   * An earlier copy may have stopped half way, so a manifest that is there does not vouch for its layers. With
   * `mode` `mount` everything is put again, which is idempotent; with `look` everything is looked for, and only
   * what is missing is written. Where nothing can be mounted, a manifest that is there is reason enough to look.
   *
   * @throws {RegistryError} when the registry still misses something after it was pushed again
   */
  async image(
    from: ImageRepository,
    to: ImageRepository,
    descriptor: Descriptor,
    mode: "mount" | "look",
    count: CopyCount,
    context: RequestContext,
    patience: Patience,
  ): Promise<void> {
    const manifest = await this.#waiter.read(from, descriptor.digest, context, patience);
    await this.manifest(from, to, manifest, mode, count, context);
  }

  /**
   * Copies a manifest that was read already, as {@link Copier.image} does.
   *
   * @returns undefined where all of it was there
   */
  async manifest(
    from: ImageRepository,
    to: ImageRepository,
    manifest: Manifest,
    mode: "mount" | "look",
    count: CopyCount,
    context: RequestContext,
  ): Promise<Copied | undefined> {
    const { blobs, left } = partsOf(manifest);
    for (const { digest } of left) count.left.add(digest);
    const near = this.#client.isSameRegistry(from.registry, to.registry);
    const there = !near && mode === "mount" && (await this.#holds(to, manifest, context));
    const way = there ? "look" : mode;
    const copied = await allToTheEnd(blobs.map((blob) => this.#shared(from, to, blob, way, context)));
    for (const how of copied) count[how]++;
    const whole = way === "look" && copied.every((how) => how === "present");
    if (whole && (there || (await this.#holds(to, manifest, context)))) return undefined;
    const keepsList = await this.#put(from, to, manifest, blobs, count, context);
    count.manifests++;
    return { keepsList };
  }

  /**
   * Copies one blob while somebody reads along. Nobody does where it need not be uploaded, where it is small, or where
   * its copy was begun before.
   *
   * @throws {RegistryError} when the last attempt failed
   */
  blob(
    from: ImageRepository,
    to: ImageRepository,
    blob: Descriptor,
    mode: "mount" | "look",
    context: RequestContext,
    along?: Along,
  ): Promise<BlobCopy> {
    return this.#shared(from, to, blob, mode, context, along);
  }

  /**
   * Makes a blob that is in memory readable in a repository.
   *
   * @param mode `look` looks first, `force` does not
   * @throws {RegistryError} when the last attempt failed
   */
  upload(
    to: ImageRepository,
    blob: Pick<Descriptor, "digest" | "size">,
    chunks: readonly Uint8Array[],
    mode: "look" | "force",
    context: RequestContext,
  ): Promise<BlobCopy> {
    return this.#once(to, blob.digest, mode === "force", async () => {
      if (mode === "look" && (await hasBlob(this.#client, to, blob.digest, context))) return "present";
      await this.#uploads.put(to, blob, chunks, context);
      return "uploaded";
    });
  }

  async #put(
    from: ImageRepository,
    to: ImageRepository,
    manifest: Manifest,
    blobs: readonly Descriptor[],
    count: CopyCount,
    context: RequestContext,
  ): Promise<boolean> {
    for (let healed = 0; ; healed++) {
      try {
        return await putManifest(this.#client, to, manifest.digest, manifest, context);
      } catch (error) {
        // GHCR was seen to answer 201 to a mount and not to have the blob (a "phantom mount").
        if (verdictOf(error)?.action !== "heal" || healed >= healings) throw error;
        const mode = healed === 0 ? "upload" : "force";
        const again = await allToTheEnd(
          blobs.map((blob) => copyBlob(this.#client, from, to, blob, mode, context, this.#uploads)),
        );
        for (const how of again) if (how === "uploaded") count.uploaded++;
      }
    }
  }

  async #holds(at: ImageRepository, { digest }: Manifest, context: RequestContext): Promise<boolean> {
    return (await findManifest(this.#client, at, digest, context)) !== undefined;
  }

  #shared(
    from: ImageRepository,
    to: ImageRepository,
    blob: Descriptor,
    mode: CopyMode,
    context: RequestContext,
    along?: Along,
  ): Promise<BlobCopy> {
    return this.#once(to, blob.digest, false, () =>
      copyBlob(this.#client, from, to, blob, mode, context, this.#uploads, along),
    );
  }

  /** What makes a blob readable in a repository, begun once unless it is begun anew. */
  #once(
    to: ImageRepository,
    digest: Digest,
    anew: boolean,
    begin: () => Promise<BlobCopy>,
  ): Promise<BlobCopy> {
    const key = `${this.#client.place(to)} ${digest}`;
    const copy = (anew ? undefined : this.#blobs.get(key)) ?? begin();
    this.#blobs.set(key, copy);
    // What failed for one image may work out for the next.
    copy.catch(() => this.#blobs.delete(key));
    return copy;
  }
}

/** What is copied with a manifest, each blob once, and the layers that are left where they are. */
function partsOf(manifest: Manifest): { blobs: Descriptor[]; left: Descriptor[] } {
  const { config, layers } = readImage(manifest);
  const copied = [config, ...layers.filter(({ mediaType }) => isDistributable(mediaType))];
  return {
    blobs: [...new Map(copied.map((blob) => [blob.digest, blob])).values()],
    left: layers.filter(({ mediaType }) => !isDistributable(mediaType)),
  };
}

/**
 * Whether a layer may be copied. Others SHOULD NOT be uploaded, and their `urls` SHOULD NOT decide about that (OCI image
 * specification, "Non-Distributable Layers"). Docker calls them foreign; containerd goes by the same prefixes.
 */
function isDistributable(mediaType: string): boolean {
  return !/^application\/vnd\.(?:oci\.image\.layer\.nondistributable|docker\.image\.rootfs\.foreign)\./.test(
    mediaType,
  );
}
