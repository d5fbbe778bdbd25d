import SemVer from "semver/classes/semver.js";
import { UserError } from "../../base/errors.ts";
import { quoted } from "../../base/text.ts";

/** What counts as a version. */
export type VersionScheme = "semver" | "any";

/**
 * How what a file holds compares with the version that is wanted: more than 0 when the former is higher, 0 when
 * neither is, undefined when they cannot be ordered.
 */
export type CompareVersions = (existing: string, wanted: string) => number | undefined;

/** The version as it is written, and what was understood otherwise than written. */
export interface ReadVersion {
  readonly version: string;
  readonly notice: string | undefined;
}

const mostCharacters = 200;
/** Of whatever a repository holds, no more is taken for a version. */
const mostCompared = 256;

/**
 * Reads the version that is to be written.
 *
 * - `semver`: Semantic Versioning 2.0.0 to the letter, with build metadata kept; a leading `v`, which the
 *   specification does not count to the version, is stripped with a notice.
 * - `any`: one word of printable characters. It is kept as it is, a leading `v` included, since in other schemes
 *   that may be a part of it.
 *
 * @throws {UserError} saying what is wrong with the text
 */
export function readVersion(text: string, scheme: VersionScheme): ReadVersion {
  if (text.length > mostCharacters)
    throw new UserError(
      `the version ${quoted(text, 60)} has ${text.length} characters; at most ${mostCharacters} are allowed`,
    );
  if (scheme === "any") {
    if (!/^[\p{L}\p{M}\p{N}\p{P}\p{S}]+$/u.test(text))
      throw new UserError(
        `${quoted(text)} is not one printable word; expected a version without white space or control characters`,
      );
    return { version: text, notice: undefined };
  }
  const version = text.replace(/^v/, "");
  if (!parseSemver(version)) {
    const tooLarge = /(?:^|\.)([1-9]\d{15,})(?=[.+-]|$)/.exec(version)?.[1];
    const what =
      tooLarge !== undefined && Number(tooLarge) > Number.MAX_SAFE_INTEGER
        ? `has the number ${tooLarge}, which is larger than ${Number.MAX_SAFE_INTEGER}`
        : "is not a semantic version";
    throw new UserError(
      `${quoted(text)} ${what}; expected a version such as 1.4.2 or 2.0.0-rc.1+build.7, or any other with "version-scheme: any"`,
    );
  }
  return {
    version,
    notice: version === text ? undefined : `the version ${text} is written without its leading v: ${version}`,
  };
}

/**
 * The order of versions.
 *
 * Two semantic versions are ordered by the precedence of Semantic Versioning 2.0.0, section 11, which ignores
 * build metadata. With `any`, two that are not both semantic are ordered by PEP 440 if both are valid there,
 * local parts included. A leading `v` of what exists is tolerated.
 */
export async function compareVersions(scheme: VersionScheme): Promise<CompareVersions> {
  const pep440 = scheme === "any" ? await import("@renovatebot/pep440") : undefined;
  return (existing, wanted) => {
    if (existing.length > mostCompared || wanted.length > mostCompared) return undefined;
    const [left, right] = [existing.replace(/^v/, ""), wanted.replace(/^v/, "")];
    const semver = parseSemver(left);
    if (semver && parseSemver(right)) return semver.compare(right);
    if (pep440?.valid(existing) && pep440.valid(wanted)) return Math.sign(pep440.compare(existing, wanted));
    return undefined;
  };
}

function parseSemver(text: string): SemVer | undefined {
  // The parser trims and strips a "v" by itself, neither of which belongs to a version.
  if (!/^\d/.test(text) || /\s/.test(text)) return undefined;
  try {
    return new SemVer(text);
  } catch {
    return undefined;
  }
}
