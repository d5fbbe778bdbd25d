import { UserError } from "../../base/errors.ts";
import { quoted } from "../../base/text.ts";
import { parseDigest } from "../../image/digest.ts";
import { formatReference, isTag, parseReference, type Reference, withDigest } from "../../image/reference.ts";

const expected =
  'expected a full reference such as ghcr.io/acme/app:1.2.3, or a short tag together with "image"';

/**
 * Reads tags as docker/metadata-action prints them: full references, or short tags that `image` qualifies. The
 * same tag twice counts once.
 *
 * @throws {UserError} naming the tag that is malformed, has no image to qualify it, or carries a digest
 */
export function parseTags(lines: readonly string[], image: Reference | undefined): Reference[] {
  const tags = new Map<string, Reference>();
  for (const line of lines) {
    const reference = parseTag(line, image);
    tags.set(formatReference(reference), reference);
  }
  return [...tags.values()];
}

function parseTag(text: string, image: Reference | undefined): Reference {
  if (isTag(text)) {
    if (!image) throw new UserError(`the short tag ${quoted(text)} needs "image"; ${expected}`);
    return { ...image, tag: text };
  }
  const reference = parseReference(text);
  if (reference.tag === undefined) throw new UserError(`${quoted(text)} names no tag; ${expected}`);
  if (reference.digest !== undefined)
    throw new UserError(`${quoted(text)} carries a digest; expected a tag that may be moved`);
  return reference;
}

/**
 * Whether a tag moves last, by patterns in which `*` stands for any characters and `?` for one. The pattern `floating`
 * stands for versions that float, too.
 *
 * @param beside all tags of its repository
 */
export function movesLast(tag: string, patterns: readonly string[], beside: readonly string[] = []): boolean {
  return patterns.some((pattern) => matches(tag, pattern) || (pattern === "floating" && floats(tag, beside)));
}

/** A version, with what docker/metadata-action's `flavor` puts around it: `1.2.4`, `v1.2`, `api-1.2`, `1.2-alpine`. */
const version = /^((?:\D*[-_])?)v?(\d+(?:\.\d+)*)((?:\D.*)?)$/i;

/** Whether a tag is a version with fewer parts than one beside it, such as `1.2` beside `1.2.4`. */
function floats(tag: string, beside: readonly string[]): boolean {
  const [, head, parts, tail] = version.exec(tag) ?? [];
  return beside.some((other) => {
    const [, itsHead, itsParts = "", itsTail] = version.exec(other) ?? [];
    // `1.2` stands for prereleases such as `1.2.4-rc.1`, too; `1.2-alpine` is for `1.2.4-alpine` alone.
    return itsParts.startsWith(`${parts}.`) && itsHead === head && (tail === "" || tail === itsTail);
  });
}

/** Matches in linear time for each `*`, where a regular expression might take for ever. */
function matches(text: string, pattern: string): boolean {
  let [at, place, star, resume] = [0, 0, -1, 0];
  while (at < text.length) {
    if (pattern[place] === "*") {
      star = place++;
      resume = at;
    } else if (pattern[place] === "?" || pattern[place] === text[at]) {
      place++;
      at++;
    } else if (star >= 0) {
      // The last star takes one character more.
      place = star + 1;
      at = ++resume;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(place));
}

/**
 * A bare digest as a reference into the repository that qualifies it.
 *
 * @throws {UserError} when there is no such repository, or the digest is malformed
 */
export function qualifyDigest(text: string, image: Reference | undefined): Reference {
  const digest = parseDigest(text);
  if (!image)
    throw new UserError(
      `the bare digest ${digest} needs "image"; expected that, or a reference such as ghcr.io/acme/app@sha256:…`,
    );
  return withDigest(image, digest);
}
