import type { Descriptor } from "../types.ts";

export const ociIndex = "application/vnd.oci.image.index.v1+json";
export const ociManifest = "application/vnd.oci.image.manifest.v1+json";
export const dockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
export const dockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

/** The fields of image manifests and indexes the registry looks at. */
export interface ManifestDocument {
  readonly schemaVersion?: number;
  readonly mediaType?: string;
  readonly artifactType?: string;
  readonly config?: Descriptor;
  readonly layers?: readonly (Descriptor & { readonly urls?: readonly string[] })[];
  readonly manifests?: readonly Descriptor[];
  readonly subject?: Descriptor;
  readonly annotations?: Readonly<Record<string, string>>;
}

export function isIndexType(mediaType: string): boolean {
  return mediaType === ociIndex || mediaType === dockerList;
}

/** @throws SyntaxError when the bytes are not a JSON object */
export function parseManifest(bytes: Buffer): ManifestDocument {
  const value: unknown = JSON.parse(bytes.toString());
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new SyntaxError("a manifest is a JSON object");
  return value;
}

/** Like {@link parseManifest}, with an empty document for what is none; arranged content may be anything. */
export function documentOf(bytes: Buffer): ManifestDocument {
  try {
    return parseManifest(bytes);
  } catch {
    return {};
  }
}

const nondistributable = /\.(?:nondistributable|foreign)\./;

/**
 * What a manifest names. As with distribution, which looks for every other layer whatever its `urls`, layers that may not
 * be distributed are nobody's duty where they have any. A subject is not a reference.
 */
export function referencesOf(document: ManifestDocument): { blobs: string[]; manifests: string[] } {
  const layers = (document.layers ?? []).filter(
    ({ mediaType, urls }) => !urls?.length || !nondistributable.test(mediaType),
  );
  return {
    blobs: [...(document.config ? [document.config] : []), ...layers].map(({ digest }) => digest),
    manifests: (document.manifests ?? []).map(({ digest }) => digest),
  };
}
