import { isDigest } from "../api/route.ts";
import type { Descriptor } from "../types.ts";
import { BlobStore, digestOf } from "./blob-store.ts";
import { documentOf, type ManifestDocument, referencesOf } from "./manifest-document.ts";

export interface StoredManifest {
  readonly bytes: Buffer;
  readonly mediaType: string;
  readonly digest: string;
  readonly document: ManifestDocument;
  /** `performance.now()` from which reads see it. */
  readonly visibleAt: number;
}

interface TagEntry {
  readonly digest: string;
  readonly visibleAt: number;
}

export class Repository {
  readonly blobs = new Set<string>();
  readonly manifests = new Map<string, StoredManifest>();
  /** Every tag's entries in order of writing; those superseded and visible are dropped. */
  readonly tags = new Map<string, TagEntry[]>();
}

/** Any moment in the future: nothing lags. */
export const settled = Number.POSITIVE_INFINITY;

/** What a registry holds; knows nothing of HTTP. */
export class Store {
  readonly blobs = new BlobStore();
  readonly repositories = new Map<string, Repository>();

  create(name: string): Repository {
    const repository = this.repositories.get(name) ?? new Repository();
    this.repositories.set(name, repository);
    return repository;
  }

  putBlob(name: string, bytes: Uint8Array): Descriptor {
    const { digest, size } = this.blobs.put(Buffer.from(bytes));
    this.create(name).blobs.add(digest);
    return { mediaType: "application/octet-stream", digest, size };
  }

  async putBlobStream(name: string, chunks: AsyncIterable<Uint8Array>): Promise<Descriptor> {
    const sink = this.blobs.sink();
    for await (const chunk of chunks) await sink.write(Buffer.from(chunk));
    const { digest, size } = await sink.commitAny();
    this.create(name).blobs.add(digest);
    return { mediaType: "application/octet-stream", digest, size };
  }

  hasBlob(name: string, digest: string): boolean {
    return this.repositories.get(name)?.blobs.has(digest) ?? false;
  }

  removeBlob(name: string, digest: string): boolean {
    return this.repositories.get(name)?.blobs.delete(digest) ?? false;
  }

  /**
   * Stores a manifest, by its sha256 digest, and under `reference`: a tag, or a digest of another algorithm. As with
   * distribution and zot, a tag names the sha256 digest.
   */
  putManifest(name: string, reference: string, bytes: Uint8Array, mediaType: string, visibleAt = 0): string {
    const repository = this.create(name);
    const digest = digestOf(bytes);
    const known = repository.manifests.get(digest);
    const manifest: StoredManifest = {
      bytes: Buffer.from(bytes),
      mediaType,
      digest,
      document: documentOf(Buffer.from(bytes)),
      visibleAt: Math.min(visibleAt, known?.visibleAt ?? visibleAt),
    };
    repository.manifests.set(digest, manifest);
    if (isDigest(reference)) repository.manifests.set(reference, { ...manifest, digest: reference });
    else this.putTag(name, reference, digest, visibleAt);
    return digest;
  }

  putTag(name: string, tag: string, digest: string, visibleAt = 0): void {
    const repository = this.create(name);
    const entries = repository.tags.get(tag) ?? [];
    const now = performance.now();
    const shown = entries.findLastIndex((entry) => entry.visibleAt <= now);
    repository.tags.set(tag, [...entries.slice(Math.max(0, shown)), { digest, visibleAt }]);
  }

  /** The digest a tag names for a reader at this moment. */
  tagAt(name: string, tag: string, moment: number): string | undefined {
    const entries = this.repositories.get(name)?.tags.get(tag);
    return entries?.findLast((entry) => entry.visibleAt <= moment || moment === settled)?.digest;
  }

  manifestAt(name: string, reference: string, moment: number): StoredManifest | undefined {
    const digest = isDigest(reference) ? reference : this.tagAt(name, reference, moment);
    const manifest = digest === undefined ? undefined : this.repositories.get(name)?.manifests.get(digest);
    return manifest && manifest.visibleAt <= moment ? manifest : undefined;
  }

  /** Removes a manifest and, as the specification asks, every tag that names it. */
  removeManifest(name: string, digest: string): boolean {
    const repository = this.repositories.get(name);
    if (!repository?.manifests.delete(digest)) return false;
    for (const tag of [...repository.tags.keys()])
      if (this.tagAt(name, tag, settled) === digest) repository.tags.delete(tag);
    return true;
  }

  removeTag(name: string, tag: string): boolean {
    return this.repositories.get(name)?.tags.delete(tag) ?? false;
  }

  /** Tags in the specification's order, with their digests. */
  tags(name: string, moment = settled): Map<string, string> {
    const found = new Map<string, string>();
    const names = [...(this.repositories.get(name)?.tags.keys() ?? [])].sort(byTag);
    for (const tag of names) {
      const digest = this.tagAt(name, tag, moment);
      if (digest !== undefined) found.set(tag, digest);
    }
    return found;
  }

  /** Digests the manifest names that are absent from the repository; not its children's own. */
  missingFrom(name: string, document: ManifestDocument): string[] {
    const repository = this.repositories.get(name);
    const { blobs, manifests } = referencesOf(document);
    return [
      ...blobs.filter((digest) => !repository?.blobs.has(digest)),
      ...manifests.filter((digest) => !repository?.manifests.has(digest)),
    ];
  }

  /** Every tag whose tree of manifests, configs and layers is not wholly in its repository. */
  incompleteTags(): { repository: string; tag: string; missing: string[] }[] {
    const found: { repository: string; tag: string; missing: string[] }[] = [];
    for (const [repository, { manifests }] of this.repositories)
      for (const [tag, root] of this.tags(repository)) {
        const missing = new Set<string>();
        const walk = (digest: string): void => {
          const manifest = manifests.get(digest);
          if (!manifest) return void missing.add(digest);
          for (const absent of this.missingFrom(repository, manifest.document)) missing.add(absent);
          for (const child of referencesOf(manifest.document).manifests)
            if (manifests.has(child)) walk(child);
        };
        walk(root);
        if (missing.size > 0) found.push({ repository, tag, missing: [...missing] });
      }
    return found;
  }
}

/** Case-insensitive, ties by code point. */
export function byTag(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x < y ? -1 : x > y ? 1 : a < b ? -1 : a > b ? 1 : 0;
}
