import semver, { type SemVer } from "semver";
import { UserError } from "../../src/base/errors.ts";
import type { ReleasedCommit } from "./released.ts";
import { previousOf, type Release } from "./remote-refs.ts";

/** The releases that decide whether a version may follow: the previous one of its line, and all above it. */
export function relatedTo<One extends Release>(version: SemVer, releases: readonly One[]): One[] {
  const previous = previousOf(releases, version);
  return releases.filter((one) => one === previous || semver.gt(one.version, version));
}

/**
 * Makes sure that the code of a version is of its major line: it descends from what the previous release of the line
 * was built from, and from no release of a newer line, nor a prerelease of one.
 *
 * @param ancestors the source and all commits that it descends from
 * @throws {UserError}
 */
export function checkDescent(
  version: SemVer,
  source: string,
  ancestors: ReadonlySet<string>,
  related: readonly ReleasedCommit[],
  remote: string,
): void {
  const previous = previousOf(related, version);
  if (previous && !ancestors.has(previous.source))
    throw new UserError(
      `${source} does not descend from ${previous.source}, which v${previous.version} of ${remote} was released from; ` +
        `accepted for ${version} is a commit that does; CONTRIBUTING.md tells what to do after a squash or a rebase`,
    );
  const newer = related.find((one) => one.version.major > version.major && ancestors.has(one.source));
  if (newer)
    throw new UserError(
      `${source} descends from ${newer.source}, which v${newer.version} of ${remote} was released from; ` +
        `accepted for ${version} is a commit with the code of v${version.major}, on a branch that left before: name it with --branch` +
        (newer.version.prerelease.length > 0 ? `, or delete v${newer.version} if it was given up` : ""),
    );
}
