import { UserError } from "../base/errors.ts";
import { quoted } from "../base/text.ts";
import { isDigest, parseDigest } from "../image/digest.ts";
import { isTag, parseReference, type Reference, withDigest } from "../image/reference.ts";

const accepted =
  'expected repository@sha256:…, repository:tag, or a bare sha256:… digest or a short tag together with "image"';

/**
 * Reads what to wait for. A bare digest and a short tag are qualified by `image`.
 *
 * @throws {UserError} naming the reference that is malformed, names neither a tag nor a digest, or has no `image`
 */
export function parseRefs(texts: readonly string[], image: Reference | undefined): Reference[] {
  return texts.map((text) => {
    if (/^sha(?:256|512):/.test(text)) {
      const digest = isDigest(text) ? text : parseDigest(text);
      if (!image) throw new UserError(`the bare digest ${digest} needs "image"; ${accepted}`);
      return withDigest(image, digest);
    }
    // 64 hexadecimal digits are a digest without its algorithm rather than a tag, and are refused as such.
    if (isTag(text) && !/^[\da-f]{64}$/.test(text)) {
      if (!image) throw new UserError(`the short tag ${quoted(text)} needs "image"; ${accepted}`);
      return { ...image, tag: text };
    }
    const reference = parseReference(text);
    if (reference.tag === undefined && reference.digest === undefined)
      throw new UserError(`${quoted(text)} names neither a tag nor a digest; ${accepted}`);
    return reference;
  });
}
