/** The two formats of a list of manifests: OCI's image index and Docker's manifest list. */
export const imageIndex = "application/vnd.oci.image.index.v1+json";
export const dockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json";
/** The two formats of a single image's manifest. */
export const imageManifest = "application/vnd.oci.image.manifest.v1+json";
export const dockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

/** What a client of images accepts, most wanted last, as other clients send it. */
export const acceptManifests = [dockerManifest, dockerManifestList, imageManifest, imageIndex].join(", ");

/** Configurations that describe an image and so carry its platform. */
export const imageConfigs: ReadonlySet<string> = new Set([
  "application/vnd.oci.image.config.v1+json",
  "application/vnd.docker.container.image.v1+json",
]);

/** The config of what has none (OCI image specification 1.1, "Guidance for an Empty Descriptor"). */
export const emptyConfig = "application/vnd.oci.empty.v1+json";

export function isIndex(mediaType: string): boolean {
  return mediaType === imageIndex || mediaType === dockerManifestList;
}

export function isImage(mediaType: string): boolean {
  return mediaType === imageManifest || mediaType === dockerManifest;
}

/** Whether it is some manifest at all, an outdated schema 1 or an artifact manifest included. */
export function isManifest(mediaType: string): boolean {
  return /^application\/vnd\.(?:oci|docker|cncf)\..*\+(?:json|prettyjws)$/.test(mediaType);
}

/** A `Content-Type` without its parameters, lower case. */
export function essence(contentType: string | undefined): string {
  return (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}
