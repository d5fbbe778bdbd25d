import type { Descriptor } from "./descriptor.ts";

/**
 * The digest of the image that an attestation is about (buildkit's attestation storage), empty where it names none;
 * undefined for what is no attestation.
 */
export function attests({ annotations }: Descriptor): string | undefined {
  if (annotations?.["vnd.docker.reference.type"] !== "attestation-manifest") return undefined;
  return annotations["vnd.docker.reference.digest"] ?? "";
}
