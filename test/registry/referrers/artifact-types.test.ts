import { expect, test } from "vitest";
import { isSignature } from "../../../src/registry/referrers/artifact-types.ts";

// sigstore/cosign `SPEC.md` and its `--registry-referrers-mode=oci-1-1`, sigstore/protobuf-specs, Notary Project's
// "signature-specification" and its drafts.
test.each([
  "application/vnd.dev.sigstore.bundle.v0.3+json",
  "application/vnd.dev.sigstore.bundle+json;version=0.2",
  "application/vnd.dev.cosign.artifact.sig.v1+json",
  "application/vnd.cncf.notary.signature",
  "application/vnd.cncf.notary.v2.signature",
])("%s is a signature's", (artifactType) => {
  expect(isSignature(artifactType)).toBe(true);
});

test.each([
  "",
  "application/spdx+json",
  "application/vnd.dev.cosign.artifact.sbom.v1+json",
  "application/vnd.dev.cosign.artifact.att.v1+json",
  "application/vnd.cncf.notary.signature.timestamp",
  "application/vnd.dev.sigstore.bundles",
  "text/application/vnd.cncf.notary.signature",
])("%s is none", (artifactType) => {
  expect(isSignature(artifactType)).toBe(false);
});
