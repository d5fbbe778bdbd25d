import { isRecord, recordIn } from "../../base/json.ts";
import type { Descriptor, Manifest } from "../../image/descriptor.ts";
import { type Digest, isDigest, sha256 } from "../../image/digest.ts";
import { imageIndex } from "../../image/media-types.ts";

/** What a manifest says that refers to another one. */
export interface About {
  /** The manifest that it is about, where it names one. */
  readonly subject: Digest | undefined;
  /** Empty where it says none. */
  readonly artifactType: string;
  readonly annotations: Readonly<Record<string, string>> | undefined;
}

/** Reads what a manifest is about (OCI image specification, "subject" and "artifactType"). */
export function aboutOf({ bytes }: Manifest): About {
  const document = objectIn(bytes);
  const { subject, artifactType, config, annotations } = document;
  const named = isRecord(subject) ? subject.digest : undefined;
  const kind = isText(artifactType) ? artifactType : isRecord(config) ? config.mediaType : undefined;
  return {
    subject: isText(named) && isDigest(named) ? named : undefined,
    artifactType: isText(kind) ? kind : "",
    annotations: isAnnotations(annotations) ? annotations : undefined,
  };
}

/** A descriptor in a list of referrers. */
export type Listed = Pick<Descriptor, "digest" | "mediaType"> & { readonly artifactType: string };

/**
 * What a list of referrers names, as far as it can be read; undefined for what is no such list. It is data from the
 * network, and what it says of a manifest is looked up in that.
 */
export function listedIn(bytes: Uint8Array): Listed[] | undefined {
  const { manifests } = objectIn(bytes);
  if (!Array.isArray(manifests)) return undefined;
  return manifests.filter(isRecord).flatMap(({ digest, mediaType, artifactType }) => {
    if (!isText(digest) || !isDigest(digest) || !isText(mediaType)) return [];
    return [{ digest, mediaType, artifactType: isText(artifactType) ? artifactType : "" }];
  });
}

/** The descriptor of a manifest as a list of referrers has it. */
export function listingOf(manifest: Manifest): Descriptor {
  const { artifactType, annotations } = aboutOf(manifest);
  return {
    mediaType: manifest.mediaType,
    digest: manifest.digest,
    size: manifest.bytes.byteLength,
    ...(artifactType && { artifactType }),
    ...(annotations && { annotations }),
  };
}

/**
 * The list of a referrers tag with more in it. What others have put there stays, as it came and where it was.
 *
 * @param list the bytes of the list as it is, undefined where there is none
 */
export function listWith(list: Uint8Array | undefined, more: readonly Descriptor[]): Manifest {
  const known = list ? objectIn(list) : { schemaVersion: 2, mediaType: imageIndex };
  const manifests = Array.isArray(known.manifests) ? known.manifests : [];
  const bytes = new TextEncoder().encode(JSON.stringify({ ...known, manifests: [...manifests, ...more] }));
  return { mediaType: imageIndex, bytes, digest: sha256(bytes) };
}

/** The digests of a manifest's layers, by which signatures are told apart. */
export function layersOf({ bytes }: Manifest): string[] {
  const { layers } = objectIn(bytes);
  return (Array.isArray(layers) ? layers : []).map((layer) => JSON.stringify(layer));
}

function objectIn(bytes: Uint8Array): Record<string, unknown> {
  return recordIn(bytes) ?? {};
}

function isAnnotations(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
