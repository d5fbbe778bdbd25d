/** Which of what refers to an image goes along with it. */
export type Which = "none" | "signatures" | "all";

/**
 * Artifact types of signatures: cosign's, Notary Project's from its drafts on, and every version of Sigstore's bundle,
 * which cosign 3 and GitHub's attestations are stored as.
 */
const signatures =
  /^application\/vnd\.(?:dev\.cosign\.artifact\.sig\.|dev\.sigstore\.bundle[.+]|cncf\.notary\.(?:v2\.)?signature$)/;

/** Whether something of this artifact type is a signature, or a Sigstore bundle. */
export function isSignature(artifactType: string): boolean {
  return signatures.test(artifactType);
}
