import semver, { type SemVer } from "semver";
import { UserError } from "../../src/base/errors.ts";
import { quoted } from "../../src/base/text.ts";

const form = /^\d+\.\d+\.\d+(-[a-z]+\.[1-9]\d*)?$/;

/**
 * Reads the version of a release: `1.2.3`, or `1.2.3-rc.1` for a prerelease.
 *
 * @throws {UserError} for anything else, a leading `v` too: there is one way to write it
 */
export function readVersion(text: string | undefined): SemVer {
  const accepted = "accepted is one such as 1.2.3, or 1.2.3-rc.1 for a prerelease";
  if (text === undefined) throw new UserError(`there is no version; ${accepted}`);
  const version = form.test(text) ? semver.parse(text) : null;
  if (version === null) throw new UserError(`${quoted(text)} is not the version of a release; ${accepted}`);
  return version;
}

export const isFinal = (version: SemVer) => version.prerelease.length === 0;

/** The highest release of a major line, prereleases left out; undefined when it has none. */
export function highestOf(released: readonly SemVer[], major: number): SemVer | undefined {
  return released.filter((one) => isFinal(one) && one.major === major).toSorted(semver.rcompare)[0];
}

/**
 * Makes sure that a version comes next: the next patch or minor of a major line, the next major of all, or the next
 * prerelease of one of these.
 *
 * @param released every release so far, prereleases too, in any order
 * @param remote the name of where they are, for the message
 * @throws {UserError} with what is accepted
 */
export function checkFollows(version: SemVer, released: readonly SemVer[], remote: string): void {
  const majors = new Set(released.filter(isFinal).map(({ major }) => major));
  const highest = [...majors]
    .toSorted((a, b) => a - b)
    .map((major) => highestOf(released, major))
    .filter((one) => one !== undefined);
  const next = nextAfter(highest);
  const base = `${version.major}.${version.minor}.${version.patch}`;
  if (!next.includes(base))
    throw new UserError(
      `${version} does not come next on ${remote}, where ${releasedSoFar(highest)}; ` +
        `accepted are ${next.join(", ")}, and prereleases of them`,
    );
  if (!isFinal(version)) checkPrerelease(version, base, released, remote);
}

function releasedSoFar(highest: readonly SemVer[]): string {
  if (highest.length === 0) return "nothing was released yet";
  return highest.length === 1
    ? `${highest[0]} is the highest release`
    : `${highest.join(" and ")} are the highest releases`;
}

/** @param highest the highest release of each major line, in order */
function nextAfter(highest: readonly SemVer[]): string[] {
  const last = highest.at(-1) ?? new semver.SemVer("0.0.0");
  const lines = highest.length === 0 ? [last] : highest;
  const next = lines.flatMap((one) => [semver.inc(one, "patch"), semver.inc(one, "minor")]);
  return [...next, semver.inc(last, "major")].map(String);
}

function checkPrerelease(version: SemVer, base: string, released: readonly SemVer[], remote: string): void {
  const [name, number] = version.prerelease;
  const [last] = released
    .filter((one) => !isFinal(one) && one.compareMain(version) === 0)
    .toSorted(semver.rcompare);
  const [lastName, lastNumber] = last?.prerelease ?? [];
  const wanted = name === lastName && typeof lastNumber === "number" ? lastNumber + 1 : 1;
  if (number === wanted && (last === undefined || semver.gt(version, last))) return;
  if (last === undefined)
    throw new UserError(
      `${version} does not come next on ${remote}, which has no prerelease of ${base}; accepted is ${base}-${name}.1`,
    );
  const following = semver.inc(last, "prerelease");
  throw new UserError(
    `${version} does not come next on ${remote}, where ${last} is the highest prerelease of ${base}; ` +
      `accepted are ${following}, and .1 of a name that sorts after "${lastName}"`,
  );
}
