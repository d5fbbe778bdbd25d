import type { Digest } from "../../image/digest.ts";
import { isTag } from "../../image/reference.ts";
import type { Which } from "./artifact-types.ts";

/** Characters of the algorithm and of the hash that a referrers tag has at most. */
const longestAlgorithm = 32;
const longestHash = 64;

/**
 * The tag that lists what refers to a manifest where a registry has no referrers API (OCI distribution specification
 * 1.1, "Referrers Tag Schema").
 */
export function referrersTag(subject: Digest): string {
  const [algorithm = "", hash = ""] = subject.split(":");
  return `${algorithm.slice(0, longestAlgorithm)}-${hash.slice(0, longestHash)}`;
}

/** What cosign puts beside an image by tag: signatures, attestations and SBOMs (its SPEC.md and `SignatureTag`). */
const suffixes = ["sig", "att", "sbom"];

/** The tags under which cosign keeps what is about a manifest; none for a digest that makes too long a tag. */
export function cosignTags(subject: Digest, which: Which): string[] {
  const wanted = which === "all" ? suffixes : suffixes.slice(0, 1);
  return wanted.map((suffix) => `${subject.replace(":", "-")}.${suffix}`).filter(isTag);
}

/** Whether a tag may be one of these. */
export function isDigestTag(tag: string): boolean {
  return /^sha(?:256|512)-[0-9a-f]{64}/.test(tag);
}
