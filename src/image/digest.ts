import { createHash } from "node:crypto";
import { UserError } from "../base/errors.ts";
import { quoted } from "../base/text.ts";

/** A content digest as the OCI image specification writes it: `algorithm:hex`. */
export type Digest = `${string}:${string}`;

const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** Whether `text` is a digest of a registered algorithm (sha256, sha512) with lowercase hex of its length. */
export function isDigest(text: string): text is Digest {
  return DIGEST.test(text);
}

/**
 * Reads a digest, following the OCI image specification, "Digests": registered algorithms only, lowercase hex.
 *
 * @throws {UserError} when the text is anything else.
 */
export function parseDigest(text: string): Digest {
  if (isDigest(text)) return text;
  throw new UserError(
    `${quoted(text)} is not a digest; expected sha256: with 64 lowercase hex digits or sha512: with 128`,
  );
}

/** The sha256 digest of `bytes`; a string counts as UTF-8. */
export function sha256(bytes: Uint8Array | string): Digest {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** The algorithm of a digest, such as `sha256`. */
export function algorithmOf(digest: Digest): string {
  return digest.slice(0, digest.indexOf(":"));
}

/** Hashes a stream piece by piece; `digest` may be called once, at the end. */
export interface Hasher {
  update(chunk: Uint8Array): void;
  digest(): Digest;
}

/** A {@link Hasher} for `sha256` or `sha512`; take the name from {@link algorithmOf}. */
export function hasher(algorithm = "sha256"): Hasher {
  const hash = createHash(algorithm);
  return {
    update(chunk) {
      hash.update(chunk);
    },
    digest: () => `${algorithm}:${hash.digest("hex")}`,
  };
}
